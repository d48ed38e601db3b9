/** A link with faults by a plan that can be repeated: what radio, long wires and brokers do. */
import type { Clock } from '../../../../src/contracts/clock.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { lossSignal } from '../../../../src/transports/wrap/throttle.ts';
import { through } from './through.ts';
import type { Direction } from '../../../../src/transports/wrap/throttle.ts';

export type LinkFault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' }
  /** Holds this chunk, and all that come behind it, back. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Inverts one bit, counted from the first bit of the chunk; beyond its end it wraps. */
  | { readonly kind: 'flip'; readonly bit: number };

/** The fault of the `index`th chunk (from 0) of a direction; null = it passes. Called once per chunk, in order. */
export type LinkFaultPlan = (direction: Direction, index: number) => LinkFault | null;

export interface LossyOptions {
  readonly clock: Clock;
  readonly plan: LinkFaultPlan;
}

export function lossy(link: Link, { clock, plan }: LossyOptions): Link {
  const counted: Record<Direction, number> = { in: 0, out: 0 };
  const lost = lossSignal(link);
  return through(link, async (chunk, direction) => {
    const fault = plan(direction, counted[direction]);
    counted[direction] += 1;
    switch (fault?.kind) {
      case undefined:
        return [chunk];
      case 'drop':
        return [];
      case 'duplicate':
        return [chunk, chunk.slice()]; // each belongs to whoever gets it
      case 'delay':
        await clock.sleep(fault.ms, lost);
        return [chunk];
      case 'flip':
        return [flipped(chunk, fault.bit)];
    }
  });
}

/** These faults at these places, and nothing else. */
export function faultsAt(
  places: readonly {
    readonly direction: Direction;
    readonly index: number;
    readonly fault: LinkFault;
  }[],
): LinkFaultPlan {
  return (direction, index) =>
    places.find((place) => place.direction === direction && place.index === index)?.fault ?? null;
}

export interface FaultRates {
  readonly seed: number;
  /** Shares of all chunks, from 0 to 1. */
  readonly drop?: number;
  readonly duplicate?: number;
  readonly flip?: number;
  readonly delay?: number;
  /** Longest delay. */
  readonly delayMs?: number;
}

/** Faults by chance; the same seed gives the same run. */
export function faultsByChance(rates: FaultRates): LinkFaultPlan {
  const { drop = 0, duplicate = 0, flip = 0, delay = 0, delayMs = 1000 } = rates;
  const random = seeded(rates.seed);
  return () => {
    const [which, detail] = [random(), random()];
    if (which < drop) return { kind: 'drop' };
    if (which < drop + duplicate) return { kind: 'duplicate' };
    if (which < drop + duplicate + flip) return { kind: 'flip', bit: Math.floor(detail * 65_536) };
    if (which < drop + duplicate + flip + delay) return { kind: 'delay', ms: detail * delayMs };
    return null;
  };
}

function flipped(chunk: Uint8Array, bit: number): Uint8Array {
  const copy = chunk.slice(); // the sender's bytes stay as they are
  const at = (bit >> 3) % Math.max(1, copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** mulberry32: 32 bits of state, good enough to spread faults. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
