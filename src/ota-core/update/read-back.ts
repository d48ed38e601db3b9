import type { DigestPort } from '../primitives/digest.ts';
import type { Flash } from '../flash/flash.ts';
import { toHex } from '../primitives/hex.ts';
import type { ManifestPart } from './manifest.ts';

const READ_BYTES = 4096;

export interface ReadBack {
  /** Of the bytes in flash. */
  readonly sha256: Uint8Array;
  /** Every digest that the manifest gives for the part is right. */
  readonly matches: boolean;
}

/** Reads the first `sizeBytes` of a window and compares them with what the manifest says of the part. */
export function readBack(
  flash: Flash,
  sizeBytes: number,
  check: { readonly part: ManifestPart; readonly digests: DigestPort },
): ReadBack {
  const { part, digests } = check;
  const sha256 = digests.create('sha256');
  const sha1 = part.sha1 === null ? null : digests.create('sha1');
  const buffer = new Uint8Array(READ_BYTES);
  for (let at = 0; at < sizeBytes; at += READ_BYTES) {
    const piece = buffer.subarray(0, Math.min(READ_BYTES, sizeBytes - at));
    flash.read(at, piece);
    sha256.update(piece);
    sha1?.update(piece);
  }
  const found = sha256.digest();
  const sha1Matches = sha1 === null || toHex(sha1.digest()) === part.sha1;
  const sha256Matches = part.sha256 === null || toHex(found) === part.sha256;
  return { sha256: found, matches: sha1Matches && sha256Matches };
}
