import { linkLossOf } from './link.ts';
import type { Link, LinkEnd, LinkStats } from './link.ts';
import { LONGEST_FRAME_BYTES } from './peer-limits.ts';

export interface ArrivingLink extends Pick<Link, 'kind'> {
  readonly stats: LinkStats;
  readonly ended: Promise<LinkEnd>;
  /** Aborts when the link is over. */
  readonly over: AbortSignal;
  readonly close: () => Promise<void>;
  /** The link is lost, because of what the peer does. */
  readonly giveUp: (detail: string) => void;
}

/** What a peer may send ahead of the reader, in bytes: 64 of the longest frames. */
const MOST_UNREAD_BYTES = 64 * LONGEST_FRAME_BYTES;

/**
 * Messages of a peer that cannot be told to wait: what it sends too fast is held here, up to a bound. `listen` is called at once, with
 * what takes each message; the bytes are the reader's from then on.
 */
export function arrivalsOf(
  { kind, stats, ended, over, close, giveUp }: ArrivingLink,
  listen: (push: (message: Uint8Array) => void) => void,
): ReadableStream<Uint8Array> {
  let cancelled = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        listen((message) => {
          if (over.aborted || cancelled) return;
          stats.receivedBytes += message.length;
          stats.receivedChunks += 1;
          controller.enqueue(message);
          if ((controller.desiredSize ?? 1) <= 0) giveUp('it sends more than can be read');
        });
        void ended.then((end) => {
          if (cancelled) return;
          if (end.why === 'closed') controller.close();
          else controller.error(linkLossOf({ kind }, end));
        });
      },
      cancel() {
        cancelled = true;
        return close();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MOST_UNREAD_BYTES }),
  );
}
