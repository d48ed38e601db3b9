import { describe, expect, it } from 'vitest';
import { createChunkReader, SLICE_BYTES } from '../../../src/bundle/chunks.ts';
import { seededRandom } from '../../support/chunking.ts';

const BYTES = new Uint8Array(3 * SLICE_BYTES + 123).map((_, at) => at ^ (at >> 8));
const { signal } = new AbortController();

/** A Blob that counts the bytes taken out of it. */
function countingBlob() {
  const blob = new Blob([BYTES]);
  const taken: number[] = [];
  const slice = blob.slice.bind(blob);
  return {
    taken,
    blob: Object.assign(blob, {
      slice: (from: number, to: number) => {
        taken.push(Math.min(to, BYTES.length) - from);
        return slice(from, to);
      },
    }),
  };
}

describe('the chunk reader', () => {
  it.each([512, 700, 1000, 3000, SLICE_BYTES])(
    'gives every byte in order in chunks of %i, the last one shorter, then none',
    async (size) => {
      const reader = createChunkReader(new Blob([BYTES]));
      for (let at = 0; at < BYTES.length; at += size) {
        const chunk = await reader.read(at, size, { signal });
        expect(Buffer.from(chunk).equals(BYTES.subarray(at, at + size)), `${at}`).toBe(true);
      }
      expect(await reader.read(BYTES.length, size, { signal })).toHaveLength(0);
      expect(await reader.read(BYTES.length + 7, size, { signal })).toHaveLength(0);
    },
  );

  it('takes slices of 64 KiB, not one per chunk', async () => {
    const { blob, taken } = countingBlob();
    const reader = createChunkReader(blob);
    for (let at = 0; at < BYTES.length; at += 512) await reader.read(at, 512, { signal });
    expect(taken).toEqual([SLICE_BYTES, SLICE_BYTES, SLICE_BYTES, 123]);
  });

  it('gives the right bytes in any order: a retry goes back', async () => {
    const reader = createChunkReader(new Blob([BYTES]));
    const random = seededRandom(5);
    for (let run = 0; run < 300; run += 1) {
      const at = Math.floor(random() * BYTES.length);
      const size = 1 + Math.floor(random() * 3000);
      const chunk = await reader.read(at, size, { signal });
      expect(Buffer.from(chunk).equals(BYTES.subarray(at, at + size)), `${at} ${size}`).toBe(true);
    }
  });

  it('leaves a chunk as it was while it reads on', async () => {
    const reader = createChunkReader(new Blob([BYTES]));
    const first = await reader.read(0, 512, { signal });
    await reader.read(2 * SLICE_BYTES, 512, { signal });
    expect(Buffer.from(first).equals(BYTES.subarray(0, 512))).toBe(true);
  });

  it('ends with the reason of the signal', async () => {
    const reader = createChunkReader(new Blob([BYTES]));
    const reason = new Error('stop');
    await expect(reader.read(0, 512, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
