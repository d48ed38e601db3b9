/**
 * ESP-IDF's `otadata` partition: two sectors with one entry each, the larger sequence number counts and
 * names the slot, the older sector is rewritten (esp_flash_partitions.h, bootloader_common.c). An entry:
 *
 *   0  sequence, u32 little-endian; slot = (sequence - 1) % 2
 *   4  label, 20 bytes, unused: ones
 *  24  state, u32: ffffffff undefined, 3 invalid, 4 aborted
 *  28  CRC-32 of bytes 0 to 3, begun with ffffffff (sequence 1: 0x4743989a)
 */
import type { Flash } from '../flash/flash.ts';
import { openPartition } from '../flash/flash-areas.ts';
import { crc32 } from '../primitives/crc32.ts';
import {
  BootConfigStore,
  olderCopy,
  type RecordCodec,
  type StoredRecord,
  type StoreParts,
} from './boot-config-store.ts';
import type { Sequencer } from './boot-config-store.ts';
import type { SlotId } from './boot-config.ts';
import type { Nvs } from './nvs.ts';

const SIZE = 32;
const STATE_AT = 24;
const CRC_AT = 28;
const CRC_START = 0xffff_ffff;
const REFUSED_STATES: readonly number[] = [3, 4]; // ESP_OTA_IMG_INVALID, ESP_OTA_IMG_ABORTED
const ALL_ONES_32 = 0xffff_ffffn;

/** CRC-32 of the four sequence bytes, as the boot loader computes it. */
export function otadataCrc(entry: Uint8Array): number {
  return crc32(entry.subarray(0, 4), CRC_START);
}

export const otadataCodec: RecordCodec<SlotId> = {
  sizeBytes: SIZE,
  encode(_slot, seq) {
    const bytes = new Uint8Array(SIZE).fill(0xff);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, Number(seq), true);
    view.setUint32(CRC_AT, otadataCrc(bytes), true);
    return bytes;
  },
  decode(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, SIZE);
    return view.getUint32(CRC_AT, true) === otadataCrc(bytes) ? decodeOtadataFields(bytes) : null;
  },
};

/** The entry without its checksum: what a boot loader that forgets the checksum would believe. */
export function decodeOtadataFields(bytes: Uint8Array): StoredRecord<SlotId> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, SIZE);
  if (REFUSED_STATES.includes(view.getUint32(STATE_AT, true))) return null;
  const seq = BigInt(view.getUint32(0, true));
  return { seq, record: slotOf(seq) };
}

/** The smallest larger number that names the slot. */
export const otadataSequencer: Sequencer<SlotId> = {
  first: (slot) => BigInt(slot) + 1n,
  isLive: (seq) => seq > 0n && seq < ALL_ONES_32,
  isNewer: (a, b) => a > b,
  next(seq, slot) {
    const after = slotOf(seq + 1n) === slot ? seq + 1n : seq + 2n;
    return after < ALL_ONES_32 ? after : null;
  },
};

export const OTADATA_STORE: StoreParts<SlotId> = {
  sequencer: otadataSequencer,
  codec: otadataCodec,
  chooseVictim: olderCopy,
};

/** The store over the partition: which slot the boot loader starts. */
export function openOtadata(
  partition: Flash,
  parts: Partial<StoreParts<SlotId>> = {},
): BootConfigStore<SlotId> {
  const sizeBytes = partition.geometry.eraseSize;
  const sectors = [
    openPartition(partition, { offset: 0, sizeBytes }),
    openPartition(partition, { offset: sizeBytes, sizeBytes }),
  ] as const;
  return new BootConfigStore(sectors, { ...OTADATA_STORE, ...parts });
}

const slotOf = (seq: bigint): SlotId => ((seq - 1n) % 2n === 0n ? 0 : 1);

/**
 * The boot state that Mongoose OS keeps in NVS on the ESP32 family: namespace `mgos`, key `update`,
 * bits 0–3 old slot, 4–7 new slot, 8 first boot, 9 merge files. Absent means 0: slot 0, committed.
 * Beside it lies a mark of our own: an update is staged or on trial, or was, and nobody has told its end yet.
 * How long the trial may take is in the filesystem (`updater.dat`).
 */
const NAMESPACE = 'mgos';
const UPDATE = 'update';
const TRIAL = 'trial';
const FIRST_BOOT = 0x100;
const MERGE_FS = 0x200;

export interface Esp32UpdateState {
  readonly oldSlot: SlotId;
  readonly newSlot: SlotId;
  readonly firstBoot: boolean;
  readonly mergeFs: boolean;
}

/** No update is pending. */
export const settled = (oldSlot: SlotId, newSlot: SlotId): Esp32UpdateState => ({
  oldSlot,
  newSlot,
  firstBoot: false,
  mergeFs: false,
});

export function encodeUpdateState(state: Esp32UpdateState): number {
  const flags = (state.firstBoot ? FIRST_BOOT : 0) | (state.mergeFs ? MERGE_FS : 0);
  return flags | (state.newSlot << 4) | state.oldSlot;
}

/** Slots other than 0 and 1 read as their lowest bit: there are only two. */
export function decodeUpdateState(value: number): Esp32UpdateState {
  const slot = (bits: number): SlotId => ((bits & 1) === 0 ? 0 : 1);
  return {
    oldSlot: slot(value),
    newSlot: slot(value >> 4),
    firstBoot: (value & FIRST_BOOT) !== 0,
    mergeFs: (value & MERGE_FS) !== 0,
  };
}

export const loadUpdateState = (nvs: Nvs): Esp32UpdateState =>
  decodeUpdateState(nvs.getU32(NAMESPACE, UPDATE) ?? 0);

export const saveUpdateState = (nvs: Nvs, state: Esp32UpdateState): void =>
  nvs.setU32(NAMESPACE, UPDATE, encodeUpdateState(state));

export const isTrialMarked = (nvs: Nvs): boolean => nvs.getU32(NAMESPACE, TRIAL) !== null;

export const markTrial = (nvs: Nvs): void => nvs.setU32(NAMESPACE, TRIAL, 1);

export const unmarkTrial = (nvs: Nvs): void => nvs.remove(NAMESPACE, TRIAL);
