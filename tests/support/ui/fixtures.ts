import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import { bootSafetyOf } from '../../../src/ota-core/platforms/facts.ts';
import type { RunOrder } from '../../../src/ui/state/run-view.ts';
import type { BundleReport, DeviceReport, Finding, ForceName } from '../../../src/workers/api.ts';

const hardened = bootSafetyOf({ arch: 'esp32', scheme: 'esp32' });

export const bundle: BundleReport = {
  id: 'b'.repeat(64),
  fileName: 'fw.zip',
  sizeBytes: 1_000_000,
  name: 'demo',
  platform: 'esp32',
  version: '1.1.0',
  buildId: 'build-110',
  buildTimestamp: '2026-11-01T12:00:00Z',
  mended: [],
  signature: { kind: 'unsigned' },
  parts: [
    part('app', 'app11.bin', { dataOffset: 100_000, sizeBytes: 600_000 }),
    part('fs', 'lfs11.img', { dataOffset: 700_000, sizeBytes: 250_000 }),
    {
      ...part('nvs', null, { dataOffset: null, sizeBytes: 16_384 }),
      installed: false,
      slotPart: null,
    },
  ],
};

function part(
  name: string,
  file: string | null,
  at: { readonly dataOffset: number | null; readonly sizeBytes: number },
): BundleReport['parts'][number] {
  const slotPart = name === 'fs' ? 'fs' : 'app';
  const what = { installed: true, slotPart, onlySlot: null } as const;
  return { name, file, ...at, sha256: null, digests: ['SHA-1'], ...what };
}

/** From slot A on 1.0.0 to that bundle, with five minutes on trial. */
export const order: RunOrder = {
  safety: hardened,
  from: '1.0.0',
  to: '1.1.0',
  bundleBytes: bundle.sizeBytes,
  parts: bundle.parts,
  commitTimeoutMs: 300_000,
  fromSlot: 0,
};

export function deviceOn(
  version: string,
  options: { readonly committed?: boolean } = {},
): DeviceReport {
  const committed = options.committed ?? true;
  return {
    info: {
      id: 'esp32_0A1B2C',
      app: 'demo',
      fw_version: version,
      fw_id: `build-${version.replaceAll('.', '')}`,
      mac: '30AEA40A1B2C',
      arch: 'esp32',
      uptime: 10,
    },
    status: {
      state: 0,
      message: 'idle',
      is_committed: committed,
      progress_percent: 0,
      commit_timeout: 300,
    },
    boot: { active_slot: 0, is_committed: committed, revert_slot: 0, commit_timeout: 300 },
    safety: hardened,
    methods: null,
    files: null,
  };
}

export const finding = <C extends FailureCode>(
  code: C,
  facts: FailureFacts[C],
  force: ForceName | null,
): Finding => ({ failure: toFailure(new OtaError(code, facts)), force });
