import type { ChipNews } from '../api.ts';
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
  const chipWatchers: ((news: ChipNews) => void)[] = [];
  const listeners: (() => void)[] = [];
  return {
    get died() {
      return now.died;
    },
    get lifeLock() {
      return now.lifeLock;
    },
    restart() {
      now.terminate();
      now = open();
      for (const watcher of chipWatchers) void now.watchChip(watcher);
      for (const listener of listeners) listener();
    },
    onRestart: (listener) => void listeners.push(listener),
    terminate: () => now.terminate(),
    start: (options) => now.start(options),
    watch: (onNews) => now.watch(onNews),
    watchChip(onNews) {
      chipWatchers.push(onNews);
      return now.watchChip(onNews);
    },
    serveLinks: (port) => now.serveLinks(port),
    powerOff: () => now.powerOff(),
    powerOn: () => now.powerOn(),
    setTimeFactor: (factor) => now.setTimeFactor(factor),
    startFresh: () => now.startFresh(),
    chipDigest: () => now.chipDigest(),
    inspectCell: (offset, length) => now.inspectCell(offset, length),
    cutPower: () => now.cutPower(),
    setHangNext: (on) => now.setHangNext(on),
    setEatNext: (on) => now.setEatNext(on),
    jumpToTimeout: () => now.jumpToTimeout(),
    setCable: (plugged) => now.setCable(plugged),
    setNoise: (on) => now.setNoise(on),
    freshChip: (chip) => now.freshChip(chip),
    saveChip: () => now.saveChip(),
    openChip: (file) => now.openChip(file),
  };
}
