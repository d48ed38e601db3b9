/** Text in a field of fixed length, as C keeps it: Latin, ended by a zero where it is shorter than the field. */

/** Writes `text` at `at`; the rest of the field is zeros. Longer text is cut off. */
export function putFixedText(
  bytes: Uint8Array,
  text: string,
  field: { readonly at: number; readonly size: number },
): void {
  const { at, size } = field;
  bytes.fill(0, at, at + size);
  for (let index = 0; index < Math.min(text.length, size); index += 1)
    bytes[at + index] = text.charCodeAt(index);
}

export function fixedText(bytes: Uint8Array, at: number, size: number): string {
  const field = bytes.subarray(at, at + size);
  const end = field.indexOf(0);
  return String.fromCharCode(...field.subarray(0, end < 0 ? size : end));
}
