import type { Outcome } from '../../contracts/failure.ts';
import { madeUpFirmware } from '../../emulator/seed-chip.ts';
import { nobleDigests } from '../../ota-core/primitives/digest.ts';
import type { BenchApi } from '../api.ts';
import { outcomeOf } from '../wire/calls.ts';
import { readWhole } from './read-whole.ts';
import { FIRST_FIRMWARE, type PracticeDevice } from './practice-device.ts';

export interface BenchHost {
  /** Throws OtaError link/refused before the device is started. */
  readonly device: () => PracticeDevice;
  /** Does something to the device and tells of it. */
  readonly change: (
    work: (device: PracticeDevice) => void | Promise<void>,
  ) => Promise<Outcome<null>>;
  readonly watchChip: (news: MessagePort) => void;
  /** Ends with the worker. */
  readonly signal: AbortSignal;
}

/** What the practice device's own screen may ask, answered. */
export function createBenchApi({ device, change, watchChip, signal }: BenchHost): BenchApi {
  return {
    watchChip: (news) =>
      outcomeOf(() => {
        watchChip(news);
        return null;
      }),
    inspectCell: (offset, length) => outcomeOf(() => device().bench.inspect(offset, length)),
    cutPower: () => change((practice) => practice.bench.cutPower(signal)),
    setHangNext: (on) => change(({ bench }) => void (bench.hangNext = on)),
    setEatNext: (on) => change(({ bench }) => void (bench.eatNext = on)),
    jumpToTimeout: () => change(({ bench }) => bench.jumpToTimeout()),
    setCable: (plugged) => change(({ bench }) => void (bench.plugged = plugged)),
    setNoise: (on) => change(({ bench }) => void (bench.noise = on)),
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
    openChip: (file) => change(async (practice) => practice.open(await readWhole(file), file.name)),
  };
}

function zipBlob(bytes: Uint8Array): Blob {
  return new Blob([bytes.slice()], { type: 'application/zip' }); // a Blob wants bytes of its own
}
