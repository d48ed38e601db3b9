/**
 * What a link is like, for whoever uses it: plain data, so that it crosses into a worker with the link. Users ask for a
 * trait and never for the kind of the link: a new kind of link is then one more row here or in its own folder.
 */

export interface LinkTraits {
  /**
   * How a device serves it (rpc-frames.md#invalid-frames): a UART with handshake, flow control and echo of the console; GATT, where an invalid
   * frame crashes the device; or a connection of its network, which the device closes.
   */
  readonly service: 'uart' | 'gatt' | 'connection';
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
