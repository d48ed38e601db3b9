/** How many writes are on the way at once, where a link may carry several. */
export interface WriteWindow {
  /** For the next write. */
  readonly size: number;
  /** A write was acknowledged after so long; `beside`: so many were on the way when it was sent, itself included. */
  took(ms: number, beside: number): void;
  /** A write was not acknowledged. */
  lost(): void;
}

/** Replies in time before one more write is on the way; twice as many each time that proved too much. */
const BEFORE_GROWING = 4;
const MOST_BEFORE_GROWING = 1_024;
/**
 * Flash is now and then slow, and each write waits for those before it: late is what took so many times the quickest reply for each write
 * on the way, and a second more. Then somewhere frames pile up: in a radio, a broker, or the device's memory.
 */
const LATE_FACTOR = 4;
const LATE_MARGIN_MS = 1_000;

/** `most`: as a person asked. It begins with one, and is one again as soon as a reply is late or does not come. */
export function createWriteWindow(most: number): WriteWindow {
  let size = 1;
  let needed = BEFORE_GROWING;
  let inTime = 0;
  let quickestMs = Infinity;
  const backToOne = (): void => {
    if (size > 1) needed = Math.min(2 * needed, MOST_BEFORE_GROWING);
    [size, inTime] = [1, 0];
  };
  return {
    get size() {
      return size;
    },
    took(ms, beside) {
      const lateMs = LATE_MARGIN_MS + LATE_FACTOR * quickestMs * beside;
      quickestMs = Math.min(quickestMs, ms);
      if (ms > lateMs) {
        backToOne();
        return;
      }
      inTime += 1;
      if (inTime < needed || size >= most) return;
      size += 1;
      inTime = 0;
    },
    lost: backToOne,
  };
}
