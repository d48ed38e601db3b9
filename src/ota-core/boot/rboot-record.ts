/**
 * The record of the hardened ESP8266, 192 bytes: the 80 bytes of rboot as they are, then what makes them safe.
 *
 *   0  the vendor's struct        80  sequence, u64, counting down        88  the extension (record-extension.ts)
 * 168  ones                      188  CRC-32 of bytes 0 to 187
 */
import { otherSlot } from './boot-decision.ts';
import type { RecordCodec, StoredRecord } from './boot-config-store.ts';
import type { BootRecord } from './boot-record.ts';
import { encodeRbootConfig, RBOOT_CONFIG_SIZE, type RbootSlot } from './rboot-config.ts';
import { isSealed, putExtension, readExtension, sealRecord } from './record-extension.ts';

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
