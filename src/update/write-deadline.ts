import type { LinkKind } from '../contracts/link.ts';

/** How long the reply to a write may take, learned from the replies before. */
export interface WriteDeadline {
  /** A write was acknowledged after so long. */
  took(ms: number): void;
  /** For the next one. */
  ms(): number;
}

/**
 * Links on which one write at a time is on the way: a serial device does not listen while it works, and over
 * Bluetooth a second frame takes the place of the first (rpc-frames.md#queues, timing.md#device-limits).
 */
export const waitsForReplies = (kind: LinkKind): boolean =>
  kind === 'serial' || kind === 'bluetooth';

/**
 * A lost frame shows within 3 to 5 s on a serial line (uart.md#losses-and-restarts). A radio tries again by
 * itself, and longer.
 */
const LEAST_MS: Readonly<Partial<Record<LinkKind, number>>> = { serial: 3_000, bluetooth: 8_000 };
/** Blocks grow by half, and flash is now and then slow: so many times the slowest of the last ones. */
const MARGIN = 4;
const REMEMBERED = 16;
const BEFORE_TRUSTED = 4;

export interface WriteDeadlineOptions {
  readonly kind: LinkKind;
  readonly mostMs: number;
}

/** `mostMs` until a few replies were seen, and never more. On links where nothing is lost, always. */
export function createWriteDeadline({ kind, mostMs }: WriteDeadlineOptions): WriteDeadline {
  const leastMs = LEAST_MS[kind] ?? mostMs;
  let seen: readonly number[] = [];
  return {
    took(ms) {
      seen = [...seen, ms].slice(-REMEMBERED);
    },
    ms: () =>
      seen.length < BEFORE_TRUSTED
        ? mostMs
        : Math.min(mostMs, Math.max(leastMs, MARGIN * Math.max(...seen))),
  };
}
