import { OtaError, wordsOf } from '../contracts/failure.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { nobleDigests } from '../ota-core/primitives/digest.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import type { Bundle } from './bundle.ts';
import { parseBundle } from './parse-bundle.ts';

/** proof.md#bounds. The largest slot of the platforms is 1.5 MiB. */
export const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;

export interface OpenBundleOptions {
  /** For facts and display only; what a file is, its bytes decide. */
  readonly fileName: string;
  readonly signal: AbortSignal;
  /** @noble/hashes when left out. */
  readonly digests?: DigestPort;
}

/**
 * Reads a file once and checks all of it. The result holds the very bytes that were checked, so a file
 * that changes afterwards changes nothing. Throws OtaError bundle/… or file/unreadable, or the signal's
 * reason.
 */
export async function openBundle(file: Blob, options: OpenBundleOptions): Promise<Bundle> {
  const { fileName, signal, digests = nobleDigests } = options;
  const bytes = new Uint8Array(await readAll(file, options));
  signal.throwIfAborted();
  const { manifest, parts } = parseBundle(bytes, { fileName, digests });
  signal.throwIfAborted();
  const whole = digests.create('sha256');
  whole.update(bytes);
  return {
    fileName,
    sizeBytes: bytes.length,
    sha256: toHex(whole.digest()),
    manifest,
    parts,
    bytes,
  };
}

async function readAll(file: Blob, { fileName, signal }: OpenBundleOptions): Promise<ArrayBuffer> {
  signal.throwIfAborted();
  if (file.size > MAX_BUNDLE_BYTES)
    throw new OtaError('bundle/too-many-bytes', { sizeBytes: file.size, limit: MAX_BUNDLE_BYTES });
  try {
    return await file.arrayBuffer();
  } catch (reason) {
    const detail = wordsOf(reason);
    throw new OtaError('file/unreadable', { file: fileName, detail }, { cause: reason });
  }
}
