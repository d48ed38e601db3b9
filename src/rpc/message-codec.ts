import { OtaError } from '../contracts/failure.ts';
import { LONGEST_FRAME_BYTES } from '../contracts/peer-limits.ts';
import type { Decoded, FrameCodec, FrameFault } from './frame.ts';
import { frameBytes, textOfBytes, parseFrame } from './frame.ts';

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

/** The reason as the channel's listeners know it. */
export function noiseOf(fault: FrameFault): 'too-deep' | 'not-json' | 'not-a-frame' {
  return fault === 'not-json' || fault === 'too-deep' ? fault : 'not-a-frame';
}
