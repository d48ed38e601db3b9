/** Firmware of any size, for transfers that are measured. */
import { makeBundle } from '../../src/bundle/make-bundle.ts';
import { createMadeUpImage } from '../../src/emulator/seed-chip.ts';
import { nativeDigests } from '../support/ota-core/device/test-device.ts';
import { littlefsImage } from '../support/ota-core/fs/littlefs-image.ts';

export const MIB = 1024 * 1024;
const FS_BYTES = 65_536;
/** A stock device erases both partitions of the slot whole: 1.5 MiB and 256 KiB on an esp32. */
export const ERASED_KIB = 1536 + 256;

/** A valid bundle of exactly so many bytes. */
export function bundleOf(sizeBytes: number): Uint8Array {
  const words = { name: 'demo', version: '1.1.0', buildId: '20261101-120000/bench' };
  const fs = littlefsImage(FS_BYTES);
  const withApp = (appBytes: number): Uint8Array =>
    makeBundle(
      {
        ...words,
        platform: 'esp32',
        parts: [
          { name: 'app', src: 'app.bin', bytes: appImage.slice(0, appBytes) },
          { name: 'fs', src: 'fs.img', bytes: fs },
        ],
      },
      nativeDigests,
    );
  const appImage = createMadeUpImage(words, nativeDigests, sizeBytes);
  const guess = sizeBytes - FS_BYTES - 2000;
  const bundle = withApp(guess + sizeBytes - withApp(guess).length);
  if (bundle.length !== sizeBytes)
    throw new Error(`${bundle.length} bytes instead of ${sizeBytes}`);
  return bundle;
}
