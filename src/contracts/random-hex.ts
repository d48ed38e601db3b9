/** So many random bytes, in lower-case hex. Also where a page came over http from another computer, which has no `crypto.randomUUID`. */
export function randomHex(bytes: number): string {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  return [...drawn].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Nobody else has it: 128 bits. */
export const newId = (): string => randomHex(16);
