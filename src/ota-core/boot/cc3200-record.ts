/**
 * The file of the hardened CC3200, 512 bytes: the vendor's struct, and in the zeros behind it what makes it safe.
 *
 *   0  the vendor's struct        120  the extension (record-extension.ts)       508  CRC-32 of bytes 0 to 507
 */
import type { RecordCodec, StoredRecord } from './boot-config-store.ts';
import type { BootRecord } from './boot-record.ts';
import {
  CC3200_CONFIG_SIZE,
  CC3200_LOAD_ADDRESS,
  CC3200_STRUCT_SIZE,
  encodeCc3200Config,
} from './cc3200-config.ts';
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
