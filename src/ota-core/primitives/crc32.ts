/** CRC-32 as IEEE 802.3 and zlib have it: reflected polynomial, initial and final value all ones. */
const POLYNOMIAL = 0xedb88320;

/** Slicing by four: TABLES[k][b] is the CRC of byte b followed by k zero bytes. */
const TABLES = createTables();

function createTables(): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const first = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    first[byte] = value;
  }
  const shift = (table: Uint32Array): Uint32Array =>
    table.map((value) => (value >>> 8) ^ (first[value & 0xff] ?? 0));
  const second = shift(first);
  const third = shift(second);
  return [first, second, third, shift(third)];
}

/**
 * CRC of `bytes`, unsigned. `previous` continues the CRC of what came before:
 * `crc32(b, crc32(a))` is the CRC of a followed by b.
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  const [t0, t1, t2, t3] = TABLES;
  const length = bytes.length;
  let crc = ~previous;
  let at = 0;
  for (const end = length - 3; at < end; at += 4) {
    crc ^=
      byteAt(bytes, at) |
      (byteAt(bytes, at + 1) << 8) |
      (byteAt(bytes, at + 2) << 16) |
      (byteAt(bytes, at + 3) << 24);
    crc = entry(t3, crc) ^ entry(t2, crc >>> 8) ^ entry(t1, crc >>> 16) ^ entry(t0, crc >>> 24);
  }
  for (; at < length; at += 1) crc = (crc >>> 8) ^ entry(t0, crc ^ byteAt(bytes, at));
  return ~crc >>> 0;
}

const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;
const entry = (table: Uint32Array, index: number): number => table[index & 0xff] ?? 0;
