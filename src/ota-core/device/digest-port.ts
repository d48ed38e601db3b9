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
