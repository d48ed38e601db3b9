/**
 * The file of the hardened CC3200, 512 bytes: the vendor's struct, and in the zeros behind it what makes it safe.
 *
 *   0  the vendor's struct        120  the extension (record-extension.ts)       508  CRC-32 of bytes 0 to 507
 */
import { fixedText, putFixedText } from '../primitives/fixed-text.ts';
import type { RecordCodec, StoredRecord } from './boot-config-store.ts';
import type { BootRecord } from './boot-record.ts';
import { isSealed, putExtension, readExtension, sealRecord } from './record-extension.ts';

/** Names of the files without the number of their slot. */
export interface Cc3200Files {
  readonly app: string;
  readonly fs: string;
}

export const cc3200FileName = (base: string, slot: number): string => `${base}.${slot}`;

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
export const CC3200_TOMBSTONE = 0xffff_ffff_ffff_ffffn;
export const CC3200_INITIAL = 0xffff_ffff_ffff_fffen;
/** Where a CC3200's app is loaded; less is refused (boot-schemes.md#cc3200). */
export const CC3200_LOAD_ADDRESS = 0x2000_0000;
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
