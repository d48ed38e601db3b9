import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { exchangeStreams } from '../../contracts/exchange-streams.ts';
import type { Link } from '../../contracts/link.ts';

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Each way; the ways do not share it. */
  readonly bytesPerSecond: number;
}

/** What an operating system keeps for a slow line before a writer has to wait. */
const HELD_MS = 50;

/** The link as over a slower line: a chunk arrives when its last byte would, however late timers are. */
export function throttle(link: Link, { clock, bytesPerSecond }: ThrottleOptions): Link {
  const lost = lossSignal(link);
  return between(link, () => {
    let idleAt = -Infinity;
    let last: Promise<void> = Promise.resolve();
    const arrive = async (due: number, before: Promise<void>): Promise<void> => {
      await before;
      const left = due - clock.now();
      if (left > 0) await clock.sleep(left, lost);
    };
    return new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        idleAt = Math.max(idleAt, clock.now()) + (chunk.length / bytesPerSecond) * 1000;
        last = arrive(idleAt, last).then(() => controller.enqueue(chunk));
        last.catch(() => undefined); // told by `flush`, or by the link that was lost
        const tooMuch = idleAt - clock.now() - HELD_MS;
        if (tooMuch > 0) await clock.sleep(tooMuch, lost);
      },
      flush: () => last,
    });
  });
}

export type Direction = 'out' | 'in';

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
