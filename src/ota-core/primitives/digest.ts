import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';

export type DigestAlgorithm = 'sha1' | 'sha256';

/** Streaming digest; `update` borrows its bytes, `digest` ends it. */
export interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** Native hashes where the host has them (node:crypto); @noble/hashes by default. */
export interface DigestPort {
  create(algorithm: DigestAlgorithm): Digest;
}

/** Hashes in plain JavaScript, wherever the core runs. */
export const nobleDigests: DigestPort = {
  create(algorithm) {
    const hash = algorithm === 'sha1' ? sha1.create() : sha256.create();
    return {
      update: (bytes) => void hash.update(bytes),
      digest: () => hash.digest(),
    };
  },
};

/** Of bytes that are all there. */
export function digestBytes(
  bytes: Uint8Array,
  algorithm: DigestAlgorithm,
  digests: DigestPort,
): Uint8Array {
  const digest = digests.create(algorithm);
  digest.update(bytes);
  return digest.digest();
}
