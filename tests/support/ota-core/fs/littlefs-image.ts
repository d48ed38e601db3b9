import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { formatLittlefs } from '../../../../src/ota-core/fs/littlefs/volume.ts';
import { openLittlefs } from '../../../../src/ota-core/fs/littlefs/littlefs.ts';

/** An image of so many bytes with these files. */
export function littlefsImage(
  sizeBytes: number,
  files: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  const chip = new NorFlash({ size: sizeBytes, eraseSize: 4096, programSize: 4, wordOnce: false });
  formatLittlefs(chip);
  const fs = openLittlefs(chip);
  for (const [name, bytes] of Object.entries(files)) fs.write(name, bytes);
  return chip.image();
}

/** The start of the smallest LittleFS there is; the erased partition behind it is the rest. */
export const shortestImage = (): Uint8Array => littlefsImage(8192).slice(0, 256);
