/** What the practice device's own screen may ask of the emulator worker besides running it. */
import type { Outcome } from '../contracts/failure.ts';
import type { FlashPicture } from '../contracts/flash-picture.ts';
import type { CellFacts } from '../emulator/chip-picture.ts';
import type { EmulatorSnapshot } from '../emulator/create-emulator.ts';
import type { SlotFiles } from '../emulator/file-watch.ts';
import type { LogEntry } from '../emulator/operation-log.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';

export type { CellFacts } from '../emulator/chip-picture.ts';
export type { LogEntry, LoggedEvent } from '../emulator/operation-log.ts';

/** The kinds of device the practice device can be. */
export type PracticeProfile = 'esp32' | 'reference';

/** One place of the chip, to scale. */
export interface ChipPlace {
  /** null: a gap between partitions. */
  readonly name: string | null;
  /** Chip address and bytes. */
  readonly offset: number;
  readonly length: number;
  readonly slot: number | null;
}

/**
 * Where the practice device's chip is: `memory` forgets it with the page; `stopped` was kept until the browser refused
 * to write, and forgets what came after that.
 */
export type ChipStorage = 'kept' | 'memory' | 'stopped';

/** What could not be read of the chip that was kept: all of it, or some of what its firmwares say of themselves. */
export type ChipDamage = 'chip' | 'records';

/** How the chip is kept. */
export interface ChipKeeping {
  readonly storage: ChipStorage;
  /** Until the chip is replaced; left out: none. */
  readonly damage?: ChipDamage;
}

/** The practice device at one moment. */
export interface PracticeSnapshot extends ChipKeeping {
  readonly snapshot: EmulatorSnapshot;
  readonly cablePlugged: boolean;
  readonly timeFactor: number;
}

/** The same with everything that is shown of its chip: only while somebody watches that. */
export interface ChipSnapshot extends PracticeSnapshot {
  readonly profile: PracticeProfile;
  readonly picture: FlashPicture;
  readonly sizeBytes: number;
  readonly places: readonly ChipPlace[];
  /** Both slots' filesystems. */
  readonly files: readonly SlotFiles[];
  readonly log: readonly LogEntry[];
  /** Flash operations since the chip was opened. */
  readonly operations: number;
  /** Milliseconds since the device started; null while it does not run. */
  readonly upMs: number | null;
  /** A flash operation happened within the last quarter of a second of the device's time. */
  readonly writing: boolean;
  readonly noise: boolean;
  /** The next firmware that is written will hang when it starts. */
  readonly hangNext: boolean;
  /** The next firmware that is written will leave little memory free. */
  readonly eatNext: boolean;
}

/** What a fresh chip starts with; without files the first firmware of the product. */
export interface FreshChip {
  readonly profile: PracticeProfile;
  /** A fw.zip; must be sound and made for this device. */
  readonly firmware: File | null;
  /** A filesystem image for slot A; must be one, and fit. */
  readonly filesystem: File | null;
}

export interface EmulatorControlApi {
  /** What EmulatorApi.watch sends is ChipSnapshot from now on, about every 100 ms while the chip changes. */
  watchChip(): Promise<Outcome<null>>;
  /** Looks into one box; `offset` and `length` as the picture gave them. */
  inspectCell(offset: number, length: number): Promise<Outcome<CellFacts>>;
  /** The supply goes in the middle of the next flash operation while an update is written, else at once. */
  cutPower(): Promise<Outcome<null>>;
  setHangNext(on: boolean): Promise<Outcome<null>>;
  setEatNext(on: boolean): Promise<Outcome<null>>;
  /** Moves the device's clock to the end of the commit time-out. */
  jumpToTimeout(): Promise<Outcome<null>>;
  setCable(plugged: boolean): Promise<Outcome<null>>;
  setNoise(on: boolean): Promise<Outcome<null>>;
  /** Replaces the chip. Nothing changes on failure: `bundle/…`, `file/unreadable`. */
  freshChip(chip: FreshChip): Promise<Outcome<null>>;
  /** The chip as one file (emulator/chip-file.ts). */
  saveChip(): Promise<Outcome<Blob>>;
  /** Replaces the chip by a saved one. Nothing changes on failure: `file/unreadable`. */
  openChip(file: File): Promise<Outcome<null>>;
}

/** The whole chip in the order of its addresses, with the gaps between partitions. */
export function placesOf(profile: DeviceProfile): readonly ChipPlace[] {
  const places: ChipPlace[] = [];
  let end = 0;
  const gapTo = (offset: number): void => {
    if (offset > end) places.push({ name: null, offset: end, length: offset - end, slot: null });
  };
  const inOrder = [...profile.partitions].sort((a, b) => a.offset - b.offset);
  for (const { name, offset, sizeBytes, slot } of inOrder) {
    gapTo(offset);
    places.push({ name, offset, length: sizeBytes, slot });
    end = offset + sizeBytes;
  }
  gapTo(profile.geometry.size);
  return places;
}

/** The practice device is one of two kinds; every other profile keeps its boot state as an esp32 does. */
export function profileName(profile: DeviceProfile): PracticeProfile {
  return profile.name === 'reference' ? 'reference' : 'esp32';
}
