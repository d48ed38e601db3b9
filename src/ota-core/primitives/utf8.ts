/** UTF-8 in plain ES2022: the core has no TextEncoder. */

/** Lone surrogates become U+FFFD, as TextEncoder does. */
export function encodeUtf8(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3);
  let at = 0;
  for (const char of text) {
    const raw = char.codePointAt(0) ?? 0;
    const code = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw;
    if (code < 0x80) out[at++] = code;
    else {
      const rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      const lead = [0, 0xc0, 0xe0, 0xf0][rest] ?? 0;
      out[at++] = lead | (code >> (6 * rest));
      for (let left = rest - 1; left >= 0; left -= 1)
        out[at++] = 0x80 | ((code >> (6 * left)) & 63);
    }
  }
  return out.slice(0, at); // the spare room is not the caller's
}

/** Strict: null for over-long forms, surrogates, values above U+10FFFF and cut sequences. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const length = sequenceLength(lead);
    if (length === 0 || at + length > bytes.length) return null;
    let code = length === 1 ? lead : lead & (0x7f >> length);
    for (let next = 1; next < length; next += 1) {
      const byte = bytes[at + next] ?? 0;
      if ((byte & 0xc0) !== 0x80) return null;
      code = (code << 6) | (byte & 63);
    }
    if (code < (SHORTEST[length] ?? 0) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      return null;
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

/** Smallest code point each sequence length may carry. */
const SHORTEST = [0, 0, 0x80, 0x800, 0x10000];

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}
