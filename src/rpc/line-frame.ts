import { crc32 } from '../ota-core/primitives/crc32.ts';
import type { Decoded } from './frame.ts';
import { textOfBytes } from './frame-text.ts';
import { noiseOf } from './message-codec.ts';
import { parseFrame } from './parse-frame.ts';

/** One segment between delimiters, judged. `item` null: nothing but white space. */
export interface ReadSegment {
  readonly item: Decoded | null;
  /** It carried a CRC, and that was right. */
  readonly hadCrc: boolean;
}

const OPEN = 0x7b; // {
const CLOSE = 0x7d; // }
/** Shorter metadata is ignored by devices (uart.md#receiving, rule 6). */
const CRC_DIGITS = 8;

/**
 * As a device does it: everything before the first brace is dropped, what follows the last one is metadata,
 * and metadata of 8 or more characters must begin with the payload's CRC.
 */
export function readDeviceSegment(segment: Uint8Array): ReadSegment {
  const start = segment.indexOf(OPEN);
  const end = segment.lastIndexOf(CLOSE) + 1;
  if (start < 0 || end <= start) return noise(segment, 'console');
  const payload = segment.subarray(start, end);
  const metadata = textOfBytes(segment.subarray(end));
  if (metadata.length < CRC_DIGITS) return frameOf(payload, segment, false);
  const digits = /^[0-9a-fA-F]+/.exec(metadata)?.[0] ?? '0';
  if (Number.parseInt(digits, 16) !== crc32(payload)) return noise(segment, 'bad-crc');
  return frameOf(payload, segment, true);
}

/**
 * As a client should do it: a frame begins with its brace, and only white space or a CRC (with fields after
 * a comma) follows the last one. A line that merely contains braces is the device's log.
 */
export function readHostSegment(segment: Uint8Array, wantsCrc: boolean): ReadSegment {
  if (segment[0] !== OPEN) return noise(segment, 'console');
  const end = segment.lastIndexOf(CLOSE) + 1;
  if (end === 0) return noise(segment, 'console');
  const payload = segment.subarray(0, end);
  const metadata = textOfBytes(segment.subarray(end)).trim();
  if (metadata === '')
    return wantsCrc ? noise(segment, 'bad-crc') : frameOf(payload, segment, false);
  const digits = /^([0-9a-fA-F]{1,8})(,.*)?$/.exec(metadata)?.[1];
  if (digits === undefined) return noise(segment, 'console');
  if (digits.length < CRC_DIGITS || Number.parseInt(digits, 16) !== crc32(payload))
    return noise(segment, 'bad-crc');
  return frameOf(payload, segment, true);
}

function frameOf(payload: Uint8Array, segment: Uint8Array, hadCrc: boolean): ReadSegment {
  const parsed = parseFrame(textOfBytes(payload));
  const item: Decoded = parsed.ok
    ? { kind: 'frame', frame: parsed.frame, bytes: segment.length }
    : { kind: 'noise', bytes: segment, why: noiseOf(parsed.why) };
  return { item, hadCrc };
}

function noise(bytes: Uint8Array, why: 'console' | 'bad-crc'): ReadSegment {
  const blank = bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
  return { item: blank ? null : { kind: 'noise', bytes, why }, hadCrc: false };
}
