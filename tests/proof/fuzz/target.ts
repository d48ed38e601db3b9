/** One parser under fire. */
export interface FuzzTarget {
  readonly name: string;
  /** Real inputs, from which bad ones are made. */
  readonly corpus: readonly Uint8Array[];
  /** The input is fed in pieces: the result must not depend on the cuts. */
  readonly isCuttable: boolean;
  /** A result to compare, as text. Throws on what must not happen; typed refusals are results. */
  run(pieces: readonly Uint8Array[]): string;
}

/** Text of any result: bytes in hex, big integers in decimal. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (item instanceof Uint8Array) return Buffer.from(item).toString('hex');
    return typeof item === 'bigint' ? `${item}n` : item;
  });
}

/** For the properties that a target checks beside not throwing. */
export function require(condition: boolean, words: string): void {
  if (!condition) throw new Error(words);
}

export function wholeOf(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : new Uint8Array(Buffer.concat(pieces));
}
