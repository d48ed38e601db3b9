import { invariant } from '../ota-core/primitives/invariant.ts';

/** One slice of the file in memory; a chunk of the wire is a small part of it. */
export const SLICE_BYTES = 64 * 1024;

/** Reads a bundle for sending. One caller at a time; reading forwards costs one copy from disk to memory. */
export interface ChunkReader {
  /**
   * The bytes from `offset` on: `size` of them, fewer at the end of the file, none beyond it. A view that
   * stays as it is while the reader goes on. `size` is at most SLICE_BYTES.
   */
  read(
    offset: number,
    size: number,
    options: { readonly signal: AbortSignal },
  ): Promise<Uint8Array>;
}

export function createChunkReader(bytes: Blob): ChunkReader {
  let start = 0;
  let slice = new Uint8Array(0);
  return {
    async read(offset, size, { signal }) {
      invariant(size > 0 && size <= SLICE_BYTES, 'a chunk is smaller than a slice');
      signal.throwIfAborted();
      const end = Math.min(offset + size, bytes.size);
      if (offset < start || end > start + slice.length) {
        const buffer = await bytes.slice(offset, offset + SLICE_BYTES).arrayBuffer();
        signal.throwIfAborted();
        start = offset;
        slice = new Uint8Array(buffer); // a new array: earlier views keep theirs
      }
      return slice.subarray(offset - start, Math.max(end - start, offset - start));
    },
  };
}
