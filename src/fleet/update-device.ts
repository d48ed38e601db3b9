/** One device of a roll-out, as a host updates it: the bundle that fits, the update, and what came of it. */
import type { Bundle } from '../bundle/bundle.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import type { SysInfo } from '../rpc/methods.ts';
import type { UpdateHost } from '../update/deps.ts';
import { runUpdate } from '../update/run-update.ts';
import { jobEndOf } from './device-record.ts';
import type { JobEnd, SoakFailure } from './device-record.ts';
import type { UpdateJob } from './run-roll-out.ts';

/** Of several firmwares the one for this chip; of several for this chip the one for this application, else null. */
export function fittingBundle(
  bundles: readonly Bundle[],
  { arch, app }: { readonly arch: string; readonly app: string },
): Bundle | null {
  const forChip = bundles.filter(({ manifest }) => manifest.platform === arch);
  const [fitting, second] = forChip;
  if (fitting !== undefined && second === undefined) return fitting;
  return forChip.find(({ manifest }) => manifest.name === app) ?? null;
}

/** What a device is passed over with for which there is none. */
export function noBundle(
  bundles: readonly Bundle[],
  { arch, app }: { readonly arch: string; readonly app: string },
): Extract<JobEnd, { kind: 'skipped' }> {
  const forChip = bundles.filter(({ manifest }) => manifest.platform === arch);
  const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');
  const failure =
    forChip.length === 0
      ? new OtaError('bundle/wrong-platform', {
          bundle: listed(bundles.map(({ manifest }) => manifest.platform)),
          device: arch,
        })
      : new OtaError('device/other-app', {
          running: app,
          bundle: listed(forChip.map(({ manifest }) => manifest.name)),
        });
  return { kind: 'skipped', why: 'no-bundle', failure: toFailure(OtaError.from(failure)) };
}

/** `host`: without events told elsewhere. */
export async function updateDevice(
  host: UpdateHost,
  { signal, onEvent }: UpdateJob,
): Promise<JobEnd> {
  let wrote = false;
  const steps = runUpdate(host, signal);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return jobEndOf(step.value, { wrote });
    if (step.value.type === 'phase') wrote ||= step.value.phase === 'preparing';
    onEvent(step.value);
  }
}

/** A device that was committed, asked again: null = it runs one of the firmwares still. */
export function soakFailure(
  bundles: readonly Bundle[],
  info: Pick<SysInfo, 'fw_version' | 'fw_id'>,
): SoakFailure | null {
  const manifests = bundles.map(({ manifest }) => manifest);
  const runs = manifests.some(
    ({ version, buildId }) => version === info.fw_version && buildId === info.fw_id,
  );
  if (runs) return null;
  const to = manifests.map(({ version }) => version).join(', ');
  const facts = { from: info.fw_version, to, why: 'not-seen' } as const;
  return { kind: 'went-back', failure: toFailure(new OtaError('update/rolled-back', facts)) };
}
