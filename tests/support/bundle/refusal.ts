import { OtaError, type FailureCode } from '../../../src/contracts/failure.ts';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { openBundle, parseBundle } from '../../../src/bundle/open-bundle.ts';
import { nodeDigests } from '../ota-core/update/update-bench.ts';

export interface Refusal {
  readonly code: FailureCode;
  readonly facts: unknown;
}

/** Why a run was refused; null when it was not. Anything but an OtaError is a failure of the test. */
export function refusalOf(run: () => unknown): Refusal | null {
  try {
    run();
    return null;
  } catch (error) {
    if (!(error instanceof OtaError)) throw error;
    const { code, facts } = OtaError.from(error);
    return { code, facts };
  }
}

export function refusalOfBytes(bytes: Uint8Array): Refusal | null {
  return refusalOf(() => parseBundle(bytes, { fileName: 'fw.zip', digests: nodeDigests }));
}

export function open(bytes: Uint8Array<ArrayBuffer>, fileName = 'fw.zip'): Promise<Bundle> {
  const { signal } = new AbortController();
  return openBundle(new Blob([bytes]), { fileName, signal, digests: nodeDigests });
}
