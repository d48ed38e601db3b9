/**
 * The boot records read by other code than the device's: by hand from docs/BOOT-CONFIG.md, with the CRC of
 * zlib.
 */
import { crc32 } from 'node:zlib';
import { namedPartition } from '../../../src/ota-core/device/profile.ts';
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { Flash } from '../../../src/ota-core/flash/flash.ts';

const ALL_ONES_64 = 0xffff_ffff_ffff_ffffn;
const ALL_ONES_32 = 0xffff_ffffn;

type Reader = (bytes: Uint8Array) => bigint | null;

interface Place {
  readonly offset: number;
  readonly sizeBytes: number;
}

/**
 * The number of the record that counts, turned so that smaller is newer; null when no record is whole.
 * The numbers of erased flash and 0 are never chosen. Records without numbers have 0.
 */
export function newestRecord(profile: DeviceProfile, flash: Flash): bigint | null {
  const ages = placesOf(profile).flatMap(({ offset, sizeBytes }): readonly (bigint | null)[] => {
    const bytes = new Uint8Array(sizeBytes);
    flash.read(offset, bytes);
    return profile.bootRecord.kind === 'two-areas'
      ? mgosRecords(bytes, profile)
      : [readerOf(profile)(bytes)];
  });
  return ages.reduce<bigint | null>(
    (best, age) => (best === null || (age !== null && age < best) ? age : best),
    null,
  );
}

function placesOf({ partitions, bootRecord }: DeviceProfile): readonly Place[] {
  if (bootRecord.kind !== 'otadata-and-nvs')
    return partitions.filter(({ kind }) => kind === 'boot-record');
  const { offset } = namedPartition(partitions, 'otadata');
  return [
    { offset, sizeBytes: 4096 },
    { offset: offset + 4096, sizeBytes: 4096 },
  ];
}

function readerOf({ name, bootRecord }: DeviceProfile): Reader {
  switch (bootRecord.kind) {
    case 'otadata-and-nvs':
      return otadataEntry;
    case 'one-sector':
      return (bytes) => (bytes[0] === 0xe1 && bytes[1] === 1 ? 0n : null);
    case 'two-files':
      return (bytes) => numbered(bytes, { seqAt: 0, isWhole: ((bytes[11] ?? 0) & 0x80) === 0 });
    case 'two-areas':
      return () => null;
    case 'two-records':
      if (name === 'reference')
        return (bytes) => sealed(bytes, { size: 128, seqAt: 8, magic: '534c4231' });
      if (name === 'esp8266-hardened')
        return (bytes) => sealed(bytes, { size: 192, seqAt: 80, magic: 'e101' });
      return (bytes) => sealed(bytes, { size: 512, seqAt: 0, magic: '' });
  }
}

function sealed(
  bytes: Uint8Array,
  { size, seqAt, magic }: { readonly size: number; readonly seqAt: number; readonly magic: string },
): bigint | null {
  const crc = new DataView(bytes.buffer).getUint32(size - 4, true);
  const isWhole =
    Buffer.from(bytes.subarray(0, magic.length / 2)).toString('hex') === magic &&
    crc === crc32(bytes.subarray(0, size - 4));
  return numbered(bytes, { seqAt, isWhole });
}

function numbered(
  bytes: Uint8Array,
  { seqAt, isWhole }: { readonly seqAt: number; readonly isWhole: boolean },
): bigint | null {
  const seq = new DataView(bytes.buffer).getBigUint64(seqAt, true);
  return isWhole && seq !== 0n && seq !== ALL_ONES_64 ? seq : null;
}

function otadataEntry(bytes: Uint8Array): bigint | null {
  const view = new DataView(bytes.buffer);
  const seq = BigInt(view.getUint32(0, true));
  const isWhole = view.getUint32(28, true) === crc32(bytes.subarray(0, 4), 0xffff_ffff);
  return isWhole && seq !== 0n && seq !== ALL_ONES_32 ? -seq : null;
}

/** Whole records of an area; the stock form reads up to the first that is not. */
function mgosRecords(bytes: Uint8Array, { isStock }: DeviceProfile): readonly bigint[] {
  const found: bigint[] = [];
  for (let at = 0; at < bytes.length; at += 256) {
    const record = bytes.slice(at, at + 256);
    const view = new DataView(record.buffer);
    const isWhole =
      view.getUint32(0, false) === 0x4d4f5331 && // "MOS1"
      view.getUint32(252, true) === crc32(record.subarray(0, 252));
    if (isWhole) found.push(-BigInt(view.getUint32(4, true)));
    else if (isStock) break;
  }
  return found;
}
