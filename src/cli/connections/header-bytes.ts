/** A header's value as a device sends it: the bytes of UTF-8. What would end the line is left out. */
export function headerBytes(text: string): string {
  return [...Buffer.from(text)]
    .filter((byte) => byte >= 0x20 && byte !== 0x7f)
    .map((byte) => String.fromCharCode(byte))
    .join('');
}
