/**
 * A receipt as the text of a QR code: `SLIPWAY:` and the compressed file in base45 (RFC 9285), whose characters take 5.5 bits each in a
 * code. Cameras of phones read it as text, which is pasted where receipts are checked.
 */
import { deflateSync, inflateSync } from 'fflate';
import { decodeUtf8, encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { MOST_RECEIPT_CHARACTERS } from './receipt.ts';

const PREFIX = 'SLIPWAY:';

/** Characters: a code of 125 modules a side, of which a printer of 600 dpi prints five dots each on 30 mm. */
const MOST_CODE_CHARACTERS = 2_000;

/** null: the receipt is too long for a code that can be printed and read. */
export function receiptCode(text: string): string | null {
  const code = `${PREFIX}${encodeBase45(deflateSync(encodeUtf8(text), { level: 9 }))}`;
  return code.length <= MOST_CODE_CHARACTERS ? code : null;
}

/** null: it is none. */
export function readReceiptCode(code: string): string | null {
  const trimmed = code.trim();
  if (!trimmed.startsWith(PREFIX) || trimmed.length > MOST_CODE_CHARACTERS) return null;
  const packed = decodeBase45(trimmed.slice(PREFIX.length));
  if (packed === null) return null;
  try {
    // What it unpacks to is bounded, whatever it claims.
    const room = new Uint8Array(MOST_RECEIPT_CHARACTERS);
    return decodeUtf8(inflateSync(packed, { out: room }));
  } catch {
    return null; // damaged, or longer than any receipt
  }
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const BASE = ALPHABET.length;

function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    const value = isPair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    text += digit(value) + digit(value / BASE);
    if (isPair) text += digit(value / BASE / BASE);
  }
  return text;
}

const digit = (value: number): string => ALPHABET.charAt(Math.floor(value) % BASE);

/** null: it is none. */
function decodeBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = Array.from(text.slice(at, at + 3), (char) => ALPHABET.indexOf(char));
    const [low = 0, middle = 0, high = 0] = digits;
    const value = low + middle * BASE + high * BASE * BASE;
    const isPair = digits.length === 3;
    if (digits.includes(-1) || value > (isPair ? 0xffff : 0xff)) return null;
    if (isPair) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}
