/**
 * The firmwares that travel with the app: their bytes, and what their code does when it is started. A
 * made-up image has no code, so its behaviour is known by its digest.
 */
import { SAMPLE_FIRMWARES, type SampleFirmware } from '../contracts/sample-firmware.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import type { FirmwareInfo, FirmwareShelf } from '../ota-core/boot/firmware.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { formatLittlefs } from '../ota-core/fs/littlefs/superblock.ts';
import { openLittlefs } from '../ota-core/fs/littlefs/littlefs.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { createMadeUpImage, madeUpBuildId } from './made-up-image.ts';

export interface SampleContent {
  readonly buildId: string;
  readonly app: Uint8Array;
  readonly fs: Uint8Array;
}

/** More than one box of the flash picture, and some seconds of writing. */
const APP_BYTES = 96 * 1024;
const FS_BYTES = 64 * 1024;

/** What is in a sample; the same on every machine. Owned by the caller. */
export function sampleContent(sample: SampleFirmware, digests: DigestPort): SampleContent {
  const buildId = madeUpBuildId(sample.version);
  const app = createMadeUpImage({ ...sample, buildId }, digests, APP_BYTES);
  return { buildId, app, fs: sampleImage(sample) };
}

/** A page, a script and the defaults, as a product ships them. */
function sampleImage({ name, version }: SampleFirmware): Uint8Array {
  const geometry = { size: FS_BYTES, eraseSize: 4096, programSize: 4, wordOnce: false };
  const chip = new NorFlash(geometry, { logSize: 1 });
  formatLittlefs(chip);
  const files = openLittlefs(chip);
  const write = (file: string, text: string): void => files.write(file, encodeUtf8(text));
  write('conf0.json', JSON.stringify({ app: name, update: { timeout: 600 } }));
  write('index.html', `<!doctype html><title>${name} ${version}</title>\n`.repeat(40));
  write('init.js', `print('${name} ${version}');\n`);
  return chip.image();
}

/** The shelf, with each sample remembered as what its code does. What is no sample passes as it is. */
export function knowSamples(shelf: FirmwareShelf, digests: DigestPort): FirmwareShelf {
  return {
    list: () => shelf.list(),
    remember: (info) => shelf.remember({ ...info, behaviour: behaviourOf(info, digests) }),
  };
}

function behaviourOf(info: FirmwareInfo, digests: DigestPort): FirmwareInfo['behaviour'] {
  // Only what calls itself like a faulty sample is worth making that sample's bytes for.
  const namesake = SAMPLE_FIRMWARES.find(
    ({ name, version, behaviour }) =>
      behaviour !== 'works' && name === info.name && version === info.version,
  );
  if (namesake === undefined || info.sizeBytes !== APP_BYTES) return info.behaviour;
  const digest = digests.create('sha256');
  digest.update(sampleContent(namesake, digests).app);
  return toHex(digest.digest()) === info.sha256 ? namesake.behaviour : info.behaviour;
}
