/** Time as a dependency: the real clock is below, tests bring a virtual one. */
export interface Clock {
  /** Milliseconds that never run backwards; the zero is arbitrary. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Longer timers than this fire at once (a 32-bit count of milliseconds, in browsers and in Node). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's monotonic clock, for the window, the workers and the command line. Any time can be slept. */
export const realClock: Clock = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    let left = ms;
    for (; left > LONGEST_TIMER_MS; left -= LONGEST_TIMER_MS) await timer(LONGEST_TIMER_MS, signal);
    await timer(left, signal);
  },
};

function timer(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      clearTimeout(handle);
      reject(signal.reason as Error); // the reason is an OtaError by convention of the session
    };
    const handle = setTimeout(() => {
      signal.removeEventListener('abort', refuse);
      resolve();
    }, ms);
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
}
