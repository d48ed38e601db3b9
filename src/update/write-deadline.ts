/** How long the reply to a write may take, learned from the replies before. */
export interface WriteDeadline {
  /** A write was acknowledged after so long. */
  took(ms: number): void;
  /** For the next one. */
  ms(): number;
}

/** A lost frame shows within 3 to 5 s on a serial line (protocol.md 2.7). */
const LEAST_MS = 3000;
/** Blocks grow by half, and flash is now and then slow: so many times the slowest of the last ones. */
const MARGIN = 4;
const REMEMBERED = 16;
const BEFORE_TRUSTED = 4;

/** `mostMs` until a few replies were seen, and never more. */
export function createWriteDeadline({ mostMs }: { readonly mostMs: number }): WriteDeadline {
  let seen: readonly number[] = [];
  return {
    took(ms) {
      seen = [...seen, ms].slice(-REMEMBERED);
    },
    ms: () =>
      seen.length < BEFORE_TRUSTED
        ? mostMs
        : Math.min(mostMs, Math.max(LEAST_MS, MARGIN * Math.max(...seen))),
  };
}
