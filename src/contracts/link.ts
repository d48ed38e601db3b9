/** An open pipe of bytes to a device. Nothing here knows what the bytes mean. */
import { OtaError } from './failure.ts';

export type LinkEnd =
  { readonly why: 'closed' } | { readonly why: 'lost'; readonly detail: string };

/** The `detail` of a loss of which no more is seen than that the device is away; any other is in a system's words. */
export const DEVICE_GONE = 'device-gone';

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
  /** Who its frames are from and for; links without a broker between need none. */
  readonly frameAddress?: FrameAddress;
  readonly stats: LinkStats;
  /** Chunks are owned by the reader. */
  readonly readable: ReadableStream<Uint8Array>;
  /** A chunk belongs to the link from write() on: the writer does not change it. */
  readonly writable: WritableStream<Uint8Array>;
  /** Settles once and never rejects. */
  readonly ended: Promise<LinkEnd>;
  close(): Promise<void>;
}

/**
 * Addresses of frames that a broker hands on (rpc-frames.md#addresses): each request carries both, and only what comes from
 * `dst` for `src` is an answer.
 */
export interface FrameAddress {
  readonly src: string;
  readonly dst: string;
  /** Of its calls, random: who has not read a request knows no id that waits for an answer. */
  readonly firstId: number;
}

/** The longest JSON text that a stock device takes on a stream: `rpc.max_frame_size`, less what the CRC takes (rpc-methods.md#settings). */
export const STREAM_FRAME_BYTES = 4094;

/** After so many tries to reach a device again, somebody has to do something. */
export const MANY_TRIES = 5;

export function createLinkStats(): LinkStats {
  return { sentBytes: 0, receivedBytes: 0, sentChunks: 0, receivedChunks: 0, mtu: null };
}

/** `ended` of a link, and what settles it: the first end counts. */
export function createLinkEnd() {
  let settle: (end: LinkEnd) => void = () => undefined;
  const ended = new Promise<LinkEnd>((resolve) => {
    settle = resolve;
  });
  return { ended, settle };
}

/** The same, and `over` with it: aborts at the end, and its reason is what a writer is told. */
export function createLinkOver(link: Pick<Link, 'kind'>) {
  const { ended, settle } = createLinkEnd();
  const over = new AbortController();
  const finish = (end: LinkEnd): void => {
    settle(end);
    over.abort(linkLossOf(link, end));
  };
  return { ended, over: over.signal, finish };
}

/** What the end of a link means to whoever still needs it. */
export function linkLossOf({ kind }: Pick<Link, 'kind'>, end: LinkEnd): OtaError<'link/lost'> {
  const detail = end.why === 'lost' ? end.detail : 'closed';
  return new OtaError('link/lost', { kind, detail });
}

/** Ends a stream for its reader, who may have cancelled it before. */
export function closeQuietly(reading: ReadableStreamDefaultController<Uint8Array> | null): void {
  try {
    reading?.close();
  } catch {
    // The reader cancelled it: it is closed already.
  }
}

/**
 * What a link is like, for whoever uses it: plain data, so that it crosses into a worker with the link. Users ask for a
 * trait and never for the kind of the link: a new kind of link is then one more row here or in its own folder.
 */

export interface LinkTraits {
  /**
   * How a device serves it (rpc-frames.md#invalid-frames): a UART with handshake, flow control and echo of the console; GATT, where an invalid
   * frame crashes the device; a connection of its network, which the device closes; or single messages, of which it drops what is invalid.
   */
  readonly service: 'uart' | 'gatt' | 'connection' | 'messages';
  /** The device at the other end is emulated in this page or program: its flash and its restart take the emulator's time. */
  readonly isEmulated: boolean;
  /** Stays open while the device restarts or is off; opening it anew may reset the device. */
  readonly survivesRestart: boolean;
  /** Anything may be plugged in at the other end, or nothing, and the device may be at the end of another such link. */
  readonly leadsAnywhere: boolean;
  /** A device may end it for good, once it is on Wi-Fi (gatt.md#discovery). */
  readonly mayBeSwitchedOff: boolean;
  /** The device's log shares the wire. */
  readonly hasConsole: boolean;
  /** The device takes one frame at a time: it does not listen while it works, or the next takes the place of the first. */
  readonly oneFrameInFlight: boolean;
  /** Every piece of a frame is acknowledged: what can fail is only the room for it in the device. */
  readonly acknowledgesPieces: boolean;
  /** What its speed depends on beside the device. */
  readonly boundBy: 'baud-rate' | 'radio' | 'network' | 'program';
  /** Slowest that still is a working link. */
  readonly slowestBytesPerSecond: number;
  /** So long may the longest frame take, in milliseconds, whatever the update is set to. */
  readonly longestFrameMs: number;
  /** A lost frame shows within so many milliseconds; null = nothing is lost while the link stands. */
  readonly lossShowsMs: number | null;
}

/** A link as plain data, without what passes on it; null = it has none of that. */
export interface PlainLink {
  readonly kind: string;
  readonly traits: LinkTraits;
  readonly label: string;
  readonly framing: 'stream' | 'message';
  readonly maxFrameBytes: number;
  readonly baudRate: number | null;
  readonly pieceBytes: number | null;
  readonly isGuess: boolean;
}

/** What a link is called in records and failures, and what it is like. */
export interface LinkMedium {
  readonly kind: string;
  readonly traits: LinkTraits;
}

const network: LinkTraits = {
  service: 'connection',
  isEmulated: false,
  survivesRestart: false,
  leadsAnywhere: false,
  mayBeSwitchedOff: false,
  hasConsole: false,
  oneFrameInFlight: false,
  acknowledgesPieces: false,
  boundBy: 'network',
  slowestBytesPerSecond: 10_000,
  longestFrameMs: 0,
  lossShowsMs: null,
};

export const WEBSOCKET: LinkMedium = { kind: 'websocket', traits: network };
export const TCP: LinkMedium = { kind: 'tcp', traits: network };
export const HTTP: LinkMedium = {
  kind: 'http',
  traits: { ...network, oneFrameInFlight: true }, // one request a connection at a time (channels.md#http)
};

/** Each frame is a message that a broker hands on; one to a device that is away is lost (channels.md#mqtt). */
export const MQTT: LinkMedium = {
  kind: 'mqtt',
  traits: { ...network, service: 'messages', lossShowsMs: 10_000 }, // a broker far away, and a device that saves power
};
/** One frame is one datagram, which may be lost (channels.md#tcp-and-udp). */
export const UDP: LinkMedium = {
  kind: 'udp',
  traits: { ...network, service: 'messages', oneFrameInFlight: true, lossShowsMs: 3_000 },
};

/** Two ends in one program. As a stream it carries the device's log. */
export const LOOPBACK: LinkMedium = {
  kind: 'loopback',
  traits: { ...network, isEmulated: true, hasConsole: true, boundBy: 'program' },
};

/** A serial line of 8N1, whoever opens its port. */
export const SERIAL: LinkMedium = {
  kind: 'serial',
  traits: {
    ...network,
    service: 'uart',
    survivesRestart: true,
    leadsAnywhere: true,
    hasConsole: true,
    oneFrameInFlight: true, // rpc-frames.md#queues
    boundBy: 'baud-rate',
    slowestBytesPerSecond: 1_000, // the official client's paced line (uart.md#official-client)
    lossShowsMs: 3_000, // 3 to 5 s (uart.md#losses-and-restarts)
  },
};

export const BLUETOOTH: LinkMedium = {
  kind: 'bluetooth',
  traits: {
    ...network,
    service: 'gatt',
    mayBeSwitchedOff: true,
    oneFrameInFlight: true, // timing.md#device-limits
    acknowledgesPieces: true,
    boundBy: 'radio',
    slowestBytesPerSecond: 500,
    longestFrameMs: 30_000, // in its smallest pieces (timing.md#bluetooth, MTU 23)
    lossShowsMs: 8_000, // a radio tries again by itself, and longer than a line
  },
};
