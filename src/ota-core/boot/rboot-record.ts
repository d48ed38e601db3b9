/**
 * The record of the hardened ESP8266, 192 bytes: the 80 bytes of rboot as they are, then what makes them safe.
 *
 *   0  the vendor's struct        80  sequence, u64, counting down        88  the extension (record-extension.ts)
 * 168  ones                      188  CRC-32 of bytes 0 to 187
 */
import type { RecordCodec, StoredRecord } from './boot-config-store.ts';
import { otherSlot } from './boot-config.ts';
import type { BootRecord } from './boot-record.ts';
import { isSealed, putExtension, readExtension, sealRecord } from './record-extension.ts';

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
