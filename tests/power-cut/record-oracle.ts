/**
 * The boot records read by other code than the device's: by hand from docs/BOOT-CONFIG.md, with the CRC of
 * zlib. Both profiles keep two of them, at the same two places.
 */
import { crc32 } from 'node:zlib';
import type { DeviceProfile } from '../../src/ota-core/device/profiles.ts';
import type { Flash } from '../../src/ota-core/flash/flash.ts';

const RECORDS_AT = [0xd000, 0xe000];
const ALL_ONES_64 = 0xffff_ffff_ffff_ffffn;
const ALL_ONES_32 = 0xffff_ffffn;

/**
 * The number of the record that counts, turned so that smaller is newer; null when no record is whole.
 * The numbers of erased flash and 0 are never chosen.
 */
export function newestRecord(profile: DeviceProfile, flash: Flash): bigint | null {
  const read = profile.bootRecord.kind === 'two-records' ? referenceRecord : otadataEntry;
  const ages = RECORDS_AT.map((at) => {
    const bytes = new Uint8Array(128);
    flash.read(at, bytes);
    return read(bytes);
  });
  return ages.reduce((best, age) => (best === null || (age !== null && age < best) ? age : best));
}

function referenceRecord(bytes: Uint8Array): bigint | null {
  const view = new DataView(bytes.buffer);
  const seq = view.getBigUint64(8, true);
  const isWhole =
    view.getUint32(0, false) === 0x534c4231 && // "SLB1"
    view.getUint32(124, true) === crc32(bytes.subarray(0, 124));
  return isWhole && seq !== 0n && seq !== ALL_ONES_64 ? seq : null;
}

function otadataEntry(bytes: Uint8Array): bigint | null {
  const view = new DataView(bytes.buffer);
  const seq = BigInt(view.getUint32(0, true));
  const isWhole = view.getUint32(28, true) === crc32(bytes.subarray(0, 4), 0xffff_ffff);
  return isWhole && seq !== 0n && seq !== ALL_ONES_32 ? -seq : null;
}
