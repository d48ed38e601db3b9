import type { Clock } from '../contracts/clock.ts';

/** One wake-up at a time, moved as the next deadline moves. */
export interface Alarm {
  /** Replaces the wake-up; null = none. A time that has passed rings at once (never within this call). */
  set(at: number | null): void;
}

/** `ring` is called once per wake-up that was not replaced; it must not throw. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let pending: { readonly at: number; readonly off: AbortController } | null = null;
  return {
    set(at) {
      if (pending !== null && pending.at === at) return;
      pending?.off.abort();
      pending = at === null ? null : { at, off: new AbortController() };
      const mine = pending;
      if (mine === null) return;
      clock.sleep(Math.max(0, mine.at - clock.now()), mine.off.signal).then(
        () => {
          if (pending !== mine) return;
          pending = null;
          ring();
        },
        // Aborted: the wake-up was moved, and whoever moved it has set the next.
        () => undefined,
      );
    },
  };
}
