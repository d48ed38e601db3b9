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
import { frameText, noiseOf, textOfBytes, parseFrame } from './frame.ts';
import type { Decoded, FrameCodec, FrameDecoder } from './frame.ts';
import { XOFF, XON } from './uart-line.ts';

/** `rpc.max_frame_size` + 6: more undelimited bytes than this are discarded by a device (uart.md#receiving, rule 7). */
export const DEVICE_BUFFER_BYTES = 4102;

/** The longest JSON text that fits a device's buffer together with its CRC. */
export const LINE_MAX_FRAME_BYTES = DEVICE_BUFFER_BYTES - 8;

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
function readHostSegment(segment: Uint8Array, wantsCrc: boolean): ReadSegment {
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

/** Cuts a stream at its delimiters, byte by byte, so that the result does not depend on how chunks are cut. */
interface SegmentReaderOptions {
  /** More undelimited bytes than this are dropped as one piece. */
  readonly limitBytes: number;
  /** A byte above 0x7f drops all that is undelimited, itself included (devices, uart.md#receiving, rule 1). */
  readonly asciiOnly: boolean;
}

/** Bytes are owned by the receiver. An empty segment is told only for quotes: that they were used counts. */
type LineSegment =
  | DelimitedSegment
  | {
      readonly kind: 'dropped';
      readonly bytes: Uint8Array;
      readonly why: 'too-long' | 'not-ascii' | 'console';
    };

interface DelimitedSegment {
  readonly kind: 'segment';
  readonly bytes: Uint8Array;
  readonly delimiter: 'quotes' | 'newline';
}

export interface SegmentReader {
  push(chunk: Uint8Array): readonly LineSegment[];
  /** The undelimited rest, when the stream ends: never a frame, its end is missing. */
  flush(): readonly LineSegment[];
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const QUOTES_IN_DELIMITER = 3;

function createSegmentReader({ limitBytes, asciiOnly }: SegmentReaderOptions): SegmentReader {
  const pending = new Uint8Array(limitBytes + 1);
  let length = 0;
  /** Quotes at the end of `pending`. */
  let quotes = 0;
  let out: LineSegment[] = [];

  const take = (count: number): Uint8Array => {
    const bytes = pending.slice(0, count); // the receiver keeps it, `pending` goes on
    length = 0;
    quotes = 0;
    return bytes;
  };
  const end = (delimiter: DelimitedSegment['delimiter'], count: number): void => {
    const bytes = take(count);
    if (bytes.length > 0 || delimiter === 'quotes') out.push({ kind: 'segment', bytes, delimiter });
  };
  const drop = (why: 'too-long' | 'not-ascii' | 'console'): void => {
    out.push({ kind: 'dropped', bytes: take(length), why });
  };
  const accept = (byte: number): void => {
    if (byte === NEWLINE) {
      end('newline', length);
      return;
    }
    if (byte === XON || byte === XOFF) return;
    pending[length] = byte;
    length += 1;
    quotes = byte === QUOTE ? quotes + 1 : 0;
    if (asciiOnly && byte > 0x7f) drop('not-ascii');
    else if (quotes === QUOTES_IN_DELIMITER) end('quotes', length - QUOTES_IN_DELIMITER);
    else if (length > limitBytes) drop('too-long');
  };
  const collected = (): readonly LineSegment[] => {
    const ready = out;
    out = [];
    return ready;
  };
  return {
    push(chunk) {
      for (const byte of chunk) accept(byte);
      return collected();
    },
    flush() {
      if (length > 0) drop('console');
      return collected();
    },
  };
}
