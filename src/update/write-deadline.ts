import type { LinkTraits } from '../contracts/link-traits.ts';

/** How long the reply to a write may take, learned from the replies before. */
export interface WriteDeadline {
  /** A write was acknowledged after so long. */
  took(ms: number): void;
  /** For the next one. */
  ms(): number;
}

/** Blocks grow by half, and flash is now and then slow: so many times the slowest of the last ones. */
const MARGIN = 4;
const REMEMBERED = 16;
const BEFORE_TRUSTED = 4;

export interface WriteDeadlineOptions {
  readonly traits: Pick<LinkTraits, 'lossShowsMs'>;
  readonly mostMs: number;
}

/** `mostMs` until a few replies were seen, and never more. On links where nothing is lost, always. */
export function createWriteDeadline({ traits, mostMs }: WriteDeadlineOptions): WriteDeadline {
  const leastMs = traits.lossShowsMs ?? mostMs;
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
