/** Repeatable noise: the same seed gives the same numbers on every machine (mulberry32, public domain, Tommy Ettinger). */
export function createNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Bytes whose bits are ones with a chance that turns with the seed: a half, an eighth, seven eighths. */
export function noiseBytes(length: number, seed: number): Uint8Array {
  const next = createNoise(seed);
  const density = seed % 3;
  return Uint8Array.from({ length }, () => {
    const [a, b, c] = [next(), next(), next()];
    return density === 0 ? a : density === 1 ? a & b & c : a | b | c;
  });
}
