import type { ChunkSizes } from './chunk-sizes.ts';

/** Below this the frame around the data costs more than the data (as in tuned-sizes.ts). */
const LEAST_BYTES = 255;

/** Sizes that can be halved, for a link that ends when a larger frame passes. */
export interface ShrinkingSizes extends ChunkSizes {
  /** Half of what is sent now, for good; false where it is the least already. */
  shrink(): boolean;
}

/**
 * What may have been taken before the link ended stays whole: writes below its end also end at it, because a device
 * refuses bytes that begin inside what it has and go beyond (ota-service.md#write).
 */
export function createShrinkingSizes(sizes: ChunkSizes): ShrinkingSizes {
  let limit = Number.POSITIVE_INFINITY;
  let lastEnd = 0;
  let lastBytes = sizes.mostBytes;
  let bound = 0;
  return {
    get mostBytes() {
      return Math.min(sizes.mostBytes, limit);
    },
    tries: sizes.tries,
    next(offset) {
      const most = Math.min(sizes.next(offset), limit);
      const bytes = offset < bound ? Math.min(most, bound - offset) : most;
      lastEnd = offset + bytes;
      lastBytes = bytes;
      return bytes;
    },
    acknowledged: () => sizes.acknowledged(),
    lost: () => sizes.lost(),
    shrink() {
      const now = Math.min(lastBytes, limit);
      if (now <= LEAST_BYTES) return false;
      // Base64 of whole triples needs no padding.
      limit = Math.max(LEAST_BYTES, Math.floor(now / 2 / 3) * 3);
      bound = Math.max(bound, lastEnd);
      return true;
    },
  };
}
