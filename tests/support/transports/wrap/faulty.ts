/** A link whose faults strike single bytes, by a plan that can be repeated: what cables, adapters and resets do. */
import type { Clock } from '../../../../src/contracts/clock.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { lossSignal } from '../../../../src/transports/wrap/throttle.ts';
import { through } from './through.ts';
import type { Direction } from '../../../../src/transports/wrap/throttle.ts';

export type ByteFault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'double' }
  /** Inverts one of its eight bits. */
  | { readonly kind: 'flip'; readonly bit: number }
  /** These come before it. */
  | { readonly kind: 'insert'; readonly bytes: Uint8Array }
  /** Holds it, and all behind it, back. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Something happens before it arrives: the cable is pulled, the device restarts. */
  | { readonly kind: 'event'; readonly run: () => void };

/** The fault of the next byte of a direction; null = it passes. Asked once per byte, in order. */
export type BytePlan = (direction: Direction) => ByteFault | null;

export interface FaultyOptions {
  readonly clock: Clock;
  /** Several links may share one: it goes on counting where the last one ended. */
  readonly plan: BytePlan;
}

export function faulty(link: Link, { clock, plan }: FaultyOptions): Link {
  const lost = lossSignal(link);
  return through(link, async (chunk, direction) => {
    const passed: number[] = [];
    for (const byte of chunk) {
      const fault = plan(direction);
      if (fault?.kind === 'delay') await clock.sleep(fault.ms, lost);
      if (fault?.kind === 'event') fault.run();
      passed.push(...arriving(byte, fault));
    }
    return passed.length === 0 ? [] : [Uint8Array.from(passed)];
  });
}

function arriving(byte: number, fault: ByteFault | null): readonly number[] {
  switch (fault?.kind) {
    case undefined:
    case 'delay':
    case 'event':
      return [byte];
    case 'drop':
      return [];
    case 'double':
      return [byte, byte];
    case 'flip':
      return [byte ^ (1 << (fault.bit & 7))];
    case 'insert':
      return [...fault.bytes, byte];
  }
}

export interface BytePlace {
  readonly direction: Direction;
  /** Counted from the first byte of that direction. */
  readonly at: number;
  readonly fault: ByteFault;
}

/** These faults at these bytes, and nothing else. */
export function bytesAt(places: readonly BytePlace[]): BytePlan {
  const faults = new Map(places.map(({ direction, at, fault }) => [`${direction} ${at}`, fault]));
  const counted: Record<Direction, number> = { in: 0, out: 0 };
  return (direction) => {
    const fault = faults.get(`${direction} ${counted[direction]}`) ?? null;
    counted[direction] += 1;
    return fault;
  };
}

export interface ByteRates {
  /** Evenly spread in [0, 1); a seeded one gives the same faults again. */
  readonly random: () => number;
  /** Shares of all bytes, from 0 to 1. */
  readonly drop?: number;
  readonly double?: number;
  readonly flip?: number;
}

/** Faults by chance. */
export function bytesByChance({ random, drop = 0, double = 0, flip = 0 }: ByteRates): BytePlan {
  return () => {
    const which = random();
    if (which < drop) return { kind: 'drop' };
    if (which < drop + double) return { kind: 'double' };
    if (which < drop + double + flip) return { kind: 'flip', bit: Math.floor(random() * 8) };
    return null;
  };
}
