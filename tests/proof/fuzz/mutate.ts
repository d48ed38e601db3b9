/** Inputs made of real ones: what a bad disk, a cut link or somebody with a hex editor makes of them. */
type Random = () => number;

export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[below(random, items.length)]!;
}

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const join = (...pieces: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat(pieces));

/** Numbers at which parsers go wrong: edges of signs, sizes and fields. */
const EDGES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];
/** Bytes that mean something to one of the formats. */
const WORDS = [
  'PK\x01\x02',
  'PK\x03\x04',
  'PK\x05\x06',
  'PK\x07\x08',
  '"""',
  '\n',
  '{',
  '}',
  '"',
  '\\u',
  '__proto__',
  '\0',
  '\xff',
  '../../',
  'null',
  '[[[[[[[[',
  '1e999',
  '-0',
].map((word) => new Uint8Array(Buffer.from(word, 'latin1')));

const flipBit: Mutation = (bytes, random) => {
  const at = below(random, bytes.length);
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8));
  return copy;
};
const setByte: Mutation = (bytes, random) => {
  const copy = bytes.slice();
  copy[below(random, bytes.length)] = below(random, 256);
  return copy;
};
const setEdge: Mutation = (bytes, random) => {
  const size = pick(random, [2, 4]);
  if (bytes.length < size) return bytes;
  const copy = bytes.slice();
  const at = below(random, bytes.length - size + 1);
  const view = new DataView(copy.buffer);
  if (size === 2) view.setUint16(at, pick(random, EDGES) & 0xffff, true);
  else view.setUint32(at, pick(random, EDGES), true);
  return copy;
};
const insertWord: Mutation = (bytes, random) => {
  const at = below(random, bytes.length + 1);
  return join(bytes.subarray(0, at), pick(random, WORDS), bytes.subarray(at));
};
const removePiece: Mutation = (bytes, random) => {
  const at = below(random, bytes.length + 1);
  return join(bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 40)));
};
const repeatPiece: Mutation = (bytes, random) => {
  const at = below(random, bytes.length + 1);
  const end = at + below(random, 64);
  return join(bytes.subarray(0, end), bytes.subarray(at));
};
const cutOff: Mutation = (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1));
const splice: Mutation = (bytes, random, other) =>
  join(
    bytes.subarray(0, below(random, bytes.length + 1)),
    other.subarray(below(random, other.length + 1)),
  );

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setEdge,
  setEdge,
  insertWord,
  removePiece,
  repeatPiece,
  cutOff,
  splice,
];

/** One to four mutations of an input of the corpus. */
export function mutate(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = pick(random, corpus);
  for (let left = 1 + below(random, 4); left > 0; left -= 1)
    bytes = pick(random, MUTATIONS)(bytes, random, pick(random, corpus));
  return bytes;
}
