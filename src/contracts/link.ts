/** An open pipe of bytes to a device. Nothing here knows what the bytes mean. */

import type { LinkTraits } from './link-traits.ts';

export type LinkEnd =
  { readonly why: 'closed' } | { readonly why: 'lost'; readonly detail: string };

/** What a link learns while it runs. Counters only grow; `null` = this kind of link cannot know. */
export interface LinkStats {
  sentBytes: number;
  receivedBytes: number;
  sentChunks: number;
  receivedChunks: number;
  /** Largest payload of one link-level packet, in bytes. */
  mtu: number | null;
}

/** Both ends of a Link can be transferred to a worker. Used once: reconnecting makes a new Link. */
export interface Link {
  /** Its name in records and failures, and the key of its words: what it is like, its traits say. */
  readonly kind: string;
  readonly traits: LinkTraits;
  readonly label: string;
  /** stream: chunk edges mean nothing. message: one chunk is one frame. */
  readonly framing: 'stream' | 'message';
  /** Largest frame the peer takes, in bytes of JSON text. */
  readonly maxFrameBytes: number;
  /** Bits per second of a serial line; other links have none. */
  readonly baudRate?: number;
  /** A frame leaves in pieces of so many bytes, each of which takes its time; links that send it whole have none. */
  readonly pieceBytes?: number;
  /** Its owner has other places to try: one without an answer is let go, not waited on. */
  readonly isGuess?: boolean;
  readonly stats: LinkStats;
  /** Chunks are owned by the reader. */
  readonly readable: ReadableStream<Uint8Array>;
  /** A chunk belongs to the link from write() on: the writer does not change it. */
  readonly writable: WritableStream<Uint8Array>;
  /** Settles once and never rejects. */
  readonly ended: Promise<LinkEnd>;
  close(): Promise<void>;
}

/** The longest JSON text that a stock device takes on a stream: `rpc.max_frame_size`, less what the CRC takes (rpc-methods.md#settings). */
export const STREAM_FRAME_BYTES = 4094;

export function createLinkStats(): LinkStats {
  return { sentBytes: 0, receivedBytes: 0, sentChunks: 0, receivedChunks: 0, mtu: null };
}

/** The same link with other streams in front of its own, whatever kind of object it is. */
export function exchangeStreams(
  link: Link,
  streams: Partial<Pick<Link, 'readable' | 'writable'>>,
): Link {
  const { kind, traits, label, framing, maxFrameBytes, stats, readable, writable, ended } = link;
  const own = { kind, traits, label, framing, maxFrameBytes, stats, readable, writable, ended };
  const line = link.baudRate === undefined ? {} : { baudRate: link.baudRate };
  const radio = link.pieceBytes === undefined ? {} : { pieceBytes: link.pieceBytes };
  const guess = link.isGuess === undefined ? {} : { isGuess: link.isGuess };
  return { ...own, ...line, ...radio, ...guess, ...streams, close: () => link.close() };
}

/** Ends a stream for its reader, who may have cancelled it before. */
export function closeQuietly(reading: ReadableStreamDefaultController<Uint8Array> | null): void {
  try {
    reading?.close();
  } catch {
    // The reader cancelled it: it is closed already.
  }
}
