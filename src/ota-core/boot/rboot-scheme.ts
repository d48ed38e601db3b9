/**
 * The ESP8266's boot loader rBoot and its firmware, as they are: one configuration sector, erased before it is
 * written, without a checksum (mongoose-os, platforms/esp8266/rboot/rboot/rboot.c; ota-common 3567b13,
 * esp_updater.c). `esp8266-hardened` keeps two copies instead.
 *
 * QUIRK(rboot.c, find_image): a sector without magic, as a cut leaves it, is replaced by defaults: slot 0,
 * committed, whatever lies there. An image that was never tried, or that was refused, starts for good.
 * QUIRK(rboot.c, find_image): going back leaves `is_first_boot` set, so that every further boot rewrites the
 * sector, and each of those rewrites can be cut.
 * QUIRK(rboot.c, find_image): the fields behind the magic are believed whatever they are.
 */
import type { Flash } from '../flash/flash.ts';
import { invariant } from '../primitives/invariant.ts';
import type { RecordCodec, StoredRecord } from './boot-config-store.ts';
import {
  type AppImage,
  type BootConfig,
  type BootOutcome,
  type SlotId,
  otherSlot,
  seenReturn,
} from './boot-config.ts';
import type { BootRecord } from './boot-record.ts';
import type { BootGuard, BootScheme, BootStateChange } from './boot-scheme.ts';
import type { CommitTime } from './commit-time.ts';
import { isSealed, putExtension, readExtension, sealRecord } from './vendor-record.ts';

export interface RbootSchemeOptions {
  /** The one configuration sector. */
  readonly sector: Flash;
  readonly commitTime: CommitTime;
  readonly layout: RbootLayout;
  /** The sound image in a slot, null for anything else: rBoot's check of the image's own checksum. */
  readonly verify: (slot: SlotId) => AppImage | null;
  readonly watchdogMs: number;
}

interface Choice {
  readonly config: RbootConfig;
  readonly rewrite: boolean;
  readonly wentBack: boolean;
}

export class RbootScheme implements BootScheme {
  readonly guard: BootGuard;
  readonly #options: RbootSchemeOptions;
  #running: BootConfig | null = null;
  #leaving = false;

  constructor(options: RbootSchemeOptions) {
    this.#options = options;
    this.guard = { kind: 'application-timer', watchdogMs: options.watchdogMs };
  }

  boot(): BootOutcome {
    const before = this.#running;
    this.#running = null;
    this.#leaving = false;
    const { config: chosen, rewrite, wentBack } = spendAttempt(this.#load());
    const found = this.#goodRom(chosen);
    if (found === null) return { kind: 'bricked', why: 'bad-checksum' };
    const { rom: slot, image } = found;
    const config = { ...chosen, currentRom: slot };
    if (rewrite || slot !== chosen.currentRom) this.#save(config);
    this.#running = this.#configOf(config);
    if (wentBack) return { kind: 'reverted', from: otherSlot(slot), to: slot, image };
    const { committed, revertSlot, commitTimeoutMs } = this.#running;
    const first = config.firstBoot && !committed;
    const booted = { slot, first, committed, revertSlot, commitTimeoutMs, image };
    return seenReturn(before, { kind: 'booted', ...booted });
  }

  current(): BootConfig {
    invariant(this.#running !== null, 'nothing was booted');
    return this.#running;
  }

  /** As `mgos_upd_boot_get_state` has it, committed or not. */
  previousSlot(): SlotId {
    return this.#load().previousRom === 1 ? 1 : 0;
  }

  targetSlot(): SlotId {
    return otherSlot(this.current().activeSlot);
  }

  stage(image: AppImage, options: { readonly commitTimeoutMs: number }): void {
    const { activeSlot, committed } = this.current();
    invariant(committed, 'staged while the running image is on trial');
    const slot = otherSlot(activeSlot);
    this.#options.commitTime.save(options.commitTimeoutMs);
    const { slots } = this.#load();
    const written = { ...this.#options.layout[slot], sizeBytes: image.sizeBytes };
    this.#save({
      currentRom: slot,
      previousRom: activeSlot,
      firstBoot: true,
      attempts: 0,
      firmwareUpdated: true,
      mergeFs: true,
      slots: slot === 0 ? [written, slots[1]] : [slots[0], written],
    });
  }

  commit(): boolean {
    const running = this.current();
    if (running.committed || this.#leaving) return false;
    this.#settle(running.activeSlot);
    this.#running = { ...running, revertSlot: null, committed: true, firstBoot: false };
    return true;
  }

  revert(): boolean {
    const { committed, activeSlot } = this.current();
    if (committed || this.#leaving) return false;
    this.#leaving = true;
    this.#settle(otherSlot(activeSlot));
    return true;
  }

  setState({ activeSlot, revertSlot, committed, commitTimeoutMs }: BootStateChange): boolean {
    const running = this.current();
    const isOwn = activeSlot === running.activeSlot;
    if (!committed) this.#options.commitTime.save(commitTimeoutMs);
    this.#save({
      currentRom: activeSlot,
      previousRom: revertSlot,
      firstBoot: !committed,
      attempts: isOwn && !committed ? 1 : 0,
      firmwareUpdated: !committed,
      mergeFs: false,
      slots: this.#load().slots,
    });
    if (!isOwn) this.#leaving = true;
    else this.#running = this.#configOf(this.#load());
    return true;
  }

  format(image: AppImage): void {
    const { sector, layout } = this.#options;
    sector.erase(0, sector.geometry.size);
    const first = { ...layout[0], sizeBytes: image.sizeBytes };
    this.#save({ ...defaultsOf(layout), slots: [first, layout[1]] });
  }

  /** mgos_upd_boot_set_state: committed; the other slot stays named as the previous one. */
  #settle(currentRom: SlotId): void {
    const { slots, previousRom } = this.#load();
    const settled = { firstBoot: false, attempts: 0, firmwareUpdated: false, mergeFs: false };
    this.#save({ ...settled, currentRom, previousRom, slots });
  }

  #load(): RbootConfig {
    const bytes = new Uint8Array(RBOOT_CONFIG_SIZE);
    this.#options.sector.read(0, bytes);
    const found = decodeRbootConfig(bytes);
    if (found !== null) return found;
    const defaults = defaultsOf(this.#options.layout);
    this.#save(defaults);
    return defaults;
  }

  #save(config: RbootConfig): void {
    const { sector } = this.#options;
    sector.erase(0, sector.geometry.size);
    sector.program(0, encodeRbootConfig(config));
  }

  /** The rom of the configuration, else the next lower one. */
  #goodRom({ currentRom, slots }: RbootConfig): { rom: SlotId; image: AppImage } | null {
    const wanted: SlotId = currentRom === 1 ? 1 : 0;
    for (const rom of [wanted, otherSlot(wanted)]) {
      const lies = slots[rom].address === this.#options.layout[rom].address;
      const image = lies ? this.#options.verify(rom) : null;
      if (image !== null) return { rom, image };
    }
    return null;
  }

  #configOf({
    currentRom,
    previousRom,
    firstBoot,
    firmwareUpdated,
    mergeFs,
  }: RbootConfig): BootConfig {
    const committed = !firmwareUpdated;
    return {
      activeSlot: currentRom === 1 ? 1 : 0,
      revertSlot: committed ? null : previousRom === 1 ? 1 : 0,
      committed,
      firstBoot: firstBoot && !committed,
      mergeFs,
      commitTimeoutMs: committed ? 0 : this.#options.commitTime.load(),
    };
  }
}

/** What the boot loader does before it looks at an image. */
function spendAttempt(config: RbootConfig): Choice {
  if (config.currentRom > 1) {
    const first = { ...config, currentRom: 0, firmwareUpdated: false, firstBoot: false };
    return { config: first, rewrite: true, wentBack: false };
  }
  if (!config.firstBoot) return { config, rewrite: false, wentBack: false };
  if (config.attempts === 0)
    return { config: { ...config, attempts: 1 }, rewrite: true, wentBack: false };
  const { previousRom, currentRom, firmwareUpdated } = config;
  const back = { ...config, currentRom: previousRom, firmwareUpdated: false, attempts: 0 };
  return { config: back, rewrite: true, wentBack: firmwareUpdated && previousRom !== currentRom };
}

const defaultsOf = (layout: RbootLayout): RbootConfig => ({
  currentRom: 0,
  previousRom: 0,
  firstBoot: false,
  attempts: 0,
  firmwareUpdated: false,
  mergeFs: false,
  slots: layout,
});

/**
 * The record of the hardened ESP8266, 192 bytes: the 80 bytes of rboot as they are, then what makes them safe.
 *
 *   0  the vendor's struct        80  sequence, u64, counting down        88  the extension (vendor-record.ts)
 * 168  ones                      188  CRC-32 of bytes 0 to 187
 */

/**
 * The boot configuration of the ESP8266's boot loader, 80 bytes, little-endian, no checksum
 * (boot-schemes.md#esp8266; mongoose-os, platforms/esp8266/rboot/rboot/rboot.h):
 *
 *   0  magic e1         4  GPIO rom          8  attempts        12  four app addresses
 *   1  version 1        5  count, 2          9  firmware updated 28  four app sizes
 *   2  mode             6  previous rom     10  padding         44  four filesystem addresses
 *   3  current rom      7  first boot                           60  four filesystem sizes
 *                                                               76  user flags: 1 merge files
 */
export const RBOOT_CONFIG_SIZE = 80;
const MAGIC = 0xe1;
const VERSION = 1;
const COUNT = 2;
const MERGE_FS = 1;
const AT = { roms: 12, romSizes: 28, fsAddresses: 44, fsSizes: 60, userFlags: 76 } as const;

/** One of two slots as the configuration has it. */
interface RbootSlot {
  readonly address: number;
  readonly sizeBytes: number;
  readonly fsAddress: number;
  readonly fsSizeBytes: number;
}

export interface RbootConfig {
  /** As the bytes have them: nothing vouches for their being 0 or 1. */
  readonly currentRom: number;
  readonly previousRom: number;
  readonly firstBoot: boolean;
  readonly attempts: number;
  readonly firmwareUpdated: boolean;
  readonly mergeFs: boolean;
  readonly slots: readonly [RbootSlot, RbootSlot];
}

export function encodeRbootConfig(config: RbootConfig): Uint8Array {
  const bytes = new Uint8Array(RBOOT_CONFIG_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set([MAGIC, VERSION, 0, config.currentRom, 0, COUNT, config.previousRom]);
  bytes[7] = config.firstBoot ? 1 : 0;
  bytes[8] = config.attempts;
  bytes[9] = config.firmwareUpdated ? 1 : 0;
  config.slots.forEach((slot, index) => {
    view.setUint32(AT.roms + index * 4, slot.address, true);
    view.setUint32(AT.romSizes + index * 4, slot.sizeBytes, true);
    view.setUint32(AT.fsAddresses + index * 4, slot.fsAddress, true);
    view.setUint32(AT.fsSizes + index * 4, slot.fsSizeBytes, true);
  });
  view.setUint32(AT.userFlags, config.mergeFs ? MERGE_FS : 0, true);
  return bytes;
}

/**
 * null where magic or version are not right.
 * QUIRK(rboot.c, find_image): nothing else is looked at, so whatever a cut left of the rest is believed.
 */
export function decodeRbootConfig(bytes: Uint8Array): RbootConfig | null {
  if (bytes[0] !== MAGIC || bytes[1] !== VERSION) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, RBOOT_CONFIG_SIZE);
  const slot = (index: number): RbootSlot => ({
    address: view.getUint32(AT.roms + index * 4, true),
    sizeBytes: view.getUint32(AT.romSizes + index * 4, true),
    fsAddress: view.getUint32(AT.fsAddresses + index * 4, true),
    fsSizeBytes: view.getUint32(AT.fsSizes + index * 4, true),
  });
  return {
    currentRom: bytes[3] ?? 0,
    previousRom: bytes[6] ?? 0,
    firstBoot: bytes[7] !== 0,
    attempts: bytes[8] ?? 0,
    firmwareUpdated: bytes[9] !== 0,
    mergeFs: (view.getUint32(AT.userFlags, true) & MERGE_FS) !== 0,
    slots: [slot(0), slot(1)],
  };
}

const SIZE = 192;
const SEQ_AT = RBOOT_CONFIG_SIZE;
const EXTENSION_AT = SEQ_AT + 8;

/** Where the two slots lie, as the vendor's struct names them. */
export type RbootLayout = readonly [RbootSlot, RbootSlot];

export function rbootRecordCodec(layout: RbootLayout): RecordCodec<BootRecord> {
  return {
    sizeBytes: SIZE,
    encode(record, seq) {
      const bytes = new Uint8Array(SIZE).fill(0xff);
      bytes.set(encodeRbootConfig(rbootConfigOf(record, layout)));
      new DataView(bytes.buffer).setBigUint64(SEQ_AT, seq, true);
      putExtension(bytes, EXTENSION_AT, record);
      return sealRecord(bytes);
    },
    decode: (bytes) => (isSealed(bytes) ? decodeRbootRecordFields(bytes) : null),
  };
}

/** The record without its checksum: what a boot loader that forgets the checksum would believe. */
export function decodeRbootRecordFields(bytes: Uint8Array): StoredRecord<BootRecord> | null {
  if (bytes[0] !== 0xe1) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { seq: view.getBigUint64(SEQ_AT, true), record: readExtension(bytes, EXTENSION_AT) };
}

/** As the stock firmware would have written it, so that its tools read the same. */
function rbootConfigOf({ config, images }: BootRecord, layout: RbootLayout) {
  const { activeSlot, committed, firstBoot, mergeFs } = config;
  const slot = (index: 0 | 1): RbootSlot => ({
    ...layout[index],
    sizeBytes: images[index]?.sizeBytes ?? layout[index].sizeBytes,
  });
  return {
    currentRom: activeSlot,
    previousRom: config.revertSlot ?? otherSlot(activeSlot),
    firstBoot: !committed,
    attempts: !committed && !firstBoot ? 1 : 0,
    firmwareUpdated: !committed,
    mergeFs,
    slots: [slot(0), slot(1)] as const,
  };
}
