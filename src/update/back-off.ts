/** Between tries to connect, in milliseconds; the last one repeats. */
const PAUSES_MS = [250, 500, 1000, 2000, 3000];

/** How long to wait before each further try to reach a device. */
export interface BackOff {
  next(): number;
}

export function createBackOff(): BackOff {
  let at = 0;
  return {
    next() {
      const pause = PAUSES_MS[Math.min(at, PAUSES_MS.length - 1)] ?? 0;
      at += 1;
      return pause;
    },
  };
}
