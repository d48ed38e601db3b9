/** A link and a codec: frames in, frames out. The only file that puts a decoder on a stream; the codec of links of messages. */
import { OtaError } from '../contracts/failure.ts';
import { createLinkEnd, linkLossOf } from '../contracts/link.ts';
import type { Link, LinkEnd } from '../contracts/link.ts';
import type { FrameCodec, NoiseReason, RpcFrame, Decoded } from './frame.ts';
import { LONGEST_FRAME_BYTES } from '../contracts/peer-limits.ts';
import { frameBytes, noiseOf, parseFrame, textOfBytes } from './frame.ts';

/** What arrives. A frame's listener may return a promise: nothing more is read until it settles. */
export interface ChannelListener {
  frame(frame: RpcFrame, bytes: number): void | Promise<void>;
  /** `bytes` are owned by the listener. */
  noise?(bytes: Uint8Array, why: NoiseReason): void;
}

export interface Channel {
  readonly link: Link;
  /** Settles once, after the last frame was handed on, and never rejects; the channel is deaf from then on. */
  readonly ended: Promise<LinkEnd>;
  /** Begins to read. Called once. */
  listen(listener: ChannelListener): void;
  /**
   * Settles when the link took the frame. Throws frame/too-long, link/lost, or what the line says: on some
   * a frame waits for its turn, and stays unsent when the signal aborts before. `encoded` is called at once
   * with the bytes the frame takes on the link.
   */
  send(frame: RpcFrame, signal?: AbortSignal, encoded?: (bytes: number) => void): Promise<void>;
  /** Closes the link; may be called twice. */
  close(): Promise<void>;
}

/** Takes the streams of `link`, which belongs to the channel from now on. */
export function createChannel(
  link: Link,
  codec: FrameCodec,
  line: FlowControl = PLAIN_LINE,
): Channel {
  const reader = link.readable.getReader();
  const writer = link.writable.getWriter();
  writer.closed.catch(() => undefined); // a failed write tells its own caller
  let end: LinkEnd | null = null;
  const { ended, settle } = createLinkEnd();
  const finish = (how: LinkEnd): void => {
    end ??= how;
    settle(end);
  };
  const isOver = (): boolean => end !== null;
  void link.ended.then((how) => {
    // Closed: what has arrived is still read. Lost: the stream may never tell, so nothing waits for it.
    if (how.why === 'lost') finish(how);
  });

  return {
    link,
    ended,
    listen(listener) {
      const decoder = codec.createDecoder();
      void pump({ reader, decoder, line, listener, isOver }).then((how) => {
        finish(how);
        // Nobody reads it any more: a link that is not over by itself would stay open for good.
        if (how.why === 'lost') void link.close();
      });
    },
    async send(frame, signal = NEVER, encoded) {
      const bytes = codec.encode(frame);
      encoded?.(bytes.length);
      const name = frame.kind === 'request' ? frame.method : 'reply';
      const write = async (piece: Uint8Array): Promise<void> => {
        if (end !== null) throw linkLossOf(link, end);
        try {
          await writer.write(piece);
        } catch (cause) {
          throw new OtaError('link/lost', { kind: link.kind, detail: detailOf(cause) }, { cause });
        }
      };
      await line.send({ bytes, name, write, signal });
    },
    async close() {
      finish({ why: 'closed' });
      await link.close();
    },
  };
}

const NEVER = new AbortController().signal;

interface Pump {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly decoder: ReturnType<FrameCodec['createDecoder']>;
  readonly line: FlowControl;
  readonly listener: ChannelListener;
  readonly isOver: () => boolean;
}

async function pump({ reader, decoder, line, listener, isOver }: Pump): Promise<LinkEnd> {
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (!done) line.received(value);
      for (const item of done ? decoder.flush() : decoder.push(value)) {
        if (isOver()) return { why: 'closed' };
        if (item.kind === 'noise') {
          if (!line.claims(item.bytes)) listener.noise?.(item.bytes, item.why);
        } else {
          line.heard();
          await listener.frame(item.frame, item.bytes);
        }
      }
      if (done) return { why: 'closed' };
    }
  } catch (reason) {
    return { why: 'lost', detail: detailOf(reason) };
  }
}

/** A link's own loss already names its detail; it is not wrapped twice. */
function detailOf(reason: unknown): string {
  const { facts } = OtaError.from(reason);
  return 'detail' in facts ? facts.detail : 'message' in facts ? facts.message : String(reason);
}

/** The bytes of one frame on their way out. */
export interface OutgoingFrame {
  readonly bytes: Uint8Array;
  /** What is asked, for a failure to name; `reply` where it is an answer. */
  readonly name: string;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** When it aborts, a frame that has not begun stays unsent. */
  readonly signal: AbortSignal;
}

/**
 * How a line wants to be spoken to, beyond its frames: who may speak when, and how fast. A channel has one;
 * most links need none.
 */
export interface FlowControl {
  /** Sees what arrives before it is decoded; borrows it. */
  received(chunk: Uint8Array): void;
  /** A frame arrived. */
  heard(): void;
  /** Sees what is no frame; true: it was meant for the line and is noise to nobody. Borrows it. */
  claims(bytes: Uint8Array): boolean;
  /** Sends one frame, in its turn. Throws what `write` throws, what the signal says, or rpc/timeout where nobody listens. */
  send(frame: OutgoingFrame): Promise<void>;
}

/** Says at once what is to be said. */
const PLAIN_LINE: FlowControl = {
  received: () => undefined,
  heard: () => undefined,
  claims: () => false,
  send: ({ bytes, write }) => write(bytes),
};

export interface MessageCodecOptions {
  /** Bytes of JSON text the peer takes; a longer frame is not sent. */
  readonly maxFrameBytes: number;
}

/** One chunk of the link is one frame (WebSocket, loopback): no delimiters, no checksum. */
export function createMessageCodec({ maxFrameBytes }: MessageCodecOptions): FrameCodec {
  return {
    encode(frame) {
      const bytes = frameBytes(frame);
      if (bytes.length > maxFrameBytes)
        throw new OtaError('frame/too-long', { bytes: bytes.length, limit: maxFrameBytes });
      return bytes;
    },
    createDecoder: () => ({
      push: (chunk) => [decodeMessage(chunk)],
      flush: () => [],
    }),
  };
}

function decodeMessage(chunk: Uint8Array): Decoded {
  if (chunk.length > LONGEST_FRAME_BYTES)
    return { kind: 'noise', bytes: chunk.slice(0, LONGEST_FRAME_BYTES), why: 'too-long' };
  const parsed = parseFrame(textOfBytes(chunk));
  return parsed.ok
    ? { kind: 'frame', frame: parsed.frame, bytes: chunk.length }
    : { kind: 'noise', bytes: chunk, why: noiseOf(parsed.why) };
}
