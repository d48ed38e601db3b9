/** Firmware of any size, for transfers that are measured. */
import { makeBundle } from '../../src/bundle/make-bundle.ts';
import { createMadeUpImage } from '../../src/emulator/seed-chip.ts';
import { nativeDigests } from '../support/ota-core/device/test-device.ts';
import { littlefsImage } from '../support/ota-core/fs/littlefs-image.ts';

export const MIB = 1024 * 1024;
const KIB = 1024;
/** Of the slot of a stock esp32 (boot-schemes.md#esp32). */
const APP_PARTITION_KIB = 1536;
const FS_PARTITION_KIB = 256;
/** A stock device erases both partitions of the slot whole: 1.5 MiB and 256 KiB on an esp32. */
export const ERASED_KIB = APP_PARTITION_KIB + FS_PARTITION_KIB;
const FS_BYTES = 65_536;

const WORDS = { name: 'demo', version: '1.1.0', buildId: '20261101-120000/bench' };

/** A valid bundle of exactly so many bytes; it leaves a part of its partitions empty. */
export function bundleOf(sizeBytes: number): Uint8Array {
  const fs = littlefsImage(FS_BYTES);
  const image = createMadeUpImage(WORDS, nativeDigests, sizeBytes);
  const withApp = (appBytes: number): Uint8Array => packed(image.slice(0, appBytes), fs);
  const guess = sizeBytes - FS_BYTES - 2000;
  const bundle = withApp(guess + sizeBytes - withApp(guess).length);
  if (bundle.length !== sizeBytes)
    throw new Error(`${bundle.length} bytes instead of ${sizeBytes}`);
  return bundle;
}

/** A valid bundle whose parts fill their partitions: as much is erased as is written. */
export function fillingBundle(): Uint8Array {
  const image = createMadeUpImage(WORDS, nativeDigests, APP_PARTITION_KIB * KIB);
  return packed(image, littlefsImage(FS_PARTITION_KIB * KIB));
}

const packed = (app: Uint8Array, fs: Uint8Array): Uint8Array =>
  makeBundle(
    {
      ...WORDS,
      platform: 'esp32',
      parts: [
        { name: 'app', src: 'app.bin', bytes: app },
        { name: 'fs', src: 'fs.img', bytes: fs },
      ],
    },
    nativeDigests,
  );
