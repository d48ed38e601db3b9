import { XOFF, XON } from './flow-gate.ts';

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
