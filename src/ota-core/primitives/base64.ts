/** Standard base64 (RFC 4648 section 4), with padding, in plain ES2022. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = Uint8Array.from(ALPHABET, (char) => char.charCodeAt(0));
const PAD = 0x3d; // '='
const INVALID = 0xff;
const VALUES = createValues();

function createValues(): Uint8Array {
  const values = new Uint8Array(256).fill(INVALID);
  CODES.forEach((code, value) => (values[code] = value));
  return values;
}

/** Characters per call of String.fromCharCode: below every engine's argument limit. */
const PIECE = 0x2000;

export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  encodeBase64Into(bytes, codes, 0);
  let text = '';
  for (let at = 0; at < codes.length; at += PIECE)
    text += String.fromCharCode(...codes.subarray(at, at + PIECE));
  return text;
}

/** Writes the base64 of `bytes` as ASCII into `target` from `offset` on; returns the number of bytes written. */
export function encodeBase64Into(bytes: Uint8Array, target: Uint8Array, offset: number): number {
  const code = (value: number): number => CODES[value & 63] ?? 0;
  let out = offset;
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    target[out] = code(group >> 18);
    target[out + 1] = code(group >> 12);
    target[out + 2] = left > 1 ? code(group >> 6) : PAD;
    target[out + 3] = left > 2 ? code(group) : PAD;
    out += 4;
  }
  return out - offset;
}

/** null where the text is not canonical base64: wrong length, foreign characters, misplaced padding, loose bits. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const value = (index: number): number => {
    const code = text.charCodeAt(index);
    return code < 256 ? (VALUES[code] ?? INVALID) : INVALID;
  };
  let out = 0;
  for (let at = 0; at < text.length; at += 4) {
    const pads = at + 4 === text.length ? padding : 0;
    const a = value(at);
    const b = value(at + 1);
    const c = pads > 1 ? 0 : value(at + 2);
    const d = pads > 0 ? 0 : value(at + 3);
    if (((a | b | c | d) & 0xc0) !== 0) return null;
    const group = (a << 18) | (b << 12) | (c << 6) | d;
    if (pads > 0 && (group & (pads > 1 ? 0xffff : 0xff)) !== 0) return null;
    bytes[out] = group >> 16;
    if (pads < 2) bytes[out + 1] = group >> 8;
    if (pads < 1) bytes[out + 2] = group;
    out += 3 - pads;
  }
  return bytes;
}
