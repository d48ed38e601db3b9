/**
 * Frames on a stream of bytes (uart.md#receiving, #transmitting): between delimiters, three quotes or a newline, with
 * an optional CRC-32 of 8 hex digits behind the last brace. Log text between frames is noise, kept as data.
 *
 *   console text \n {"id":1,"method":"Sys.GetInfo"}c1b3c9ca \n
 *   \n """ {"id":1,"src":"…","result":{…}}67fef65c """ \n
 *
 * The two sides differ: a device clears its buffer at a byte above 0x7f, forgets 4,102 undelimited bytes and
 * takes everything from the first brace on; a host believes only segments that begin with a brace.
 */
import { OtaError } from '../contracts/failure.ts';
import { LONGEST_FRAME_BYTES } from '../contracts/peer-limits.ts';
import { crc32 } from '../ota-core/primitives/crc32.ts';
import type { Decoded, FrameCodec, FrameDecoder } from './frame.ts';
import { frameText } from './frame.ts';
import { readDeviceSegment, readHostSegment, createSegmentReader } from './line-frame.ts';
import type { DelimitedSegment, LineSegment, SegmentReaderOptions } from './line-frame.ts';

/** `rpc.max_frame_size` + 6: more undelimited bytes than this are discarded by a device (uart.md#receiving, rule 7). */
export const DEVICE_BUFFER_BYTES = 4102;

/** The longest JSON text that fits a device's buffer together with its CRC. */
export const LINE_MAX_FRAME_BYTES = DEVICE_BUFFER_BYTES - 8;

const CRC_DIGITS = 8;

export interface HostLineOptions {
  /** Bytes of JSON text the peer takes. */
  readonly maxFrameBytes: number;
}

/** The client's half: one line per frame, always with a CRC. */
export function createHostLineCodec({ maxFrameBytes }: HostLineOptions): FrameCodec {
  return {
    encode(frame) {
      const json = frameText(frame);
      if (json.length > maxFrameBytes)
        throw new OtaError('frame/too-long', { bytes: json.length, limit: maxFrameBytes });
      return encodeLine(json, { before: '', after: '\n', withCrc: true });
    },
    createDecoder() {
      // A peer that once sent a CRC always does: from then on a frame without one was damaged.
      let wantsCrc = false;
      const options = { limitBytes: LONGEST_FRAME_BYTES, asciiOnly: false };
      return createLineDecoder(options, (segment) => {
        const { item, hadCrc } = readHostSegment(segment.bytes, wantsCrc);
        wantsCrc ||= hadCrc;
        return item;
      });
    },
  };
}

/**
 * The device's half. What a client used once, quotes or a CRC, is used in every reply from then on (sticky
 * until restart, so: one codec for one wire). Make one decoder of it.
 *
 * QUIRK(rpc-uart mgos_rpc_channel_uart.c): a stock device looks at what has arrived in one batch, and finds
 * quotes before newlines. Here every batch is one byte long, which is what a slow line gives it.
 */
export function createDeviceLineCodec(): FrameCodec {
  let quotes = false;
  let crc = false;
  return {
    encode(frame) {
      const json = frameText(frame);
      const mark = quotes ? '"""' : '';
      return encodeLine(json, { before: `\n${mark}`, after: `${mark}\n`, withCrc: crc });
    },
    createDecoder: () =>
      createLineDecoder({ limitBytes: DEVICE_BUFFER_BYTES, asciiOnly: true }, (segment) => {
        quotes ||= segment.delimiter === 'quotes';
        const { item, hadCrc } = readDeviceSegment(segment.bytes);
        crc ||= hadCrc;
        return item;
      }),
  };
}

function createLineDecoder(
  options: SegmentReaderOptions,
  read: (segment: DelimitedSegment) => Decoded | null,
): FrameDecoder {
  const reader = createSegmentReader(options);
  const decode = (segment: LineSegment): readonly Decoded[] => {
    if (segment.kind === 'dropped')
      return [{ kind: 'noise', bytes: segment.bytes, why: segment.why }];
    const item = read(segment);
    return item === null ? [] : [item];
  };
  return {
    push: (chunk) => reader.push(chunk).flatMap(decode),
    flush: () => reader.flush().flatMap(decode),
  };
}

interface LineParts {
  readonly before: string;
  readonly after: string;
  readonly withCrc: boolean;
}

/** Text as bytes, once: the CRC is of the bytes that are sent. All of it is below 0x80 (frame.ts). */
function encodeLine(json: string, { before, after, withCrc }: LineParts): Uint8Array {
  const crcDigits = withCrc ? CRC_DIGITS : 0;
  const line = new Uint8Array(before.length + json.length + crcDigits + after.length);
  const start = writeAscii(line, 0, before);
  let end = writeAscii(line, start, json);
  if (withCrc) {
    const crc = crc32(line.subarray(start, end));
    end = writeAscii(line, end, crc.toString(16).padStart(CRC_DIGITS, '0'));
  }
  writeAscii(line, end, after);
  return line;
}

/** Returns where the next text begins. */
function writeAscii(into: Uint8Array, from: number, text: string): number {
  for (let at = 0; at < text.length; at += 1) into[from + at] = text.charCodeAt(at);
  return from + text.length;
}
