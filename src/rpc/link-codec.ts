import type { Link } from '../contracts/link.ts';
import type { FrameCodec } from './frame.ts';
import { createHostLineCodec } from './line-codec.ts';
import { createMessageCodec } from './message-codec.ts';

/** The client's codec for a link, by its framing. */
export function hostCodecFor({ framing, maxFrameBytes }: Link): FrameCodec {
  return framing === 'stream'
    ? createHostLineCodec({ maxFrameBytes })
    : createMessageCodec({ maxFrameBytes });
}
