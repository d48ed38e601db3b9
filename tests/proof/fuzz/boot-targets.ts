import { bootRecordCodec, encodeBootRecord } from '../../../src/ota-core/boot/boot-record.ts';
import { Nvs } from '../../../src/ota-core/boot/nvs.ts';
import { otadataCodec } from '../../../src/ota-core/boot/esp32-boot-state.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { require, textOf, wholeOf, type FuzzTarget } from './target.ts';

const image = { sizeBytes: 8192, sha256: new Uint8Array(32).map((_, at) => at) };
const config = {
  activeSlot: 1,
  revertSlot: 0,
  committed: false,
  firstBoot: true,
  mergeFs: true,
  commitTimeoutMs: 300_000,
} as const;
const RECORD = encodeBootRecord({ config, images: [image, null] }, 0xffff_ffff_ffff_fffen);
const CRC_AT = 124;

/** Brings an input to the size of a record; every other one gets a right checksum, to get past it. */
function recordOf(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(RECORD.length).fill(0xff);
  record.set(bytes.subarray(0, record.length));
  if (bytes.length % 2 === 0)
    new DataView(record.buffer).setUint32(CRC_AT, crc32(record.subarray(0, CRC_AT)), true);
  return record;
}

const bootRecord: FuzzTarget = {
  name: 'boot-record',
  corpus: [RECORD, new Uint8Array(128).fill(0xff)],
  isCuttable: false,
  run(pieces) {
    const stored = bootRecordCodec.decode(recordOf(wholeOf(pieces)));
    if (stored === null) return 'none';
    const { activeSlot, revertSlot } = stored.record.config;
    require([0, 1].includes(activeSlot), 'an active slot that is none');
    require([0, 1, null].includes(revertSlot), 'a way back that is no slot');
    return textOf(stored);
  },
};

const otadata: FuzzTarget = {
  name: 'otadata',
  corpus: [otadataCodec.encode(0, 1n), otadataCodec.encode(1, 2n)],
  isCuttable: false,
  run(pieces) {
    const entry = new Uint8Array(32).fill(0xff);
    entry.set(wholeOf(pieces).subarray(0, 32));
    return textOf(otadataCodec.decode(entry));
  },
};

const NVS_SIZE = 0x4000;
const GEOMETRY = { size: NVS_SIZE, eraseSize: 4096, programSize: 4, wordOnce: false };

/** A partition with two values in it, the first bytes of it. */
function nvsCorpus(): Uint8Array {
  const flash = new NorFlash(GEOMETRY);
  const nvs = new Nvs(flash);
  nvs.setU32('mgos', 'update', 0x310);
  nvs.setU32('mgos', 'update', 0x010);
  return flash.image().slice(0, 320);
}

/** A partition full of anything is read without an accident, and takes a value or says that it cannot. */
const nvs: FuzzTarget = {
  name: 'nvs',
  corpus: [nvsCorpus()],
  isCuttable: false,
  run(pieces) {
    const flash = new NorFlash(GEOMETRY, { image: wholeOf(pieces).subarray(0, NVS_SIZE) });
    return textOf(new Nvs(flash).getU32('mgos', 'update'));
  },
};

export const bootTargets: readonly FuzzTarget[] = [bootRecord, otadata, nvs];
