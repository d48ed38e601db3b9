/**
 * The mgos boot loader of STM32 and RS14100 (mongoose-os-apps/bootloader 40c5943, src/mgos_boot_main.c) and the
 * firmware's half of it (ota-common, stm32_updater.c). On an STM32 an app runs from one place only, so the boot
 * loader moves images: what runs is saved to a spare device first, and every move ends in a record.
 *
 *   stage   record: active N, way back O, A B merge                the flip
 *   boot    record: B cleared                                      the attempt is spent
 *           O's app → spare, record: way back = spare              nothing is lost by what follows
 *           N's app → where apps run, record: active = there       entered
 *   reset   record: active = way back, committed; its app is moved back the same way
 *   commit  record: committed
 *
 * A filesystem never moves; the slots of a record exchange its name instead. So outside of this file a slot is
 * named by its filesystem: 0 for fs0, 1 for fs1, wherever its app lies at the moment.
 *
 * Hardened, in what a cut or a bad block can break:
 *  1. The application believes a record in either area.
 *     QUIRK(bootloader 57b39c5, mgos_boot_cfg.c, mgos_boot_cfg_init): stock compares twice with the first area's
 *     name. Once records have rolled into the second, the app finds no boot state: no commit, no further update.
 *  2. A damaged image is not the end where another slot holds a sound one.
 *     QUIRK(mgos_boot_main.c): stock halts with FAIL, and does so again after each reset by the watchdog.
 *  3. What cannot be noted down is done without: an attempt that cannot be spent is not made, nothing is moved over
 *     an image that is not noted elsewhere, a commit is refused.
 *  4. See the store for spoilt cells, lost records and the end of the numbers.
 */
import type { DigestPort } from '../primitives/digest.ts';
import { isErasedIn } from '../flash/flash-areas.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { crc32 } from '../primitives/crc32.ts';
import { invariant } from '../primitives/invariant.ts';
import { digestOfSlot, copyImage } from './firmware.ts';
import type { AppImage, BootConfig, BootOutcome, SlotId } from './boot-config.ts';
import type { BootGuard, BootScheme } from './boot-scheme.ts';
import type { CommitTime } from './commit-time.ts';
import {
  MGOS_FLAG,
  MGOS_SLOT_FLAG,
  type MgosBootRecord,
  type MgosSlot,
  MgosRecordStore,
  type MgosStoreParts,
} from './mgos-boot-record.ts';
import { isStored } from './boot-config-store.ts';
import { seenReturn } from './boot-config.ts';

/** mgos_wdt_set_timeout(10), mgos_boot_main.c: on from the first instruction of the boot loader. */
const WATCHDOG_MS = 10_000;
const FIRST_BOOT = MGOS_FLAG.firstBootA | MGOS_FLAG.firstBootB;
const TRIAL = MGOS_FLAG.firstBootA | MGOS_FLAG.mergeFs;

export interface MgosBootSchemeOptions {
  readonly areas: readonly [Flash, Flash];
  readonly commitTime: CommitTime;
  /** The app devices by name. */
  readonly devices: ReadonlyMap<string, Flash>;
  /** What a chip without a record has; slot 0 runs. */
  readonly defaultSlots: readonly MgosSlot[];
  /** Where every app is linked; null: each for the slot it lies in. */
  readonly appOrigin: number | null;
  readonly digest: DigestPort;
  readonly isStock: boolean;
  /** Parts of the record store to exchange, for planted bugs. */
  readonly store?: Partial<MgosStoreParts>;
}

export class MgosBootScheme implements BootScheme {
  readonly guard: BootGuard = { kind: 'application-timer', watchdogMs: WATCHDOG_MS };
  readonly #options: MgosBootSchemeOptions;
  readonly #store: MgosRecordStore;
  /** What the running firmware was started with; lives in RAM only. */
  #record: MgosBootRecord | null = null;
  /** Stock, and the record lies in the area the application cannot see. */
  #isBlind = false;
  #leaving = false;

  constructor(options: MgosBootSchemeOptions) {
    this.#options = options;
    const { areas, isStock, store = {} } = options;
    this.#store = new MgosRecordStore({ areas, isStock, parts: store });
  }

  boot(): BootOutcome {
    const before = this.#record === null ? null : this.current();
    this.#record = null;
    this.#leaving = false;
    // A boot loader that halts is reset by its watchdog and begins again; the same end twice is the end.
    for (let halts = 0; halts < 3; halts += 1) {
      const outcome = this.#bootOnce();
      if (outcome !== null) return seenReturn(before, outcome);
    }
    return { kind: 'bricked', why: 'bad-checksum' };
  }

  current(): BootConfig {
    const record = this.#record;
    invariant(record !== null, 'nothing was booted');
    const committed = this.#isBlind || (record.flags & MGOS_FLAG.committed) !== 0;
    return {
      activeSlot: slotNumber(record, record.activeSlot),
      revertSlot: committed ? null : slotNumber(record, record.revertSlot),
      committed,
      firstBoot: !committed && (record.flags & MGOS_FLAG.firstBootA) !== 0,
      mergeFs: (record.flags & MGOS_FLAG.mergeFs) !== 0,
      commitTimeoutMs: committed ? 0 : this.#options.commitTime.load(),
    };
  }

  targetSlot(): SlotId {
    const record = this.#running();
    return slotNumber(record, this.#targetOf(record));
  }

  appPartitionOf(slot: SlotId): string {
    const record = this.#running();
    const at = record.slots.findIndex(({ fsDevice }) => fsDevice === `fs${slot}`);
    return slotAt(record, at).appDevice;
  }

  stage(image: AppImage, options: { readonly commitTimeoutMs: number }): void {
    const record = this.#running();
    invariant(this.current().committed, 'staged while the running image is on trial');
    if (this.#isBlind) throw new FlashFault('not-stored', 0); // mgos_upd_begin: no boot configuration
    const target = this.#targetOf(record);
    const slot = slotAt(record, target);
    this.#options.commitTime.save(options.commitTimeoutMs);
    const staged = {
      ...slot,
      appSize: image.sizeBytes,
      appOrigin: this.#options.appOrigin ?? slot.mapAddress,
      appCrc32: this.#checksum(slot.appDevice, image.sizeBytes),
      appFlags: 0,
    };
    this.#store.save({
      ...withSlot(record, target, staged),
      activeSlot: target,
      revertSlot: record.activeSlot,
      flags: (record.flags & ~MGOS_FLAG.committed) | FIRST_BOOT | MGOS_FLAG.mergeFs,
    });
  }

  commit(): boolean {
    const record = this.#running();
    if (this.current().committed || this.#leaving) return false;
    const kept = settledAt(record, record.activeSlot);
    if (!this.#save(kept)) return false;
    this.#record = kept;
    return true;
  }

  revert(): boolean {
    const record = this.#running();
    if (this.current().committed || record.revertSlot < 0 || this.#leaving) return false;
    this.#leaving = true;
    this.#save(settledAt(record, record.revertSlot)); // if not: the attempt is spent, which leads back too
    return true;
  }

  format(image: AppImage): void {
    this.#store.clear();
    const record = this.#defaults();
    const first = slotAt(record, 0);
    const appCrc32 = this.#checksum(first.appDevice, image.sizeBytes);
    const whole = withSlot(record, 0, { ...first, appSize: image.sizeBytes, appCrc32 });
    this.#store.save(whole);
    if (!this.#options.isStock) this.#store.saveInOther(whole); // from the first day on one may be lost
  }

  /** Stock halts where the flash does not keep a record; its watchdog makes it try again. */
  #save(record: MgosBootRecord): boolean {
    const save = (): void => this.#store.save(record);
    if (!this.#options.isStock) return isStored(save);
    save();
    return true;
  }

  /** One run of the boot loader; null: it halted. */
  #bootOnce(): BootOutcome | null {
    const found = this.#store.find()?.record ?? this.#writeDefaults();
    const onTrial = (found.flags & MGOS_FLAG.committed) === 0;
    const isFirst = onTrial && (found.flags & MGOS_FLAG.firstBootB) !== 0;
    const from = slotNumber(found, found.activeSlot);
    const decided = onTrial ? this.#spendAttempt(found, isFirst) : found;
    const moved = this.#makeBootable(decided);
    const image = moved === null ? null : this.#soundImage(moved, moved.activeSlot);
    if (moved === null || image === null) return this.#rescue(from);
    this.#record = moved;
    const isTried = isFirst && (moved.flags & MGOS_FLAG.committed) === 0;
    this.#isBlind = this.#options.isStock && this.#store.find()?.area === 1;
    return this.#started({ from, isFirst: isTried, wentBack: onTrial && !isTried, image });
  }

  #started(how: {
    readonly from: SlotId;
    readonly isFirst: boolean;
    readonly wentBack: boolean;
    readonly image: AppImage;
  }): BootOutcome {
    const { image, from, isFirst: first } = how;
    const { activeSlot: slot, committed, revertSlot, commitTimeoutMs } = this.current();
    if (how.wentBack && from !== slot) return { kind: 'reverted', from, to: slot, image };
    return { kind: 'booted', slot, first, committed, revertSlot, commitTimeoutMs, image };
  }

  #spendAttempt(record: MgosBootRecord, isFirst: boolean): MgosBootRecord {
    const isLost = !this.#options.isStock && this.#soundImage(record, record.revertSlot) === null;
    const next = isFirst
      ? { ...record, flags: record.flags & ~MGOS_FLAG.firstBootB }
      : settledAt(record, isLost ? record.activeSlot : record.revertSlot);
    if (this.#save(next) || !isFirst || isLost) return next;
    // Without that a firmware that hangs would be tried for ever.
    return settledAt(record, record.revertSlot);
  }

  /** Moves the active app to where it can run, what lies there to safety first. null: it cannot be done. */
  #makeBootable(record: MgosBootRecord): MgosBootRecord | null {
    const active = slotAt(record, record.activeSlot);
    if (active.mapAddress === active.appOrigin) return record;
    // What is not sound is not worth what it would be written over.
    if (!this.#options.isStock && this.#soundImage(record, record.activeSlot) === null) return null;
    const place = findSlot(record, { mapAddress: active.appOrigin });
    if (place === null) return null;
    const saved = place === record.revertSlot ? this.#saveWayBack(record, place) : record;
    if (saved === null) return null;
    const copied = this.#copyApp(saved, saved.activeSlot, place);
    if (copied === null) return null;
    const moved = { ...swapFilesystems(copied, saved.activeSlot, place), activeSlot: place };
    this.#save(moved);
    return moved;
  }

  /** A way back that is damaged leads nowhere: then the active app is for good. */
  #saveWayBack(record: MgosBootRecord, place: number): MgosBootRecord | null {
    const isLost = !this.#options.isStock && this.#soundImage(record, place) === null;
    return isLost ? settledAt(record, record.activeSlot) : this.#saveAway(record, place);
  }

  #saveAway(record: MgosBootRecord, place: number): MgosBootRecord | null {
    const spare = findSlot(record, { except: place });
    const copied = spare === null ? null : this.#copyApp(record, place, spare);
    if (spare === null || copied === null) return null;
    const saved = { ...swapFilesystems(copied, spare, place), revertSlot: spare };
    return this.#save(saved) ? saved : null;
  }

  /** null: the copy is not what it should be; the failure is counted in flash. */
  #copyApp(record: MgosBootRecord, from: number, to: number): MgosBootRecord | null {
    const source = slotAt(record, from);
    const target = slotAt(record, to);
    const { appSize, appOrigin, appCrc32, appFlags } = source;
    copyImage(this.#device(source.appDevice), this.#device(target.appDevice), appSize);
    if (this.#checksum(target.appDevice, appSize) === appCrc32)
      return withSlot(record, to, { ...target, appSize, appOrigin, appCrc32, appFlags });
    this.#save(withSlot(record, to, { ...target, errorCount: target.errorCount + 1 }));
    return null;
  }

  /** Any other slot with a sound image, for good; null where stock halts or where there is none. */
  #rescue(from: SlotId): BootOutcome | null {
    const record = this.#store.find()?.record;
    if (this.#options.isStock || record === undefined) return null;
    const others = record.slots.map((_, index) => index).filter((at) => at !== record.activeSlot);
    const way = [record.revertSlot, ...others].find((at) => this.#soundImage(record, at) !== null);
    if (way === undefined) return null;
    const rescued = this.#withFilesystem(record, way);
    this.#save(settledAt(rescued, way));
    const moved = this.#makeBootable(settledAt(rescued, way));
    const image = moved === null ? null : this.#soundImage(moved, moved.activeSlot);
    if (moved === null || image === null) return null;
    this.#record = moved;
    return this.#started({ from, isFirst: false, wentBack: true, image });
  }

  /** A spare copy has no filesystem of its own; it takes that of the slot whose image it is a copy of. */
  #withFilesystem(record: MgosBootRecord, way: number): MgosBootRecord {
    const { fsDevice, appCrc32, appSize } = slotAt(record, way);
    if (fsDevice !== '') return record;
    const isTwin = (slot: MgosSlot): boolean =>
      slot.fsDevice !== '' && slot.appCrc32 === appCrc32 && slot.appSize === appSize;
    const twin = record.slots.findIndex(isTwin);
    return swapFilesystems(record, way, twin < 0 ? record.activeSlot : twin);
  }

  #soundImage(record: MgosBootRecord, at: number): AppImage | null {
    const slot = record.slots[at];
    if (slot === undefined || slot.appSize === 0) return null;
    const device = this.#options.devices.get(slot.appDevice);
    if (device === undefined || slot.appSize > device.geometry.size) return null;
    if (!hasVectors(device)) return null;
    if (this.#checksum(slot.appDevice, slot.appSize) !== slot.appCrc32) return null;
    const sha256 = digestOfSlot(device, slot.appSize, this.#options.digest);
    return { sizeBytes: slot.appSize, sha256 };
  }

  #targetOf(record: MgosBootRecord): number {
    const { appOrigin } = this.#options;
    const direct =
      appOrigin === null ? null : findSlot(record, { mapAddress: appOrigin, wantFs: true });
    const target = direct ?? findSlot(record, { wantFs: true });
    invariant(target !== null, 'no slot for an update');
    return target;
  }

  #running(): MgosBootRecord {
    invariant(this.#record !== null, 'nothing was booted');
    return this.#record;
  }

  #writeDefaults(): MgosBootRecord {
    const record = this.#defaults();
    const first = slotAt(record, 0);
    const appSize = this.#device(first.appDevice).geometry.size;
    const appCrc32 = this.#checksum(first.appDevice, appSize);
    this.#store.clear();
    this.#save(withSlot(record, 0, { ...first, appSize, appCrc32 }));
    return withSlot(record, 0, { ...first, appSize, appCrc32 });
  }

  #defaults(): MgosBootRecord {
    const { defaultSlots: slots } = this.#options;
    return { activeSlot: 0, revertSlot: -1, flags: MGOS_FLAG.committed, slots };
  }

  #device(name: string): Flash {
    const device = this.#options.devices.get(name);
    invariant(device !== undefined, `no device ${name}`);
    return device;
  }

  #checksum(device: string, sizeBytes: number): number {
    const bytes = new Uint8Array(sizeBytes);
    this.#device(device).read(0, bytes);
    return crc32(bytes);
  }
}

interface Wanted {
  readonly mapAddress?: number;
  readonly wantFs?: boolean;
  readonly except?: number;
}

/** mgos_boot_cfg_find_slot: never the active one, writeable, the fewest errors; null for none. */
function findSlot(record: MgosBootRecord, wanted: Wanted): number | null {
  const usable = MGOS_SLOT_FLAG.valid | MGOS_SLOT_FLAG.writeable;
  const fits = (slot: MgosSlot, at: number): boolean =>
    at !== record.activeSlot &&
    at !== wanted.except &&
    (slot.flags & usable) === usable &&
    (wanted.mapAddress === undefined || slot.mapAddress === wanted.mapAddress) &&
    (wanted.wantFs !== true || slot.fsDevice !== '');
  let best: number | null = null;
  record.slots.forEach((slot, at) => {
    const errors = best === null ? Infinity : slotAt(record, best).errorCount;
    if (fits(slot, at) && slot.errorCount < errors) best = at;
  });
  return best;
}

/** An app begins with its stack and its entry (rs14100_boot_hal.c); erased flash has neither. */
const hasVectors = (device: Flash): boolean => !isErasedIn(device, 0, 8);

const slotAt = (record: MgosBootRecord, at: number): MgosSlot => {
  const slot = record.slots[at];
  invariant(slot !== undefined, `no slot ${at} in the boot record`);
  return slot;
};

const withSlot = (record: MgosBootRecord, at: number, slot: MgosSlot): MgosBootRecord => ({
  ...record,
  slots: record.slots.map((old, index) => (index === at ? slot : old)),
});

function swapFilesystems(record: MgosBootRecord, a: number, b: number): MgosBootRecord {
  const [one, two] = [slotAt(record, a), slotAt(record, b)];
  const first = withSlot(record, a, { ...one, fsDevice: two.fsDevice });
  return withSlot(first, b, { ...two, fsDevice: one.fsDevice });
}

const settledAt = (record: MgosBootRecord, activeSlot: number): MgosBootRecord => ({
  ...record,
  activeSlot,
  revertSlot: -1,
  flags: (record.flags & ~TRIAL) | MGOS_FLAG.committed,
});

/** The slot as everybody else names it. */
const slotNumber = (record: MgosBootRecord, at: number): SlotId =>
  record.slots[at]?.fsDevice === 'fs1' ? 1 : 0;
