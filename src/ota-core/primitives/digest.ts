import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { DigestPort } from '../device/digest-port.ts';

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
