import type { Clock } from '../contracts/clock.ts';

/** The browser's own time. */
export const realClock: Clock = {
  now: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        clearTimeout(timer);
        reject(signal.reason as Error); // the reason is an OtaError by convention of the session
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', fail);
        resolve();
      }, ms);
      if (signal.aborted) fail();
      else signal.addEventListener('abort', fail, { once: true });
    });
  },
};
