import { OtaError } from '../../contracts/failure.ts';
import { exchangeStreams } from '../../contracts/link.ts';
import type { Link } from '../../contracts/link.ts';

export type Direction = 'out' | 'in';

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

/**
 * The same link with a stream put into each direction. The inner link belongs to the result: its end is
 * the result's end, its counters are the result's counters, back-pressure goes through.
 */
export function between(
  link: Link,
  insert: (direction: Direction) => TransformStream<Uint8Array, Uint8Array>,
): Link {
  const outward = insert('out');
  // Errors of the inner writable come back through the pipe to whoever writes.
  outward.readable.pipeTo(link.writable).catch(() => undefined);
  const readable = link.readable.pipeThrough(insert('in'));
  return exchangeStreams(link, { readable, writable: outward.writable });
}

/** For waits in hooks: aborts when the link is lost. After a farewell what was under way still arrives. */
export function lossSignal(link: Link): AbortSignal {
  const lost = new AbortController();
  void link.ended.then((end) => {
    if (end.why === 'lost')
      lost.abort(new OtaError('link/lost', { kind: link.kind, detail: end.detail }));
  });
  return lost.signal;
}
