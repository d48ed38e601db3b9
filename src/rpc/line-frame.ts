import { crc32 } from '../ota-core/primitives/crc32.ts';
import { XOFF, XON } from './uart-handshake.ts';
import { textOfBytes } from './frame.ts';
import type { Decoded } from './frame.ts';
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

/** Cuts a stream at its delimiters, byte by byte, so that the result does not depend on how chunks are cut. */
export interface SegmentReaderOptions {
  /** More undelimited bytes than this are dropped as one piece. */
  readonly limitBytes: number;
  /** A byte above 0x7f drops all that is undelimited, itself included (devices, uart.md#receiving, rule 1). */
  readonly asciiOnly: boolean;
}

/** Bytes are owned by the receiver. An empty segment is told only for quotes: that they were used counts. */
export type LineSegment =
  | DelimitedSegment
  | {
      readonly kind: 'dropped';
      readonly bytes: Uint8Array;
      readonly why: 'too-long' | 'not-ascii' | 'console';
    };

export interface DelimitedSegment {
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

export function createSegmentReader({
  limitBytes,
  asciiOnly,
}: SegmentReaderOptions): SegmentReader {
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
