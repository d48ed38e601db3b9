/** Runs a script on a chip once, without a cut, and keeps every moment at which a cut could fall. */
import type { SlotId } from '../../src/ota-core/boot/boot-config.ts';
import type { DeviceTrace } from '../../src/ota-core/device/device.ts';
import { partitionAt } from '../../src/ota-core/device/partition-table.ts';
import type { DeviceProfile } from '../../src/ota-core/device/profiles.ts';
import type { NorFlash } from '../../src/ota-core/flash/nor-flash.ts';
import { BootModel, runningSlot, type Expectation, type ModelState } from './boot-model.ts';
import type { Checks } from './checks.ts';
import type { CampaignShelf } from './firmwares.ts';
import { recordingFlash, type PlannedOperation } from './recording-flash.ts';
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
  readonly isBulk: boolean;
  /** Chip and shelf just before the operation. */
  readonly chip: NorFlash;
  readonly shelf: CampaignShelf;
  readonly allowed: readonly Expectation[];
  readonly settled: string;
  readonly verified: Verified;
  /** Of the boot record that counts, smaller is newer. */
  readonly sequence: bigint | null;
}

export interface RecordOptions {
  readonly profile: DeviceProfile;
  readonly chip: NorFlash;
  readonly shelf: CampaignShelf;
  readonly state: ModelState;
  readonly verified: Verified;
  readonly script: (world: World) => void;
  readonly checks: Checks;
}

export function recordRun(options: RecordOptions): readonly Moment[] {
  const { profile, chip, shelf, checks } = options;
  const moments: Moment[] = [];
  const proof = new SlotProof(options.verified);
  let running: SlotId | null = null;
  const model = new BootModel(options.state, (words) =>
    checks.that(false, 'plain: the scenario goes as it must without a cut', () => words),
  );
  const onOperation = (operation: PlannedOperation, index: number): void => {
    const area = partitionAt(profile.partitions, operation.offset);
    const slot = area?.slot ?? null;
    checks.that(
      area !== null && (slot === null || slot !== running),
      'I13 the running slot is never touched',
      () => `${operation.kind} at 0x${operation.offset.toString(16)}`,
    );
    if (area !== null && slot !== null) proof.forget(slot, area.kind);
    moments.push({
      index,
      operation,
      partition: area?.name ?? 'none',
      isBulk: slot !== null,
      chip: chip.fork(),
      shelf: shelf.fork(),
      allowed: model.allowed(),
      settled: model.state.settled,
      verified: proof.verified,
      sequence: newestRecord(profile, chip),
    });
  };
  const world = new World({
    profile,
    flash: recordingFlash(chip, onOperation),
    shelf,
    model,
    trace: (event) => proof.hear(event),
    onBoot: (outcome) => void (running = runningSlot(outcome)),
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

  forget(slot: SlotId, part: string): void {
    this.#parts[slot].delete(part);
  }

  hear(event: DeviceTrace): void {
    if (event.kind !== 'part-verified') return;
    this.#parts[event.slot === 0 ? 0 : 1].add(event.part);
  }
}
