/**
 * A chip whose supply goes away at a chosen operation. Whoever uses it sees a strict chip until then;
 * after the cut every access throws until `powerOn`. The cells keep what was done of the operation:
 *
 *   clean    nothing     prefix  its first bytes     suffix  its last bytes     random  some of its bits
 *
 * A half-done program has cleared part of its bits; a half-done erase has set part of the block's.
 */
import { eraseBlocksOf } from './flash-areas.ts';
import { PowerCut, type Flash, type FlashGeometry } from './flash.ts';
import type { NorFlash } from './nor-flash.ts';

export const TORN_VARIANTS = ['clean', 'prefix', 'suffix', 'random'] as const;
export type TornVariant = (typeof TORN_VARIANTS)[number];

export interface PlannedCut {
  /** Which operation, counted from 0 since the plan was made; erases count per block. */
  readonly operation: number;
  readonly variant: TornVariant;
  /** prefix, suffix: where it tore, 0 = in the middle. random: which bits. */
  readonly seed?: number;
}

export class FaultPlan implements Flash {
  readonly geometry: FlashGeometry;
  readonly #chip: NorFlash;
  #cut: PlannedCut | null;
  #operations = 0;
  #dead = false;

  /** `cut` null: only counts. The chip is used in place, not copied. */
  constructor(chip: NorFlash, cut: PlannedCut | null) {
    this.geometry = chip.geometry;
    this.#chip = chip;
    this.#cut = cut;
  }

  /** Operations begun so far, the cut one included. */
  get operations(): number {
    return this.#operations;
  }

  /** True from the cut to `powerOn`. */
  get isDead(): boolean {
    return this.#dead;
  }

  /** The supply is back. A further cut counts its operations from the same zero as the first. */
  powerOn(cut: PlannedCut | null = null): void {
    this.#dead = false;
    this.#cut = cut;
  }

  read(offset: number, into: Uint8Array): void {
    this.#requirePower();
    this.#chip.read(offset, into);
  }

  program(offset: number, bytes: Uint8Array): void {
    const cut = this.#nextCut();
    const chip = cut === null ? this.#chip : this.#chip.fork();
    chip.program(offset, bytes); // a misuse is a misuse, cut or not
    if (cut !== null)
      this.#tear(offset, cut, (cells, done) => cells.map(programmed(bytes, done)), bytes.length);
  }

  erase(offset: number, length: number): void {
    for (const block of eraseBlocksOf(this.geometry, offset, length)) {
      const cut = this.#nextCut();
      if (cut === null) this.#chip.erase(block.offset, block.length);
      else this.#tear(block.offset, cut, (cells, done) => cells.map(erased(done)), block.length);
    }
  }

  /** The cut if the operation that begins now is the chosen one. */
  #nextCut(): PlannedCut | null {
    this.#requirePower();
    const operation = this.#operations;
    this.#operations += 1;
    return this.#cut?.operation === operation ? this.#cut : null;
  }

  #tear(
    offset: number,
    cut: PlannedCut,
    halfDone: (cells: Uint8Array, done: Uint8Array) => Uint8Array,
    length: number,
  ): never {
    const cells = new Uint8Array(length);
    this.#chip.read(offset, cells);
    if (cut.variant !== 'clean')
      this.#chip.setCells(offset, halfDone(cells, doneBits(length, cut.variant, cut.seed ?? 0)));
    this.#dead = true;
    throw new PowerCut(cut.operation);
  }

  #requirePower(): void {
    if (this.#dead) throw new PowerCut(this.#operations - 1);
  }
}

const programmed = (bytes: Uint8Array, done: Uint8Array) => (cell: number, at: number) =>
  cell & ((bytes[at] ?? 0) | ~(done[at] ?? 0));

const erased = (done: Uint8Array) => (cell: number, at: number) => cell | (done[at] ?? 0);

/** A one for every bit that the supply still lasted for. */
function doneBits(length: number, variant: TornVariant, seed: number): Uint8Array {
  if (variant === 'random') return noiseBytes(length, seed);
  const tear = seed === 0 ? length >> 1 : 1 + (createNoise(seed)() % Math.max(1, length - 1));
  const done = new Uint8Array(length);
  return variant === 'prefix' ? done.fill(0xff, 0, tear) : done.fill(0xff, tear);
}

/** Repeatable noise: the same seed gives the same numbers on every machine (mulberry32, public domain, Tommy Ettinger). */
export function createNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Bytes whose bits are ones with a chance that turns with the seed: a half, an eighth, seven eighths. */
export function noiseBytes(length: number, seed: number): Uint8Array {
  const next = createNoise(seed);
  const density = seed % 3;
  return Uint8Array.from({ length }, () => {
    const [a, b, c] = [next(), next(), next()];
    return density === 0 ? a : density === 1 ? a & b & c : a | b | c;
  });
}
