/**
 * Which part of a matrix a run looks at. `npm run test:full` sets SLIPWAY_FULL=1 and looks at all of it. Else a sample is
 * taken that moves with the seed, so that all of a matrix is covered over time; `npm test` makes the seed from the commit,
 * prints it, and takes it back from SLIPWAY_SEED.
 */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export const isFull = process.env['SLIPWAY_FULL'] === '1';

/** Eight hexadecimal digits. Without one (a single file run by hand) every run takes the same sample. */
export const seedText = process.env['SLIPWAY_SEED'] ?? '00000000';

/** FNV-1a, 32 bits, and the last step of MurmurHash3: neighbouring seeds and names give unrelated numbers. */
function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number of 31 bits for one matrix: what fast-check and other generators take as their seed. */
export const seedFor = (matrix: string, seed: string = seedText): number =>
  hashOf(`${seed}/${matrix}`) >>> 1;

export interface Sampling {
  /** Names the matrix: two of them move independently. */
  readonly matrix: string;
  /** One of so many is looked at. */
  readonly oneOf: number;
  readonly seed?: string;
  readonly full?: boolean;
}

/** Every `oneOf`-th item, from a place that the seed gives; all of them in a full run. Never none. */
export function sampleOf<T>(items: readonly T[], sampling: Sampling): readonly T[] {
  const { matrix, oneOf, seed = seedText, full = isFull } = sampling;
  if (full || oneOf <= 1) return items;
  const step = Math.min(oneOf, Math.max(1, items.length));
  const first = seedFor(matrix, seed) % step;
  return items.filter((_, at) => at % step === first);
}
