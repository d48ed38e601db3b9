import type { Clock } from '../contracts/clock.ts';
import type { Link } from '../contracts/link.ts';
import type { LogSink, LinkEvent } from '../contracts/log.ts';
import { createChannel } from './channel.ts';
import type { Channel } from './channel.ts';
import { createRpcClient } from './client.ts';
import type { RpcClient } from './client.ts';
import type { FrameCodec, RpcFrame } from './frame.ts';
import { createHostLineCodec } from './line-codec.ts';
import { createMessageCodec } from './message-codec.ts';
import { createUartLine } from './uart-line.ts';

export interface OpenClientOptions {
  readonly clock: Clock;
  readonly nextId: () => number;
  /** From a request until its reply, where the call has no time of its own. */
  readonly timeoutMs: number;
  /** Is told all that passes. */
  readonly log?: LogSink | undefined;
}

export interface OpenClient {
  readonly channel: Channel;
  /** Closing it closes the channel. */
  readonly client: RpcClient;
}

/** The calling half on a fresh link, which belongs to it from now on. */
export function openClient(link: Link, options: OpenClientOptions): OpenClient {
  const { clock, nextId, timeoutMs, log } = options;
  const own = openHostChannel(link, clock);
  if (log === undefined)
    return { channel: own, client: createRpcClient(own, { clock, nextId, timeoutMs }) };
  const channel = watchChannel(own, clock, log);
  const client = createRpcClient(channel, {
    clock,
    nextId,
    timeoutMs,
    onUnanswered: (id, waitedMs) => log({ at: clock.now(), event: 'unanswered', id, waitedMs }),
  });
  return { channel, client };
}

/** The client's channel on a link: its codec by its framing, its manners by how it is served. Takes the link. */
export function openHostChannel(link: Link, clock: Clock): Channel {
  const codec = hostCodecFor(link);
  if (link.traits.service !== 'uart' || link.framing !== 'stream')
    return createChannel(link, codec);
  return createChannel(link, codec, createUartLine({ clock, baudRate: link.baudRate ?? null }));
}

/** The client's codec for a link, by its framing. */
export function hostCodecFor({ framing, maxFrameBytes }: Link): FrameCodec {
  return framing === 'stream'
    ? createHostLineCodec({ maxFrameBytes })
    : createMessageCodec({ maxFrameBytes });
}

/** The same channel, with all that passes told to `log`. Changes nothing and never waits. */
export function watchChannel(channel: Channel, clock: Clock, log: LogSink): Channel {
  const { link } = channel;
  const tell = (event: LinkEvent): void => log({ at: clock.now(), ...event });
  const { kind, traits, label, baudRate = null, pieceBytes } = link;
  const pieces = pieceBytes === undefined ? {} : { pieceBytes };
  tell({ event: 'opened', kind, traits, label, baudRate, ...pieces });
  void channel.ended.then((end) => tell({ event: 'ended', end }));
  return {
    link,
    ended: channel.ended,
    listen(listener) {
      channel.listen({
        frame(frame, bytes) {
          if (frame.kind === 'response')
            tell({ event: 'reply', id: frame.id, outcome: frame.outcome, bytes });
          return listener.frame(frame, bytes);
        },
        noise(bytes, why) {
          tell({ event: 'noise', why, bytes });
          listener.noise?.(bytes, why);
        },
      });
    },
    async send(frame: RpcFrame, signal?: AbortSignal, encoded?: (bytes: number) => void) {
      await channel.send(frame, signal, (bytes) => {
        if (frame.kind === 'request') {
          const { id, method, params } = frame;
          tell({ event: 'request', id, method, params, bytes });
        }
        encoded?.(bytes);
      });
      tell({ event: 'taken', id: frame.id });
    },
    close: () => channel.close(),
  };
}
