/**
 * The CC3200's two configuration files, as they are (mongoose-os, platforms/cc3200/boot/lib/boot.c; ota-common
 * 3567b13, cc3200_updater.c). A file has a fixed extent; rewriting it is an erase and a program.
 *
 *   stage   the other file: number - 1, first boot      the flip
 *   init    the running file: number → tombstone        by the image itself, early
 *   commit  the running file: its number again, no flag
 *   revert  the running file: tombstone
 *
 * QUIRK(cc3200 boot.c): no checksum. A cut in the flip or the commit can leave a number that counts and a name
 * that leads nowhere: nothing starts any more.
 * QUIRK(cc3200_updater.c, cc3200_upd_init): the tombstone is written by the new image. One that hangs before its
 * early init is started again and again.
 * QUIRK(cc3200_updater.c, mgos_upd_finalize): the number after 1 is 0, which is unusable.
 */
import type { Flash } from '../flash/flash.ts';
import {
  fixedText,
  putFixedText,
  isSealed,
  putExtension,
  readExtension,
  sealRecord,
} from './vendor-record.ts';
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
import type { BootGuard, BootScheme } from './boot-scheme.ts';
import type { CommitTime } from './commit-time.ts';

export interface Cc3200SchemeOptions {
  /** The two configuration files, one erase block each. */
  readonly configs: readonly [Flash, Flash];
  readonly files: Cc3200Files;
  readonly commitTime: CommitTime;
  /** The image in the app file of a slot; null for anything that does not run. */
  readonly verify: (slot: SlotId) => AppImage | null;
  /** Whether the image gets as far as its early init. */
  readonly initializes: (image: AppImage) => boolean;
  readonly watchdogMs: number;
}

export class Cc3200Scheme implements BootScheme {
  readonly guard: BootGuard;
  readonly #options: Cc3200SchemeOptions;
  /** What the running firmware keeps in RAM: its file, with the number it was started by. */
  #index: SlotId = 0;
  #config: Cc3200Config | null = null;
  #leaving = false;

  constructor(options: Cc3200SchemeOptions) {
    this.#options = options;
    this.guard = { kind: 'application-timer', watchdogMs: options.watchdogMs };
  }

  boot(): BootOutcome {
    const before = this.#config === null ? null : this.current();
    this.#config = null;
    this.#leaving = false;
    const index = this.#activeIndex();
    const config = index === null ? null : this.#read(index);
    if (index === null || config === null) return { kind: 'bricked', why: 'no-config' };
    const slot = this.#slotOf(config);
    const image = slot === null ? null : this.#options.verify(slot);
    if (slot === null || image === null) return { kind: 'bricked', why: 'no-slot' };
    this.#index = index;
    this.#config = config;
    if (config.firstBoot && this.#options.initializes(image))
      this.#write(index, { ...config, seq: CC3200_TOMBSTONE });
    const { committed, revertSlot, commitTimeoutMs } = this.current();
    const first = config.firstBoot;
    const booted = { slot, first, committed, revertSlot, commitTimeoutMs, image };
    return seenReturn(before, { kind: 'booted', ...booted });
  }

  current(): BootConfig {
    const config = this.#config;
    invariant(config !== null, 'nothing was booted');
    const activeSlot = this.#slotOf(config) ?? 0;
    const committed = !config.firstBoot;
    return {
      activeSlot,
      revertSlot: committed ? null : otherSlot(activeSlot),
      committed,
      firstBoot: config.firstBoot,
      mergeFs: config.mergeFs && config.firstBoot,
      commitTimeoutMs: committed ? 0 : this.#options.commitTime.load(),
    };
  }

  targetSlot(): SlotId {
    return otherSlot(this.current().activeSlot);
  }

  /** The file does not say what is in the app: nothing vouches for it. */
  stage(...[, options]: Parameters<BootScheme['stage']>): void {
    invariant(this.current().committed, 'staged while the running image is on trial');
    const slot = this.targetSlot();
    this.#options.commitTime.save(options.commitTimeoutMs);
    const seq = (this.#config?.seq ?? CC3200_INITIAL) - 1n;
    const flags = { firstBoot: true, mergeFs: true };
    this.#write(otherSlot(this.#index), { seq, ...flags, ...this.#namesOf(slot) });
  }

  commit(): boolean {
    const config = this.#config;
    if (config === null || !config.firstBoot || this.#leaving) return false;
    const kept = { ...config, firstBoot: false };
    this.#write(this.#index, kept);
    this.#config = kept;
    return true;
  }

  revert(): boolean {
    const config = this.#config;
    if (config === null || !config.firstBoot) return false;
    this.#leaving = true;
    this.#write(this.#index, { ...config, seq: CC3200_TOMBSTONE });
    return true;
  }

  format(): void {
    const { configs } = this.#options;
    for (const file of configs) file.erase(0, file.geometry.size);
    const flags = { firstBoot: false, mergeFs: false };
    this.#write(0, { seq: CC3200_INITIAL, ...flags, ...this.#namesOf(0) });
  }

  /** The smaller number that is not 0; a file that was never written counts as 0. */
  #activeIndex(): SlotId | null {
    const [a, b] = [this.#read(0)?.seq ?? 0n, this.#read(1)?.seq ?? 0n];
    if (a > 0n && b > 0n) return a < b ? 0 : 1;
    return a > 0n ? 0 : b > 0n ? 1 : null;
  }

  #read(index: SlotId): Cc3200Config | null {
    const bytes = new Uint8Array(CC3200_CONFIG_SIZE);
    this.#options.configs[index].read(0, bytes);
    return decodeCc3200Config(bytes);
  }

  #write(index: SlotId, config: Cc3200Config): void {
    const file = this.#options.configs[index];
    file.erase(0, file.geometry.size);
    file.program(0, encodeCc3200Config(config));
  }

  /** null for a name that is no file. */
  #slotOf({ appFile }: Cc3200Config): SlotId | null {
    const { app } = this.#options.files;
    return appFile === cc3200FileName(app, 0) ? 0 : appFile === cc3200FileName(app, 1) ? 1 : null;
  }

  #namesOf(slot: SlotId) {
    const { app, fs } = this.#options.files;
    return {
      appFile: cc3200FileName(app, slot),
      loadAddress: CC3200_LOAD_ADDRESS,
      fsPrefix: cc3200FileName(fs, slot),
    };
  }
}

/**
 * The file of the hardened CC3200, 512 bytes: the vendor's struct, and in the zeros behind it what makes it safe.
 *
 *   0  the vendor's struct        120  the extension (vendor-record.ts)       508  CRC-32 of bytes 0 to 507
 */

/** Names of the files without the number of their slot. */
export interface Cc3200Files {
  readonly app: string;
  readonly fs: string;
}

const cc3200FileName = (base: string, slot: number): string => `${base}.${slot}`;

export function cc3200RecordCodec(files: Cc3200Files): RecordCodec<BootRecord> {
  return {
    sizeBytes: CC3200_CONFIG_SIZE,
    encode(record, seq) {
      const { activeSlot, committed, mergeFs } = record.config;
      const bytes = encodeCc3200Config({
        seq,
        firstBoot: !committed,
        mergeFs,
        appFile: cc3200FileName(files.app, activeSlot),
        loadAddress: CC3200_LOAD_ADDRESS,
        fsPrefix: cc3200FileName(files.fs, activeSlot),
      });
      putExtension(bytes, CC3200_STRUCT_SIZE, record);
      return sealRecord(bytes);
    },
    decode: (bytes) => (isSealed(bytes) ? decodeCc3200RecordFields(bytes) : null),
  };
}

/** The record without its checksum: what a boot loader that forgets the checksum would believe. */
export function decodeCc3200RecordFields(bytes: Uint8Array): StoredRecord<BootRecord> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { seq: view.getBigUint64(0, true), record: readExtension(bytes, CC3200_STRUCT_SIZE) };
}

/**
 * One of the two boot configuration files of the CC3200, `mg-boot.cfg.0` and `.1`, 512 bytes: a struct of
 * 120 bytes, little-endian, the rest zeros, no checksum (boot-schemes.md#cc3200; mongoose-os,
 * platforms/cc3200/boot/lib/boot_cfg.h):
 *
 *   0  sequence, u64, smaller is newer; all ones: tombstone; 0: unusable
 *   8  flags: 1 first boot, 2 merge files, 80000000 invalid
 *  12  name of the app file, 50 bytes      64  its load address      68  prefix of the filesystem, 50 bytes
 */
export const CC3200_CONFIG_SIZE = 512;
export const CC3200_STRUCT_SIZE = 120;
const CC3200_TOMBSTONE = 0xffff_ffff_ffff_ffffn;
const CC3200_INITIAL = 0xffff_ffff_ffff_fffen;
/** Where a CC3200's app is loaded; less is refused (boot-schemes.md#cc3200). */
const CC3200_LOAD_ADDRESS = 0x2000_0000;
const FLAG = { firstBoot: 1, mergeFs: 2, invalid: 0x8000_0000 } as const;
const NAME_SIZE = 50;
const AT = { flags: 8, appFile: 12, loadAddress: 64, fsPrefix: 68 } as const;

export interface Cc3200Config {
  readonly seq: bigint;
  readonly firstBoot: boolean;
  readonly mergeFs: boolean;
  readonly appFile: string;
  readonly loadAddress: number;
  readonly fsPrefix: string;
}

export function encodeCc3200Config(config: Cc3200Config): Uint8Array {
  const bytes = new Uint8Array(CC3200_CONFIG_SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, config.seq, true);
  const flags = (config.firstBoot ? FLAG.firstBoot : 0) | (config.mergeFs ? FLAG.mergeFs : 0);
  view.setUint32(AT.flags, flags, true);
  putFixedText(bytes, config.appFile, { at: AT.appFile, size: NAME_SIZE });
  view.setUint32(AT.loadAddress, config.loadAddress, true);
  putFixedText(bytes, config.fsPrefix, { at: AT.fsPrefix, size: NAME_SIZE });
  return bytes;
}

/**
 * null for a file that was never written: the invalid flag is one of the ones of erased flash.
 * QUIRK(cc3200 boot.c): there is no checksum, so whatever a cut left is believed.
 */
export function decodeCc3200Config(bytes: Uint8Array): Cc3200Config | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, CC3200_STRUCT_SIZE);
  const flags = view.getUint32(AT.flags, true);
  if ((flags & FLAG.invalid) !== 0) return null;
  return {
    seq: view.getBigUint64(0, true),
    firstBoot: (flags & FLAG.firstBoot) !== 0,
    mergeFs: (flags & FLAG.mergeFs) !== 0,
    appFile: fixedText(bytes, AT.appFile, NAME_SIZE),
    loadAddress: view.getUint32(AT.loadAddress, true),
    fsPrefix: fixedText(bytes, AT.fsPrefix, NAME_SIZE),
  };
}
