import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { through } from './through.ts';

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Each way; the ways do not share it. */
  readonly bytesPerSecond: number;
}

/** The link as over a slower line: a chunk arrives when its last byte would. */
export function throttle(link: Link, { clock, bytesPerSecond }: ThrottleOptions): Link {
  const stop = new AbortController();
  void link.ended.then(() => stop.abort(new OtaError('cancelled', { by: 'user' })));
  return through(link, async (chunk) => {
    await clock.sleep((chunk.length / bytesPerSecond) * 1000, stop.signal);
    return [chunk];
  });
}
