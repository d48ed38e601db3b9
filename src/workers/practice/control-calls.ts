import type { Outcome } from '../../contracts/failure.ts';
import type { OpenChipWatch } from '../../emulator/chip-watch.ts';
import { madeUpFirmware } from '../../emulator/seed-chip.ts';
import { nobleDigests } from '../../ota-core/primitives/digest.ts';
import type { EmulatorControlApi } from '../api.ts';
import { outcomeOf } from '../comlink/calls.ts';
import { FIRST_FIRMWARE, type PracticeDevice } from './practice-device.ts';

export interface ControlHost {
  /** Throws OtaError link/refused before the device is started. */
  readonly device: () => PracticeDevice;
  /** Does something to the device and tells of it. */
  readonly change: (
    work: (device: PracticeDevice) => void | Promise<void>,
  ) => Promise<Outcome<null>>;
  readonly watchChip: (open: OpenChipWatch) => void;
  /** Ends with the worker. */
  readonly signal: AbortSignal;
}

/** What the practice device's own screen may ask, answered. */
export function createEmulatorControlApi({
  device,
  change,
  watchChip,
  signal,
}: ControlHost): EmulatorControlApi {
  return {
    watchChip: () =>
      outcomeOf(async () => {
        // What draws a chip is fetched when there is somebody to look.
        const { openChipWatch } = await import('../../emulator/chip-watch.ts');
        watchChip(openChipWatch);
        return null;
      }),
    inspectCell: (offset, length) => outcomeOf(() => device().control.inspect(offset, length)),
    cutPower: () => change((practice) => practice.control.cutPower(signal)),
    setFault: (name, on) =>
      change(({ control }) => (on ? control.armFault(name) : control.disarmFault(name))),
    jumpToTimeout: () => change(({ control }) => control.jumpToTimeout()),
    setCable: (plugged) => change(({ control }) => void (control.plugged = plugged)),
    setNoise: (on) => change(({ control }) => void (control.noise = on)),
    freshChip: (chip) =>
      change(async (practice) => {
        const first = madeUpFirmware(FIRST_FIRMWARE, nobleDigests);
        // Both kinds report the same platform; what differs is how they keep their boot state.
        const { arch } = practice.chip.profile;
        // What reads bundles is fetched when there is one to read.
        const { readFactoryFiles } = await import('./factory-files.ts');
        const firmware = await readFactoryFiles(chip, { first, arch, signal });
        await practice.startWith(chip.profile, firmware);
      }),
    saveChip: () => outcomeOf(async () => zipBlob(await device().save())),
    openChip: (file) =>
      change(async (practice) => {
        const { readWhole } = await import('./factory-files.ts');
        await practice.open(await readWhole(file), file.name);
      }),
  };
}

function zipBlob(bytes: Uint8Array): Blob {
  return new Blob([bytes.slice()], { type: 'application/zip' }); // a Blob wants bytes of its own
}
