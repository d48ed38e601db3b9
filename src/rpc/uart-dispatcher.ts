/**
 * The device's half of a serial line, as a stock device reads it (uart.md#receiving): whatever is available is
 * looked at together, and how it is cut decides what becomes of mixed delimiters and of bytes above 0x7f.
 */
import { crc32 } from '../ota-core/primitives/crc32.ts';
import { concatBytes } from '../ota-core/primitives/bytes.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { XOFF, XON, EOT } from './uart-line.ts';
import type { Decoded, RpcFrame } from './frame.ts';
import { frameText } from './frame.ts';
import { DEVICE_BUFFER_BYTES, readDeviceSegment } from './line-codec.ts';

/** `eot`: the handshake. `blank`: an empty frame; both are answered below the frames. */
export type UartItem = Decoded | { readonly kind: 'eot' } | { readonly kind: 'blank' };

export interface UartDispatcher {
  /** What was available at one look; borrowed. */
  take(batch: Uint8Array): readonly UartItem[];
  /** With what the client has used since the device started: quotes, CRC. Owned by the caller. */
  encode(frame: RpcFrame): Uint8Array;
}

/** The answer to the handshake is in the old delimiter, whatever was used to ask. Owned by the caller. */
export const eotAnswer = (): Uint8Array => encodeUtf8('"""\u0004"""');

const NEWLINE = 0x0a;
const QUOTE = 0x22;

export function createUartDispatcher(): UartDispatcher {
  let buffer: Uint8Array = new Uint8Array();
  let quotes = false;
  let crc = false;

  const cutFrame = (): Uint8Array | null => {
    const mark = indexOfQuotes(buffer);
    quotes ||= mark >= 0;
    const end = mark >= 0 ? mark : buffer.indexOf(NEWLINE);
    if (end < 0) return null;
    const frame = buffer.subarray(0, end);
    buffer = buffer.subarray(end + (mark >= 0 ? 3 : 1));
    return frame;
  };
  const judge = (segment: Uint8Array): UartItem => {
    if (segment.every(isSpace)) return { kind: 'blank' };
    if (segment.length === 1 && segment[0] === EOT) return { kind: 'eot' };
    const { item, hadCrc } = readDeviceSegment(segment);
    crc ||= hadCrc;
    return item ?? { kind: 'blank' };
  };
  return {
    take(batch) {
      const fresh = batch.filter((byte) => byte !== XON && byte !== XOFF);
      buffer = concatBytes(buffer, fresh);
      if (fresh.some((byte) => byte > 0x7f)) return [drop('not-ascii')];
      const items: UartItem[] = [];
      for (let segment = cutFrame(); segment !== null; segment = cutFrame())
        items.push(judge(segment));
      if (buffer.length > DEVICE_BUFFER_BYTES) items.push(drop('too-long'));
      return items;
    },
    encode(frame) {
      const json = frameText(frame);
      const mark = quotes ? '"""' : '';
      const check = crc ? crc32(encodeUtf8(json)).toString(16).padStart(8, '0') : '';
      return encodeUtf8(`\n${mark}${json}${check}${mark}\n`);
    },
  };

  /** All of it: also frames that were complete and only not looked at yet. */
  function drop(why: 'not-ascii' | 'too-long'): UartItem {
    const bytes = buffer;
    buffer = new Uint8Array();
    return { kind: 'noise', bytes, why };
  }
}

function indexOfQuotes(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(QUOTE); at >= 0; at = bytes.indexOf(QUOTE, at + 1))
    if (bytes[at + 1] === QUOTE && bytes[at + 2] === QUOTE) return at;
  return -1;
}

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
