import type { Clock } from '../../contracts/clock.ts';
import type { Link } from '../../contracts/link.ts';
import { lossSignal, through } from './through.ts';

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Each way; the ways do not share it. */
  readonly bytesPerSecond: number;
}

/** The link as over a slower line: a chunk arrives when its last byte would. */
export function throttle(link: Link, { clock, bytesPerSecond }: ThrottleOptions): Link {
  const lost = lossSignal(link);
  return through(link, async (chunk) => {
    await clock.sleep((chunk.length / bytesPerSecond) * 1000, lost);
    return [chunk];
  });
}
