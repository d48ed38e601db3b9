/** Filesystem images of the campaign, made on chips of their own. */
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { openSpiffs } from '../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { formatSpiffs } from '../../support/ota-core/fs/spiffs/format-spiffs.ts';
import { littlefsImage } from '../../support/ota-core/fs/littlefs-image.ts';

type Texts = Readonly<Record<string, string>>;

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

export const littlefsOf = (sizeBytes: number, texts: Texts): Uint8Array =>
  littlefsImage(
    sizeBytes,
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, bytesOf(text)])),
  );

export function spiffsOf(sizeBytes: number, texts: Texts): Uint8Array {
  const chip = new NorFlash({ size: sizeBytes, eraseSize: 4096, programSize: 4, wordOnce: false });
  const flash: Flash = chip;
  formatSpiffs(flash);
  const fs = openSpiffs(flash);
  for (const [name, text] of Object.entries(texts)) fs.write(name, bytesOf(text));
  return chip.image();
}
