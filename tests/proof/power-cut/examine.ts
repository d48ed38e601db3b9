/** What becomes of a device after a cut: every way it can go on, and what must hold on each. */
import type { BootOutcome } from '../../../src/ota-core/boot/boot-config.ts';
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { toHex } from '../../../src/ota-core/primitives/bytes.ts';
import { partitionAt } from '../../../src/ota-core/device/profile.ts';
import { runningSlot, type Expectation } from './boot-model.ts';
import { checkFilesystem, holdsApp } from './check-files.ts';
import type { Checks } from './checks.ts';
import {
  firmwaresOf,
  nativeDigests,
  FULL,
  NEW,
  type Behaviour,
  type CampaignShelf,
  type FirmwareSet,
} from './firmwares.ts';
import type { Moment, Verified } from './record-run.ts';
import { newestRecord } from './record-oracle.ts';
import { checkUpdate } from './survivor-update.ts';
import { ScenarioBroken, World } from './world.ts';

/** A chip as a cut left it, and what may become of it. */
export interface CutState extends Pick<
  Moment,
  'registry' | 'allowed' | 'settled' | 'files' | 'changing' | 'verified' | 'sequence'
> {
  readonly chip: NorFlash;
}

export interface Examined {
  /** What the first boot after the cut ended in; null: in nothing that is allowed. */
  readonly first: Expectation | null;
  /** Of the chip at the stable end when nobody does anything. */
  readonly fingerprint: string;
}

const MAX_BOOTS = 3;
/** A trial of 300 s and the watchdogs of three starts. */
const MOST_MS = 400_000;
const KEPT = 'I5 I6 a kept image stays, a refused one stays away';

export class Examiner {
  readonly #profile: DeviceProfile;
  readonly #checks: Checks;
  readonly #behaviour: Behaviour;
  readonly #firmwares: FirmwareSet;

  /** `behaviour`: what the new firmware does when started. */
  constructor(profile: DeviceProfile, behaviour: Behaviour, checks: Checks) {
    this.#profile = profile;
    this.#behaviour = behaviour;
    this.#firmwares = firmwaresOf(profile);
    this.#checks = checks;
  }

  /** `updateAfterwards`: also pushes a whole update to the survivor. */
  examine(cut: CutState, updateAfterwards: boolean): Examined {
    this.#checkRecords(cut.chip, { sequence: cut.sequence });
    const survivor = cut.chip.fork();
    const registry = cut.registry.fork();
    const world = this.#open(survivor, registry, cut);
    const outcome = world.powerOn();
    const first = this.#classify(outcome, cut);
    if (first === null) return { first, fingerprint: survivor.fingerprint(nativeDigests) };
    const commitsItself =
      first.state === 'trial' && world.device.running()?.boot.committed === true;
    this.#runToTheEnd(world, first.state !== 'trial' || commitsItself ? first.image : cut.settled);
    this.#cyclePower(world, survivor);
    const fingerprint = survivor.fingerprint(nativeDigests);
    if (first.state === 'trial') this.#examineTrial(cut, first.image, commitsItself);
    if (updateAfterwards) checkUpdate(this.#checks, world, (name) => this.#works(name));
    return { first, fingerprint };
  }

  /** The other things that can happen to an image on trial. */
  #examineTrial(cut: CutState, image: string, commitsItself: boolean): void {
    const again = (act: (world: World) => void, ends: string): void => {
      const chip = cut.chip.fork();
      const world = this.#open(chip, cut.registry.fork(), cut);
      world.powerOn();
      try {
        act(world);
      } catch (error) {
        if (!(error instanceof ScenarioBroken)) throw error;
        this.#checks.that(false, KEPT, () => error.message);
      }
      this.#runToTheEnd(world, ends);
      this.#cyclePower(world, chip);
    };
    again((world) => void world.powerOn(), commitsItself ? image : cut.settled);
    if (commitsItself || !this.#works(image)) return;
    again((world) => world.do('OTA.Commit'), image);
    again((world) => {
      world.do('OTA.Revert');
      world.waitForRestart();
    }, cut.settled);
  }

  /** A device on the chip; every operation of its recovery and every boot is checked. */
  #open(chip: NorFlash, registry: CampaignShelf, cut: CutState): World {
    const { partitions } = this.#profile;
    const state = { sequence: cut.sequence };
    let recovering = true;
    chip.observe(({ offset }) => {
      this.#checkRecords(chip, state);
      if (!recovering) return;
      const area = partitionAt(partitions, offset);
      const movesApps = this.#profile.bootRecord.kind === 'two-areas';
      const hasFiles = this.#profile.filesystem === 'mounted';
      const isAllowed =
        area !== null &&
        (area.slot === null ||
          (movesApps && area.kind === 'app') ||
          (hasFiles && area.kind === 'fs'));
      this.#checks.that(
        isAllowed,
        'I13 the running slot is never touched',
        () => `boot wrote ${area?.name ?? 'between partitions'}`,
      );
    });
    const world: World = new World({
      profile: this.#profile,
      flash: chip,
      registry,
      trace: (event) => void (recovering = recovering && event.kind !== 'update-begin'),
      onBoot: (outcome) => {
        if (recovering) this.#inspect(outcome, { chip, cut, world });
      },
    });
    return world;
  }

  /** I9, I10: at least one record is whole, and the number that counts only goes one way. Asked of the esp32's otadata too. */
  #checkRecords(chip: NorFlash, state: { sequence: bigint | null }): void {
    const newest = newestRecord(this.#profile, chip);
    this.#checks.that(newest !== null, 'I9 a boot record is valid at every instant', () => 'none');
    const before = state.sequence;
    const beginsAgain = before !== null && newest !== null && isLastNumber(this.#profile, before);
    const falls = newest === null || before === null || newest <= before || beginsAgain;
    this.#checks.that(
      falls,
      'I10 sequence numbers only go one way',
      () => `${before} then ${newest}`,
    );
    if (newest !== null) state.sequence = newest;
  }

  /** What was started: whole, together, verified, and with a way back if it is on trial. */
  #inspect(
    outcome: BootOutcome,
    {
      chip,
      cut,
      world,
    }: { readonly chip: NorFlash; readonly cut: CutState; readonly world: World },
  ): void {
    const slot = runningSlot(outcome);
    const alive = this.#checks.that(slot !== null, 'I1 boots within three resets', () =>
      JSON.stringify(outcome),
    );
    if (!alive || slot === null || outcome.kind === 'bricked') return;
    const image = this.#nameOf(outcome);
    const onTrial = outcome.kind === 'booted' && !outcome.committed;
    const merging = onTrial && !this.#works(image);
    const place = { chip, world };
    const app = holdsApp(chip, world, slot, image);
    this.#checks.that(app, 'I2 what runs is a whole image', () => `slot ${slot}`);
    const found = { slot, image, before: cut, merging, settled: !onTrial };
    checkFilesystem(this.#checks, place, found);
    this.#checks.that(
      isVerified(cut.verified, slot),
      'I12 only a verified image is started',
      () => `slot ${slot}`,
    );
    if (outcome.kind !== 'booted' || outcome.committed) return;
    const back = outcome.revertSlot;
    const old = { image: cut.settled, before: cut, merging: false, settled: false };
    const isWayBack = back !== null && back !== slot && holdsApp(chip, world, back, old.image);
    this.#checks.that(isWayBack, 'I4 a trial has a sound way back', () => `slot ${String(back)}`);
    if (isWayBack) checkFilesystem(this.#checks, place, { ...old, slot: back });
  }

  #classify(outcome: BootOutcome, { allowed }: CutState): Expectation | null {
    const found = allowed.find((expected) => this.#isOutcome(outcome, expected)) ?? null;
    this.#checks.that(
      found !== null,
      KEPT,
      () => `${this.#describe(outcome)}, allowed ${allowed.map(({ state }) => state).join(' or ')}`,
    );
    return found;
  }

  #works(image: string): boolean {
    return image !== FULL && (image !== NEW || this.#behaviour === 'works');
  }

  /** Lets everything run out that runs by itself. */
  #runToTheEnd(world: World, image: string): void {
    const began = world.now;
    let boots = 1;
    while (boots <= MAX_BOOTS && world.passTime() !== null) boots += 1;
    this.#checks.that(boots <= MAX_BOOTS, 'I1 boots within three resets', () => `${boots} boots`);
    const running = world.device.running();
    this.#checks.that(
      world.now - began <= MOST_MS,
      'I16 everything ends in time',
      () => `${world.now - began} ms`,
    );
    const ends = running?.firmware.version === image && running.boot.committed;
    this.#checks.that(ends, KEPT, () => `ends with ${running?.firmware.version ?? 'nothing'}`);
  }

  #cyclePower(world: World, chip: NorFlash): void {
    const before = world.device.running()?.firmware.version;
    const operations = chip.operations;
    for (let cycle = 0; cycle < 3; cycle += 1) {
      const outcome = world.powerOn();
      const same = this.#isOutcome(outcome, { state: 'committed', image: before ?? '' });
      this.#checks.that(same, 'stable: further power cycles change nothing', () =>
        this.#describe(outcome),
      );
    }
    this.#checks.that(
      chip.operations === operations,
      'stable: further power cycles change nothing',
      () => `${chip.operations - operations} operations`,
    );
  }

  #isOutcome(outcome: BootOutcome, { state, image }: Expectation): boolean {
    if (outcome.kind === 'bricked' || this.#nameOf(outcome) !== image) return false;
    if (outcome.kind === 'reverted') return state === 'settled';
    return state === 'trial' ? outcome.first && !outcome.committed : outcome.committed;
  }

  #nameOf(outcome: Exclude<BootOutcome, { readonly kind: 'bricked' }>): string {
    return this.#firmwares.of(toHex(outcome.image.sha256))?.name ?? 'an unknown image';
  }

  #describe(outcome: BootOutcome): string {
    if (outcome.kind === 'bricked') return `bricked: ${outcome.why}`;
    const name = this.#nameOf(outcome);
    if (outcome.kind === 'reverted') return `${name}, reverted to`;
    return `${name}, ${outcome.committed ? 'committed' : 'on trial'}`;
  }
}

/** After these the count begins again, once: numbers turned as `newestRecord` turns them. */
function isLastNumber({ bootRecord }: DeviceProfile, number: bigint): boolean {
  const last = bootRecord.kind === 'two-records' ? 1n : -0xffff_fffdn;
  return number <= last && (bootRecord.kind === 'two-records' ? number > 0n : number < 0n);
}

const isVerified = (verified: Verified, slot: 0 | 1): boolean => verified[slot];
