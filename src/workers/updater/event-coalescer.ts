import type { Clock } from '../../contracts/clock.ts';
import type { UpdateEvent } from '../api.ts';

/** Screens read at most this often. */
export const SNAPSHOT_INTERVAL_MS = 100;

/**
 * Hands update events on, progress at most every SNAPSHOT_INTERVAL_MS: of several in between the last
 * one counts. Everything else passes at once, after the progress that came before it; nothing but
 * superseded progress is ever dropped.
 */
export interface EventCoalescer {
  push(event: UpdateEvent): void;
  /** Hands on what is held back, and stops. */
  end(): void;
}

export function createEventCoalescer(
  clock: Clock,
  emit: (event: UpdateEvent) => void,
): EventCoalescer {
  let held: UpdateEvent | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  const ended = new AbortController();

  const flush = (): void => {
    if (held === null) return;
    const event = held;
    held = null;
    lastAt = clock.now();
    emit(event);
  };
  const later = (ms: number): void => {
    clock.sleep(ms, ended.signal).then(flush, () => undefined); // ended: flushed by end()
  };

  return {
    push(event) {
      if (event.type !== 'progress') {
        flush();
        emit(event);
        return;
      }
      const waiting = held !== null;
      held = event;
      const dueInMs = lastAt + SNAPSHOT_INTERVAL_MS - clock.now();
      if (dueInMs <= 0) flush();
      else if (!waiting) later(dueInMs);
    },
    end() {
      ended.abort();
      flush();
    },
  };
}
