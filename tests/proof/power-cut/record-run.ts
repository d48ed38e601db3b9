/** Runs a script on a chip once, without a cut, and keeps every moment at which a cut could fall. */
import type { AppImage, SlotId } from '../../../src/ota-core/boot/boot-config.ts';
import type { DeviceTrace } from '../../../src/ota-core/device/device.ts';
import type { Partition, DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import { partitionAt } from '../../../src/ota-core/device/profile.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { BootModel, runningSlot, type Expectation, type ModelState } from './boot-model.ts';
import { WearCount } from './wear-count.ts';
import type { Checks } from './checks.ts';
import type { Files } from './files.ts';
import { firmwaresOf, type CampaignShelf } from './firmwares.ts';
import { toHex } from '../../../src/ota-core/primitives/bytes.ts';
import {
  recordingFlash,
  type PlannedOperation,
} from '../../../src/ota-core/flash/recording-flash.ts';
import { newestRecord } from './record-oracle.ts';
import { World } from './world.ts';

/** Whether app and filesystem of each slot were verified after their last write. */
export type Verified = readonly [boolean, boolean];

export interface Moment {
  /** Number of the operation, as FaultPlan counts. */
  readonly index: number;
  readonly operation: PlannedOperation;
  /** The partition that the operation changes. */
  readonly partition: string;
  /** One of many alike: the bytes of an update, or of an image that is moved. */
  readonly isBulk: boolean;
  /** In updater.dat, the merge or an FS.* call. */
  readonly isFile: boolean;
  /** Chip and registry just before the operation. */
  readonly chip: NorFlash;
  readonly registry: CampaignShelf;
  readonly allowed: readonly Expectation[];
  readonly settled: string;
  /** Of the settled image's device. */
  readonly files: Files;
  /** As ModelState has it. */
  readonly changing: Files | null;
  readonly verified: Verified;
  /** Of the boot record that counts, smaller is newer. */
  readonly sequence: bigint | null;
}

export interface RecordOptions {
  readonly profile: DeviceProfile;
  readonly chip: NorFlash;
  readonly registry: CampaignShelf;
  readonly state: ModelState;
  readonly verified: Verified;
  readonly script: (world: World) => void;
  readonly checks: Checks;
}

/** Partitions whose operations are many and alike. */
const BULK: readonly string[] = ['app', 'spare-app', 'fs'];

export function recordRun(options: RecordOptions): readonly Moment[] {
  const { profile, chip, registry, checks } = options;
  const moments: Moment[] = [];
  const proof = new SlotProof(options.verified);
  let runningPlaces: readonly string[] = [];
  let isBooting = false;
  const nameOf = (image: AppImage): string =>
    firmwaresOf(profile).of(toHex(image.sha256))?.name ?? 'an unknown image';
  const model = new BootModel(options.state, nameOf, (words) =>
    checks.that(false, 'plain: the scenario goes as it must without a cut', () => words),
  );
  const wear = new WearCount(checks);
  /** Files are changed at starts, by FS.*, at the end of an update and at its commit; never while one arrives. */
  const isFileOperation = (area: Partition | null): boolean =>
    profile.filesystem === 'mounted' &&
    area?.kind === 'fs' &&
    !world.isReceiving &&
    (isBooting || runningPlaces.includes(area.name));
  const onOperation = (operation: PlannedOperation, index: number): void => {
    const area = partitionAt(profile.partitions, operation.offset);
    const isFile = isFileOperation(area);
    const isBulk = area !== null && BULK.includes(area.kind) && !isFile;
    checks.that(
      area !== null && (isFile || !runningPlaces.includes(area.name)),
      'I13 the running slot is never touched',
      () => `${operation.kind} at 0x${operation.offset.toString(16)}`,
    );
    wear.hear(operation, area?.kind === 'boot-record');
    // What a boot loader moves it has checked itself; an update has not yet.
    if (area !== null && isBulk && !isBooting)
      for (const slot of [0, 1] as const) {
        const { app, fs } = world.placesOf(slot);
        if (app.name === area.name) proof.forget(slot, 'app');
        if (fs.name === area.name) proof.forget(slot, 'fs');
      }
    moments.push({
      index,
      operation,
      partition: area?.name ?? 'none',
      isBulk,
      isFile,
      chip: chip.fork(),
      registry: registry.fork(),
      allowed: model.allowed(),
      settled: model.state.settled,
      files: model.state.files,
      changing: model.state.changing,
      verified: proof.verified,
      sequence: newestRecord(profile, chip),
    });
  };
  const world: World = new World({
    profile,
    flash: recordingFlash(chip, onOperation),
    registry,
    model,
    trace: (event) => {
      proof.hear(event);
      if (event.kind === 'update-begin') wear.begin();
    },
    onBootBegin: () => {
      isBooting = true;
      runningPlaces = [];
    },
    onBoot: (outcome) => {
      isBooting = false;
      const slot = runningSlot(outcome);
      if (slot === null) return;
      const { app, fs } = world.placesOf(slot);
      runningPlaces = [app.name, fs.name];
    },
  });
  options.script(world);
  return moments;
}

/** Listens to what the updater says it verified. */
class SlotProof {
  readonly #parts: readonly [Set<string>, Set<string>];

  constructor(verified: Verified) {
    const parts = (all: boolean): Set<string> => new Set(all ? ['app', 'fs'] : []);
    this.#parts = [parts(verified[0]), parts(verified[1])];
  }

  get verified(): Verified {
    return [this.#parts[0].size === 2, this.#parts[1].size === 2];
  }

  forget(slot: SlotId, part: 'app' | 'fs'): void {
    this.#parts[slot].delete(part);
  }

  hear(event: DeviceTrace): void {
    if (event.kind !== 'part-verified') return;
    this.#parts[event.slot === 0 ? 0 : 1].add(event.of);
  }
}
