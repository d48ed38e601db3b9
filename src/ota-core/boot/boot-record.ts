/**
 * The boot record of the reference scheme, 128 bytes, little-endian:
 *
 *   0  magic "SLB1"      20  commit time-out, ms
 *   4  version           24  slot 0: image size, SHA-256 (36 bytes; all ones: nothing)
 *   8  sequencer, u64    60  slot 1: the same
 *  16  active slot       96  ones
 *  17  way back, ff none 124 CRC-32 of bytes 0 to 123
 *  18  flags: 1 committed, 2 first boot, 4 merge files
 *  19  0
 */
import { crc32 } from '../primitives/crc32.ts';
import type { AppImage, BootConfig, SlotId } from './boot-config.ts';
import type { RecordCodec, StoredRecord } from './boot-config-store.ts';

export interface BootRecord {
  readonly config: BootConfig;
  /** What each slot holds as verified when it was written; null = nothing known. */
  readonly images: readonly [AppImage | null, AppImage | null];
}

const SIZE = 128;
const MAGIC = 0x31424c53; // "SLB1"
const VERSION = 1;
const AT = {
  version: 4,
  seq: 8,
  active: 16,
  revert: 17,
  flags: 18,
  timeout: 20,
  slots: 24,
} as const;
const CRC_AT = 124;
const SLOT_SIZE = 36;
const NONE = 0xff;
const FLAG = { committed: 1, firstBoot: 2, mergeFs: 4 } as const;
const NO_IMAGE = 0xffff_ffff;

export function encodeBootRecord({ config, images }: BootRecord, seq: bigint): Uint8Array {
  const bytes = new Uint8Array(SIZE).fill(0xff);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(AT.version, VERSION, true);
  view.setBigUint64(AT.seq, seq, true);
  bytes[AT.active] = config.activeSlot;
  bytes[AT.revert] = config.revertSlot ?? NONE;
  bytes[AT.flags] =
    (config.committed ? FLAG.committed : 0) |
    (config.firstBoot ? FLAG.firstBoot : 0) |
    (config.mergeFs ? FLAG.mergeFs : 0);
  bytes[AT.flags + 1] = 0;
  view.setUint32(AT.timeout, config.commitTimeoutMs ?? 0, true);
  images.forEach((image, slot) => {
    if (image === null) return;
    view.setUint32(AT.slots + slot * SLOT_SIZE, image.sizeBytes, true);
    bytes.set(image.sha256, AT.slots + slot * SLOT_SIZE + 4);
  });
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

/** null unless the checksum and every field are right. */
export function decodeBootRecord(bytes: Uint8Array): StoredRecord<BootRecord> | null {
  if (bytes.length !== SIZE) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, SIZE);
  if (view.getUint32(CRC_AT, true) !== crc32(bytes.subarray(0, CRC_AT))) return null;
  return decodeBootFields(bytes);
}

/** The fields without the checksum: what a boot loader that forgets the checksum would believe. */
export function decodeBootFields(bytes: Uint8Array): StoredRecord<BootRecord> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, SIZE);
  const activeSlot = slotOf(bytes[AT.active]);
  const revertSlot = slotOf(bytes[AT.revert]);
  const flags = bytes[AT.flags] ?? 0;
  const sound =
    view.getUint32(0, true) === MAGIC &&
    view.getUint32(AT.version, true) === VERSION &&
    (revertSlot !== null || bytes[AT.revert] === NONE) &&
    flags <= (FLAG.committed | FLAG.firstBoot | FLAG.mergeFs);
  if (!sound || activeSlot === null) return null;
  const config = {
    activeSlot,
    revertSlot,
    committed: (flags & FLAG.committed) !== 0,
    firstBoot: (flags & FLAG.firstBoot) !== 0,
    mergeFs: (flags & FLAG.mergeFs) !== 0,
    commitTimeoutMs: view.getUint32(AT.timeout, true),
  };
  return {
    seq: view.getBigUint64(AT.seq, true),
    record: { config, images: [imageOf(bytes, view, 0), imageOf(bytes, view, 1)] },
  };
}

export const bootRecordCodec: RecordCodec<BootRecord> = {
  sizeBytes: SIZE,
  encode: encodeBootRecord,
  decode: decodeBootRecord,
};

const slotOf = (byte: number | undefined): SlotId | null =>
  byte === 0 ? 0 : byte === 1 ? 1 : null;

function imageOf(bytes: Uint8Array, view: DataView, slot: SlotId): AppImage | null {
  const at = AT.slots + slot * SLOT_SIZE;
  const sizeBytes = view.getUint32(at, true);
  if (sizeBytes === NO_IMAGE) return null;
  return { sizeBytes, sha256: bytes.slice(at + 4, at + SLOT_SIZE) }; // outlives the buffer
}
