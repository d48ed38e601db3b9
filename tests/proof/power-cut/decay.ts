/**
 * What no cut does and age does: bits that flip while a device rests, and blocks that take nothing any more. Asked of
 * the profiles that are held to every invariant: whatever became of the cells, nothing but a whole image is started,
 * no damage of what does not run keeps the device from starting, and while a whole image is left it starts one.
 */
import type { BootOutcome } from '../../../src/ota-core/boot/boot-config.ts';
import type { Partition, DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import { partitionAt } from '../../../src/ota-core/device/profile.ts';
import {
  eraseBlocksOf,
  type EraseBlock,
  isErasedIn,
} from '../../../src/ota-core/flash/flash-areas.ts';
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { createNoise } from '../../../src/ota-core/flash/fault-plan.ts';
import { toHex } from '../../../src/ota-core/primitives/bytes.ts';
import { runningSlot } from './boot-model.ts';
import { holdsApp } from './check-files.ts';
import type { Checks } from './checks.ts';
import { formatDecayId, REST_STATES, type DecayId, type RestState } from './decay-id.ts';
import { CampaignShelf, FIRMWARE_NAMES, freshChip, NEW } from './firmwares.ts';
import { holds } from './on-chip.ts';
import { checkUpdate } from './survivor-update.ts';
import { ScenarioBroken, World } from './world.ts';
import { WEAR_KINDS, WornFlash } from './worn-flash.ts';

export interface DecayPlan {
  /** For each area of each state; seed n flips 1 to 8 bits. */
  readonly rots: number;
  /** Only every n-th bad block; 1 = all that an update writes. */
  readonly everyBlock: number;
  /** The first of them: below `everyBlock`. */
  readonly firstBlock: number;
  /** To every n-th survivor of rot a whole update is pushed. */
  readonly everyUpdate: number;
}

export interface DecayResult {
  readonly rots: number;
  readonly badBlocks: number;
}

interface Rest {
  readonly chip: NorFlash;
  readonly registry: CampaignShelf;
  /** What runs, and what the next start may run. */
  readonly running: 0 | 1;
  readonly next: 0 | 1;
  readonly apps: readonly [Partition, Partition];
}

interface Piece {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

interface Area extends Piece {
  /** Whether an app that may be started lies there. */
  readonly starts: boolean;
  readonly isFiles: boolean;
}

const STARTS = 3;
const TRIAL = { commitS: 300 };
/** The part of an area that holds something in the campaign's small firmwares. */
const MOST_BYTES = 0x2000;

export class DecayCampaign {
  rots = 0;
  badBlocks = 0;
  readonly #profile: DeviceProfile;
  readonly #checks: Checks;

  constructor(profile: DeviceProfile, checks: Checks) {
    this.#profile = profile;
    this.#checks = checks;
  }

  run(plan: DecayPlan): DecayResult {
    for (const state of REST_STATES) {
      const rest = this.#restIn(state);
      for (const area of this.#areasOf(rest))
        for (let seed = 0; seed < plan.rots; seed += 1)
          this.#rot(rest, area, {
            id: { kind: 'rot', profile: this.#profile.name, state, area: area.name, seed },
            updates: this.rots % plan.everyUpdate === 0,
          });
    }
    const written = this.#blocksOfAnUpdate();
    for (const wear of WEAR_KINDS)
      for (const [index, block] of written.entries())
        if (index % plan.everyBlock === plan.firstBlock)
          this.#wear({ kind: 'bad', profile: this.#profile.name, wear, offset: block.offset });
    const { rots, badBlocks } = this;
    return { rots, badBlocks };
  }

  /** One named run; false if there is none. */
  runOne(id: DecayId): boolean {
    if (id.kind === 'bad') {
      this.#wear(id);
      return true;
    }
    const rest = this.#restIn(id.state);
    const area = this.#areasOf(rest).find(({ name }) => name === id.area);
    if (area === undefined) return false;
    this.#rot(rest, area, { id, updates: true });
    return true;
  }

  #restIn(state: RestState): Rest {
    const registry = new CampaignShelf('works');
    const chip = freshChip(this.#profile, registry);
    const world = new World({ profile: this.#profile, flash: chip, registry });
    world.powerOn();
    if (state === 'staged') {
      world.upload(NEW, TRIAL);
      world.do('OTA.End');
    } else if (state !== 'fresh') world.update(NEW, TRIAL);
    if (state === 'kept') world.do('OTA.Commit');
    if (state === 'gone-back') {
      world.do('OTA.Revert');
      world.waitForRestart();
    }
    const running = world.device.running()?.boot.activeSlot ?? 0;
    const onItsWay = state === 'staged' || state === 'trial';
    const next = onItsWay ? (running === 0 ? 1 : 0) : running;
    const apps = [world.placesOf(0).app, world.placesOf(1).app] as const;
    return { chip, registry, running, next, apps };
  }

  #areasOf({ chip, running, next, apps }: Rest): readonly Area[] {
    const { partitions } = this.#profile;
    const kinds = ['boot-record', 'nvs', 'commit-time', 'app', 'fs'];
    return partitions
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((partition) => {
        const { name, kind, offset, sizeBytes } = partition;
        const starts = [apps[running], apps[next]].some((app) => app.name === name);
        const whole = { name, offset, sizeBytes: Math.min(sizeBytes, MOST_BYTES), starts };
        const pieces = kind === 'boot-record' ? this.#recordsIn(chip, partition) : [whole];
        return pieces.map((piece) => ({ ...piece, starts, isFiles: kind === 'fs' }));
      });
  }

  /** Each record by itself: damage of one must not be that of another. */
  #recordsIn(chip: NorFlash, { name, offset, sizeBytes }: Partition): readonly Piece[] {
    const rule = this.#profile.bootRecord.kind;
    const step = rule === 'two-areas' ? 256 : rule === 'otadata-and-nvs' ? 4096 : sizeBytes;
    const pieces: Piece[] = [];
    for (let at = 0; at < sizeBytes; at += step) {
      const piece = { name: `${name}+${at.toString(16)}`, offset: offset + at, sizeBytes: step };
      if (at === 0 || !isErasedIn(chip, piece.offset, step)) pieces.push(piece);
    }
    return pieces;
  }

  #rot(
    rest: Rest,
    area: Area,
    { id, updates }: { readonly id: DecayId & { readonly kind: 'rot' }; readonly updates: boolean },
  ): void {
    this.rots += 1;
    this.#checks.about(formatDecayId(id), [area.name]);
    const chip = rest.chip.fork();
    flipBits(chip, area, id.seed);
    const world = this.#world(chip, rest.registry.fork(), chip);
    const alive = this.#start(world, chip, area.starts);
    // A filesystem that cannot be written takes no updater.dat: the update is refused by name, and nothing is lost.
    if (!alive || !updates || area.isFiles) return;
    checkUpdate(this.#checks, world);
  }

  #wear(id: DecayId & { readonly kind: 'bad' }): void {
    this.badBlocks += 1;
    this.#checks.about(formatDecayId(id), ['worn']);
    const registry = new CampaignShelf('works');
    const chip = freshChip(this.#profile, registry);
    const block = blockAt(chip, id.offset);
    if (block === null) return;
    const worn = new WornFlash(chip, { block, kind: id.wear });
    const world = this.#world(worn, registry, chip);
    this.#start(world, chip, false);
    try {
      world.update(NEW, TRIAL);
      world.call('OTA.Commit');
    } catch (error) {
      if (!(error instanceof ScenarioBroken)) throw error; // refused: nothing was promised
    }
    this.#start(world, chip, false);
  }

  #world(flash: Flash, registry: CampaignShelf, chip: NorFlash): World {
    const world: World = new World({
      profile: this.#profile,
      flash,
      registry,
      onBoot: (outcome) => this.#inspect(outcome, world, chip),
    });
    return world;
  }

  /** Starts a few times and lets run out what runs by itself. False if it is bricked, as it may be with `mayBrick`. */
  #start(world: World, chip: NorFlash, mayBrick: boolean): boolean {
    for (let start = 0; start < STARTS; start += 1) {
      const outcome = world.powerOn();
      if (outcome.kind === 'bricked') {
        const none = !holdsAny(chip, world);
        this.#checks.that(
          mayBrick && none,
          'I1 boots within three resets',
          () => `${outcome.why}, ${none ? 'no whole image is left' : 'a whole image is left'}`,
        );
        return false;
      }
    }
    for (let starts = 0; starts <= STARTS && world.passTime() !== null; starts += 1);
    const running = world.device.running();
    this.#checks.that(running !== null, 'I1 boots within three resets', () => 'nothing runs');
    return running !== null;
  }

  #inspect(outcome: BootOutcome, world: World, chip: NorFlash): void {
    const slot = runningSlot(outcome);
    if (slot === null || outcome.kind === 'bricked') return;
    const name = world.firmwares.of(toHex(outcome.image.sha256))?.name ?? 'an unknown image';
    this.#checks.that(
      holdsApp(chip, world, slot, name),
      'I2 what runs is a whole image',
      () => `${name} in slot ${slot}`,
    );
  }

  /** Erase blocks that a whole update and its commit change, in order. */
  #blocksOfAnUpdate(): readonly EraseBlock[] {
    const registry = new CampaignShelf('works');
    const chip = freshChip(this.#profile, registry);
    const world = new World({ profile: this.#profile, flash: chip, registry });
    world.powerOn();
    const blocks = new Map<number, EraseBlock>();
    chip.observe(({ kind, offset }) => {
      const block = kind === 'program' ? blockAt(chip, offset) : null;
      if (block !== null && !this.#isOnlyPlace(block)) blocks.set(block.offset, block);
    });
    world.update(NEW, TRIAL);
    world.do('OTA.Commit');
    return [...blocks.values()].sort((a, b) => a.offset - b.offset);
  }

  /** An STM32 runs apps from one place: a block that is lost there is the end, whatever the boot loader does. */
  #isOnlyPlace(block: EraseBlock): boolean {
    const { appOrigin, partitions } = this.#profile;
    return appOrigin !== null && partitionAt(partitions, block.offset)?.name === 'app0';
  }
}

/** The block that can be erased by itself and holds this cell; null outside of the chip. */
function blockAt({ geometry }: NorFlash, offset: number): EraseBlock | null {
  const blocks = eraseBlocksOf(geometry, 0, geometry.size);
  return blocks.find((block) => offset < block.offset + block.length) ?? null;
}

/** A whole image of any firmware, anywhere an app may lie. */
function holdsAny(chip: NorFlash, { profile, firmwares }: World): boolean {
  const apps = FIRMWARE_NAMES.flatMap((name) => firmwares.get(name).apps);
  return profile.partitions
    .filter(({ kind }) => kind === 'app' || kind === 'spare-app')
    .some(({ offset }) => apps.some((app) => holds(chip, offset, app)));
}

/** 1 to 8 bits, where something is stored if the dice find it. */
function flipBits(chip: NorFlash, { offset, sizeBytes }: Piece, seed: number): void {
  const next = createNoise(seed);
  const cells = new Uint8Array(sizeBytes);
  chip.read(offset, cells);
  const used = [...cells.keys()].filter((at) => cells[at] !== 0xff);
  const pool = used.length === 0 || seed % 4 === 3 ? [...cells.keys()] : used;
  for (let flips = 0; flips <= seed % 8; flips += 1) {
    const at = pool[next() % pool.length] ?? 0;
    const cell = (cells[at] ?? 0xff) ^ (1 << (next() % 8));
    cells[at] = cell;
    chip.setCells(offset + at, Uint8Array.of(cell));
  }
}
