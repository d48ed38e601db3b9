/**
 * All that watching a chip takes: its picture and its files. A host fetches this when somebody looks, and keeps
 * a journal until then.
 */
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { nobleDigests } from '../ota-core/primitives/digest.ts';
import { forecastBoot, readBoot } from './boot-reading.ts';
import { chipLayoutOf, placesOf, type ChipPlace } from './chip-layout.ts';
import { ChipPicture, type CellFacts, type ChipView, type PictureContext } from './chip-picture.ts';
import type { EmulatorEvent } from './event-feed.ts';
import { FileWatch, type SlotFiles } from './file-watch.ts';
import type { ChipOperation } from './operation-log.ts';

export interface WatchedChip {
  readonly flash: NorFlash;
  readonly profile: DeviceProfile;
  readonly registry: FirmwareRegistry;
}

export interface ChipWatch {
  /** Told of every operation and event in order; `at` in milliseconds of the device's clock. */
  observe(operation: ChipOperation, at: number): void;
  note(event: EmulatorEvent, at: number): void;
  view(
    context: PictureContext,
    now: number,
  ): ChipView & { readonly files: readonly SlotFiles[]; readonly places: readonly ChipPlace[] };
  inspect(offset: number, length: number): CellFacts;
}

export type OpenChipWatch = (chip: WatchedChip) => ChipWatch;

/** Reads the whole chip once. */
export const openChipWatch: OpenChipWatch = ({ flash, profile, registry }) => {
  const ports = { digest: nobleDigests, registry };
  const picture = new ChipPicture({
    flash,
    layout: chipLayoutOf(profile),
    registry,
    digests: nobleDigests,
    readBoot: () => readBoot(profile, flash),
    forecast: () => forecastBoot(profile, flash, ports),
  });
  const files = new FileWatch(profile, flash);
  const places = placesOf(profile);
  return {
    observe(operation, at) {
      picture.observe(operation, at);
      files.observe(operation);
    },
    note: (event, at) => picture.note(event, at),
    view: (context, now) => ({ ...picture.view(context), files: files.view(now), places }),
    inspect: (offset, length) => picture.inspect(offset, length),
  };
};
