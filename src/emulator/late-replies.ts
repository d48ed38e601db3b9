import type { Clock } from '../contracts/clock.ts';
import { exchangeStreams } from '../contracts/link.ts';
import type { Link } from '../contracts/link.ts';

/**
 * The same link, but what is written to it leaves `latencyMs` later, in order. Writes do not wait for
 * each other: a window of requests meets the delay once, as on a long wire.
 */
export function delayReplies(link: Link, latencyMs: number, clock: Clock): Link {
  if (latencyMs <= 0) return link;
  const writer = link.writable.getWriter();
  writer.closed.catch(() => undefined); // the link's own end tells it
  const over = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const send = async (chunk: Uint8Array, before: Promise<void>, due: Promise<void>) => {
    await Promise.all([before, due]);
    await writer.write(chunk);
  };
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      const due = clock.sleep(latencyMs, over.signal);
      // Cut short by the end of the link: the reply is lost with it.
      last = send(chunk, last, due).catch(() => undefined);
    },
    async close() {
      await last;
      await writer.close();
    },
    abort: (reason) => writer.abort(reason),
  });
  void link.ended.then(() => over.abort());
  return exchangeStreams(link, { writable });
}
