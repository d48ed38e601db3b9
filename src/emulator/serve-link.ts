import type { Clock } from '../contracts/clock.ts';
import { exchangeStreams } from '../contracts/exchange-streams.ts';
import type { Link } from '../contracts/link.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { createChannel, createMessageCodec } from '../rpc/channel.ts';
import type { FrameCodec } from '../rpc/frame.ts';
import { createDeviceLineCodec } from '../rpc/line-codec.ts';
import { serveRpc, type ServeOptions } from '../rpc/server.ts';

export interface ServeLinkOptions {
  readonly deviceId: string;
  readonly handle: ServeOptions['handle'];
  readonly latencyMs: number;
  readonly clock: Clock;
  /** The device prints its log on this wire. */
  readonly hasConsole: boolean;
  /** Some wires do not survive an invalid frame, and take the device with them. */
  readonly crash: (why: string) => void;
}

/** A link to the device, served as a stock device serves that kind of wire. It belongs to the server from now on. */
export interface ServedLink {
  /** Settles when the link has ended. */
  readonly ended: Promise<unknown>;
  /** A line of the device's log; most wires carry none. */
  log(line: string): void;
  close(): Promise<void>;
}

export function serveLink(link: Link, options: ServeLinkOptions): ServedLink {
  const wire = wireOf(link);
  const taken = wire === 'websocket' ? stallOnOversize(link) : link;
  const wired = options.hasConsole ? consoleWire(taken) : null;
  const served = delayReplies(wired?.link ?? taken, options.latencyMs, options.clock);
  const channel = createChannel(served, codecOf(link));
  const ended = serveRpc(channel, {
    deviceId: options.deviceId,
    handle: options.handle,
    onInvalid() {
      const effect = effectOfInvalidFrame(wire);
      if (effect === 'close') void channel.close();
      if (effect === 'crash') options.crash('invalid frame');
    },
  });
  return { ended, log: (line) => wired?.print(line), close: () => channel.close() };
}

function wireOf(link: Link): WireKind {
  if (link.framing === 'stream') return 'stream';
  const { service } = link.traits;
  return service === 'gatt' || service === 'messages' ? service : 'websocket';
}

/** A reply has no limit of its own: what a device says is as long as it is. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

function codecOf(link: Link): FrameCodec {
  if (link.framing === 'stream') return createDeviceLineCodec();
  return createMessageCodec({ maxFrameBytes: NO_LIMIT });
}

/** A message that does not fit the receive buffer never completes: from then on the connection is deaf. */
function stallOnOversize(link: Link): Link {
  let stalled = false;
  const readable = link.readable.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        stalled ||= chunk.length > WEBSOCKET_PAYLOAD_LIMIT;
        if (!stalled) controller.enqueue(chunk);
      },
    }),
  );
  return exchangeStreams(link, { readable });
}

export interface ConsoleWire {
  readonly link: Link;
  /** Prints a line of the device's log. Nobody is told when nobody listens. */
  print(line: string): void;
}

/**
 * The same link, with a way to print on it. A stock device suspends its console while it sends a frame
 * (uart.md#transmitting): here a frame is one chunk, and a line is another one before or behind it.
 */
function consoleWire(link: Link): ConsoleWire {
  const writer = link.writable.getWriter();
  writer.closed.catch(() => undefined); // the link's own end tells it
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) => writer.write(chunk),
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  });
  return {
    link: exchangeStreams(link, { writable }),
    print(line) {
      writer.write(encodeUtf8(`${line}\r\n`)).catch(() => undefined); // lost with the link
    },
  };
}

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

/**
 * What stock devices drop, close or stall on. The numbers are those of the closed cores' defaults;
 * builds may raise them, the emulated device does not.
 */

/**
 * Largest payload of a WebSocket message, in bytes: the receive buffer of 3,072 less the frame header
 * of 4 and the mask of 4 (channels.md#websocket). A larger message never completes and the connection stalls.
 */
const WEBSOCKET_PAYLOAD_LIMIT = 3064;

/**
 * Request line, headers and body of an HTTP request together, in bytes (channels.md#http); above it the
 * connection is closed without an answer.
 */
export const HTTP_REQUEST_LIMIT = 3072;

/** Kind of the wire a call came over, and what RPC.Ping says of it. */
type WireKind = 'websocket' | 'http' | 'gatt' | 'messages' | 'stream';

/** What an invalid frame (rpc-frames.md#invalid-frames) or a foreign `dst` does to its wire. No error reply, ever. */
export function effectOfInvalidFrame(wire: WireKind): 'close' | 'bad-request' | 'crash' | 'drop' {
  switch (wire) {
    case 'websocket':
      return 'close';
    case 'http':
      return 'bad-request';
    case 'gatt':
      return 'crash';
    case 'messages':
    case 'stream':
      return 'drop';
  }
}
