/**
 * The record of the mgos boot loader (STM32, RS14100), 256 bytes, packed, little-endian
 * (boot-schemes.md#stm32-and-rs14100; bootloader 57b39c5, include/mgos_boot_cfg.h):
 *
 *   0  magic "MOS1"      13  active slot, signed      19  five slots of 41 bytes
 *   4  sequence, u32     14  way back, -1 none       224  ones
 *   8  version, 1        15  flags, u32              252  CRC-32 of bytes 0 to 251
 *  12  number of slots
 *
 *  a slot:  0 flags, u32   4 app device   12 where it is mapped   16 filesystem device
 *          24 length of the app   28 its origin   32 its CRC-32   36 its flags   40 failed copies
 */
import { crc32 } from '../primitives/crc32.ts';
import { fixedText, putFixedText } from '../primitives/fixed-text.ts';

export const MGOS_RECORD_SIZE = 256;
const MAGIC = 0x3153_4f4d; // "MOS1"
const VERSION = 1;
const SLOT_COUNT = 5;
const SLOTS_AT = 19;
const SLOT_SIZE = 41;
const PADDING_AT = 224;
const CRC_AT = 252;
const NAME_SIZE = 8;

export const MGOS_FLAG = { committed: 1, firstBootA: 2, firstBootB: 4, mergeFs: 8 } as const;
export const MGOS_SLOT_FLAG = { valid: 1, writeable: 2 } as const;

export interface MgosSlot {
  readonly flags: number;
  readonly appDevice: string;
  /** Where the app runs when it lies here; 0: it cannot. */
  readonly mapAddress: number;
  /** Empty: none. */
  readonly fsDevice: string;
  readonly appSize: number;
  readonly appOrigin: number;
  readonly appCrc32: number;
  readonly appFlags: number;
  readonly errorCount: number;
}

export interface MgosBootRecord {
  readonly activeSlot: number;
  /** -1: none. */
  readonly revertSlot: number;
  readonly flags: number;
  /** Those that the device has, at most five. */
  readonly slots: readonly MgosSlot[];
}

export interface StoredMgosRecord {
  readonly seq: number;
  readonly record: MgosBootRecord;
}

export function encodeMgosRecord(record: MgosBootRecord, seq: number): Uint8Array {
  const bytes = new Uint8Array(MGOS_RECORD_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, seq, true);
  view.setUint32(8, VERSION, true);
  bytes[12] = record.slots.length;
  view.setInt8(13, record.activeSlot);
  view.setInt8(14, record.revertSlot);
  view.setUint32(15, record.flags, true);
  record.slots.forEach((slot, index) => putSlot(view, SLOTS_AT + index * SLOT_SIZE, slot));
  bytes.fill(0xff, PADDING_AT, CRC_AT);
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

/** null unless magic and checksum are right. Borrows `bytes`. */
export function decodeMgosRecord(bytes: Uint8Array): StoredMgosRecord | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, MGOS_RECORD_SIZE);
  const sound = view.getUint32(CRC_AT, true) === crc32(bytes.subarray(0, CRC_AT));
  return sound ? decodeMgosFields(bytes) : null;
}

/** The record without its checksum: what a boot loader that forgets the checksum would believe. */
export function decodeMgosFields(bytes: Uint8Array): StoredMgosRecord | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, MGOS_RECORD_SIZE);
  if (view.getUint32(0, true) !== MAGIC) return null;
  const count = Math.min(bytes[12] ?? 0, SLOT_COUNT);
  const record = {
    activeSlot: view.getInt8(13),
    revertSlot: view.getInt8(14),
    flags: view.getUint32(15, true),
    slots: Array.from({ length: count }, (_, index) => slotAt(view, SLOTS_AT + index * SLOT_SIZE)),
  };
  return { seq: view.getUint32(4, true), record };
}

function putSlot(view: DataView, at: number, slot: MgosSlot): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset);
  view.setUint32(at, slot.flags, true);
  putFixedText(bytes, slot.appDevice, { at: at + 4, size: NAME_SIZE });
  view.setUint32(at + 12, slot.mapAddress, true);
  putFixedText(bytes, slot.fsDevice, { at: at + 16, size: NAME_SIZE });
  view.setUint32(at + 24, slot.appSize, true);
  view.setUint32(at + 28, slot.appOrigin, true);
  view.setUint32(at + 32, slot.appCrc32, true);
  view.setUint32(at + 36, slot.appFlags, true);
  view.setUint8(at + 40, slot.errorCount);
}

function slotAt(view: DataView, at: number): MgosSlot {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, MGOS_RECORD_SIZE);
  return {
    flags: view.getUint32(at, true),
    appDevice: fixedText(bytes, at + 4, NAME_SIZE),
    mapAddress: view.getUint32(at + 12, true),
    fsDevice: fixedText(bytes, at + 16, NAME_SIZE),
    appSize: view.getUint32(at + 24, true),
    appOrigin: view.getUint32(at + 28, true),
    appCrc32: view.getUint32(at + 32, true),
    appFlags: view.getUint32(at + 36, true),
    errorCount: view.getUint8(at + 40),
  };
}
