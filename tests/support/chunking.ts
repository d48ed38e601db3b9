import { expect } from 'vitest';

/** A seeded generator of numbers from 0 to 1 (mulberry32): the same seed gives the same run everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Cutting {
  /** For the message of a failure: `whole`, `byte by byte`, `seed 3`. */
  readonly label: string;
  readonly pieces: readonly Uint8Array[];
}

/** Pieces of 1 to `largest` bytes, empty ones in between now and then. */
export function randomPieces(
  bytes: Uint8Array,
  { seed, largest }: { readonly seed: number; readonly largest: number },
): readonly Uint8Array[] {
  const random = seededRandom(seed);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Math.floor(random() * largest);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** Whole, byte by byte, and at random cuts: small ones and ones of the sizes that links deliver. */
export function cuttings(bytes: Uint8Array, seeds = [1, 2, 3, 4]): readonly Cutting[] {
  const singles = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  return [
    { label: 'whole', pieces: [bytes] },
    { label: 'byte by byte', pieces: singles },
    ...seeds.map((seed) => ({
      label: `seed ${seed}`,
      pieces: randomPieces(bytes, { seed, largest: [7, 64, 700, 3000][seed % 4] ?? 64 }),
    })),
  ];
}

/** Feeds a parser in every cutting; each must give what the whole gives, which is returned. */
export function feedHoweverCut<T>(
  bytes: Uint8Array,
  run: (pieces: readonly Uint8Array[]) => T,
  seeds?: number[],
): T {
  const [whole, ...rest] = cuttings(bytes, seeds).map(({ label, pieces }) => ({
    label,
    result: run(pieces),
  }));
  for (const { label, result } of rest) expect(result, label).toEqual(whole?.result);
  return whole!.result;
}
