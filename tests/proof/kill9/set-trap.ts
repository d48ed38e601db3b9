import { watch } from 'node:fs';
import type { DeviceEvent } from '../../support/conformance/device-process.ts';
import type { Moment } from './moments.ts';
import { writeCountOf } from './write-count.ts';

/** A stage without an end of its own is over when its chip was left alone for this long. */
const QUIET_MS = 250;
/** The device does nothing more by itself for now, or this process holds it up. */
const PAUSE_MS = 2;

export interface Trap {
  /** To be told every event of the device. */
  readonly onEvent: (event: DeviceEvent) => void;
  /** Writes of the device since the event of the stage; null: it never came. */
  readonly writes: () => number | null;
  close(): void;
}

export interface TrapOptions {
  /** Of the device. */
  readonly pid: number;
  /** The file of its flash. */
  readonly chip: string;
  /** Of the bundle that is pushed. */
  readonly totalBytes: number;
  readonly kill: () => void;
}

/**
 * Calls `kill` once, at the moment. A device writes faster than a watcher is told: once it has begun, its
 * count of writes is followed without a pause, as long as it grows.
 */
export function setTrap({ stage, writes }: Moment, options: TrapOptions): Trap {
  const { pid, chip, totalBytes } = options;
  let begun: number | null = null;
  let told = 0;
  let seen: number | null = null;
  let sprung = false;
  let quiet: NodeJS.Timeout | undefined;
  const spring = (): void => {
    clearTimeout(quiet);
    if (!sprung) options.kill();
    sprung = true;
  };
  const look = (): void => {
    const now = writeCountOf(pid);
    seen = begun === null || now === null ? told : now - begun;
  };
  const follow = (): void => {
    if (sprung) return;
    for (let since = performance.now(); performance.now() - since < PAUSE_MS;) {
      const before = seen;
      look();
      if ((seen ?? 0) >= writes) {
        spring();
        return;
      }
      if (seen !== before) since = performance.now();
    }
    clearTimeout(quiet);
    if (stage.isOver === undefined) quiet = setTimeout(spring, QUIET_MS);
  };
  const watcher = watch(chip, () => {
    if (seen === null || sprung) return;
    told += 1;
    follow();
  });
  return {
    onEvent(event) {
      if (seen !== null) {
        if (stage.isOver?.(event) === true) spring();
        return;
      }
      if (!stage.isReached(event, totalBytes)) return;
      begun = writeCountOf(pid);
      seen = 0;
      follow();
    },
    writes: () => seen,
    close() {
      clearTimeout(quiet);
      watcher.close();
    },
  };
}
