import type { Clock } from '../contracts/clock.ts';
import type { Link } from '../contracts/link.ts';
import { createChannel } from './channel.ts';
import type { Channel } from './channel.ts';
import type { FrameCodec } from './frame.ts';
import { createHostLineCodec } from './line-codec.ts';
import { createMessageCodec } from './message-codec.ts';
import { createUartLine } from './uart-line.ts';

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
