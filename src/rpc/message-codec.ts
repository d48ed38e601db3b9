import { OtaError } from '../contracts/failure.ts';
import type { Decoded, FrameCodec } from './frame.ts';
import { frameBytes, textOfBytes } from './frame-text.ts';
import { parseFrame } from './parse-frame.ts';
import type { FrameFault } from './parse-frame.ts';

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
  const parsed = parseFrame(textOfBytes(chunk));
  return parsed.ok
    ? { kind: 'frame', frame: parsed.frame, bytes: chunk.length }
    : { kind: 'noise', bytes: chunk, why: noiseOf(parsed.why) };
}

/** The reason as the channel's listeners know it. */
export function noiseOf(fault: FrameFault): 'not-json' | 'not-a-frame' {
  return fault === 'not-json' ? 'not-json' : 'not-a-frame';
}
