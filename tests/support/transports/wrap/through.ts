import type { Link } from '../../../../src/contracts/link.ts';
import { between } from '../../../../src/transports/wrap/throttle.ts';
import type { Direction } from '../../../../src/transports/wrap/throttle.ts';

/** What becomes of one chunk: none, one or several pieces, now or later. Order is kept. */
export type ChunkHook = (
  chunk: Uint8Array,
  direction: Direction,
) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;

/** The same link with a hook in both directions. */
export function through(link: Link, hook: ChunkHook): Link {
  return between(
    link,
    (direction) =>
      new TransformStream<Uint8Array, Uint8Array>({
        async transform(chunk, controller) {
          for (const piece of await hook(chunk, direction)) controller.enqueue(piece);
        },
      }),
  );
}
