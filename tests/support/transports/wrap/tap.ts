import type { Link } from '../../../../src/contracts/link.ts';
import { through } from './through.ts';
import type { Direction } from '../../../../src/transports/wrap/throttle.ts';

/** Shows every chunk that passes to `listener`, which borrows it. */
export function tap(link: Link, listener: (chunk: Uint8Array, direction: Direction) => void): Link {
  return through(link, (chunk, direction) => {
    listener(chunk, direction);
    return [chunk];
  });
}
