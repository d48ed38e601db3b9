import type { ChipSnapshot } from '../api.ts';
import { withOwn } from '../comlink/calls.ts';
import type { EmulatorClient } from './emulator-client.ts';

/** The practice device's thread, and another one when it is gone. */
export interface LastingEmulator extends EmulatorClient {
  /** Another thread in place of this one. It has to be started, and its links have to be joined anew. */
  restart(): void;
  /** Called after each `restart`, when calls go to the new thread. */
  onRestart(listener: () => void): void;
}

/**
 * One client for all threads that follow each other: calls, `died` and `lifeLock` are those of the present
 * one, and whoever watched the chip goes on watching it.
 */
export function lastingEmulator(open: () => EmulatorClient): LastingEmulator {
  let now = open();
  const chipWatchers: ((latest: ChipSnapshot) => void)[] = [];
  const listeners: (() => void)[] = [];
  return withOwn(() => now, {
    restart() {
      now.terminate();
      now = open();
      for (const watcher of chipWatchers) void now.watchChip(watcher);
      for (const listener of listeners) listener();
    },
    onRestart: (listener: () => void) => void listeners.push(listener),
    watchChip(onEvent: (latest: ChipSnapshot) => void) {
      chipWatchers.push(onEvent);
      return now.watchChip(onEvent);
    },
  });
}
