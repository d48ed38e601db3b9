import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { FilesystemError, type Filesystem } from '../../../src/ota-core/fs/filesystem.ts';
import { openLittlefs } from '../../../src/ota-core/fs/littlefs/littlefs.ts';
import { readImage } from '../../support/ota-core/fs/filesystem-fixtures.ts';
import { specCrc } from '../../support/ota-core/fs/littlefs/spec-log.ts';
import { require, textOf, wholeOf, type FuzzTarget } from './target.ts';

const BLOCK = 4096;
const USED = readImage('lfsuser');
const IMAGES = [USED, readImage('lfs10'), readImage('lfs11')];

/** The metadata block that counts in each image, without the ones at its end. */
const LOGS = IMAGES.map((image) => {
  const log = image.subarray(BLOCK, 2 * BLOCK);
  return log.slice(0, log.findLastIndex((byte) => byte !== 0xff) + 1);
});

/** Gives every commit that can be found a right checksum, so that its meaning is looked at. */
function mended(log: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK).fill(0xff);
  block.set(log.subarray(0, BLOCK));
  const view = new DataView(block.buffer);
  let [at, previous, start] = [4, 0xffffffff, 0];
  while (at + 8 <= BLOCK) {
    const tag = (view.getUint32(at) ^ previous) >>> 0;
    const length = (tag & 0x3ff) === 0x3ff ? 0 : tag & 0x3ff;
    const end = at + 4 + length;
    if (tag >>> 31 === 1 || end > BLOCK) break;
    previous = tag;
    if (((tag >>> 20) & 0x780) === 0x500 && length >= 4) {
      view.setUint32(at + 4, specCrc(block.subarray(start, at + 4)), true);
      previous = (tag ^ (((tag >>> 20) & 1) << 31)) >>> 0;
      start = end;
    }
    at = end;
  }
  return block;
}

const filesOf = (fs: Filesystem): string =>
  textOf(fs.list().map(({ name }) => [name, fs.read(name)]));

const CHANGES: readonly ((fs: Filesystem) => void)[] = [
  (fs) => void fs.remove('log_0.txt'),
  (fs) => fs.write('conf9.json', Uint8Array.of(1, 2, 3)),
  (fs) => void fs.rename('ca.pem', 'init.js'),
  (fs) => fs.write('new.bin', new Uint8Array(9000)),
];

/** What mounts can be used, and what was done is there when it is mounted again; all else is refused. */
function use(flash: NorFlash): string {
  try {
    const fs = openLittlefs(flash);
    for (const change of CHANGES) {
      change(fs);
      require(filesOf(fs) === filesOf(openLittlefs(flash)), 'memory and flash differ');
    }
    return filesOf(fs);
  } catch (error) {
    if (error instanceof FilesystemError) return `${error.kind}: ${error.detail}`;
    throw error;
  }
}

/** A metadata block whose checksums hold, on a chip that else is a used device's. */
const littlefs: FuzzTarget = {
  name: 'littlefs',
  corpus: LOGS,
  isCuttable: false,
  run(pieces) {
    const image = USED.slice();
    image.set(mended(wholeOf(pieces)), BLOCK);
    const geometry = { size: image.length, eraseSize: BLOCK, programSize: 4, wordOnce: false };
    return use(new NorFlash(geometry, { image }));
  },
};

export const littlefsTargets: readonly FuzzTarget[] = [littlefs];
