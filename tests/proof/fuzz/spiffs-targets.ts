import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { FilesystemError, type Filesystem } from '../../../src/ota-core/fs/filesystem.ts';
import { openSpiffs } from '../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { formatSpiffs } from '../../support/ota-core/fs/spiffs/format-spiffs.ts';
import { require, textOf, wholeOf, type FuzzTarget } from './target.ts';

const BLOCK = 4096;

/** Few blocks, all of them in use: mutations of a whole image would mostly hit blank pages. */
function smallImage(blocks: number, fill: (filesystem: Filesystem) => void): Uint8Array {
  const chip = chipWith(new Uint8Array(blocks * BLOCK));
  formatSpiffs(chip);
  fill(openSpiffs(chip));
  return chip.image();
}

function chipWith(image: Uint8Array): NorFlash {
  const size = Math.max(BLOCK, Math.ceil(image.length / BLOCK) * BLOCK);
  const geometry = { size, eraseSize: BLOCK, programSize: 4, wordOnce: false };
  return new NorFlash(geometry, { image });
}

const FEW = smallImage(3, (filesystem) => {
  filesystem.write('conf9.json', new Uint8Array(60).fill(0x7b));
  filesystem.write('empty', new Uint8Array(0));
  filesystem.write('conf9.json', new Uint8Array(90).fill(0x7d));
});
const MANY = smallImage(5, (filesystem) => {
  for (let count = 0; count < 14; count += 1)
    filesystem.write(`f${count % 9}`, new Uint8Array(40 * count).fill(count));
});

/** An image is refused as corrupt, or what it lists can be read and stays while another file is written. */
const spiffs: FuzzTarget = {
  name: 'spiffs',
  corpus: [FEW, MANY],
  isCuttable: false,
  run(pieces) {
    const chip = chipWith(wholeOf(pieces));
    try {
      const filesystem = openSpiffs(chip);
      const before = contentOf(filesystem);
      require(chip.operations === 0, 'mounting wrote');
      try {
        filesystem.write('fuzz', new Uint8Array(300).fill(1));
        filesystem.remove('fuzz');
      } catch (error) {
        if (!(error instanceof FilesystemError) || error.kind !== 'full') throw error;
      }
      require(contentOf(openSpiffs(chip)) === before || before.includes('"fuzz"'), 'lost a file');
      return before;
    } catch (error) {
      if (!(error instanceof FilesystemError)) throw error;
      require(error.kind === 'corrupt', `refused with ${error.kind}`);
      return error.message;
    }
  },
};

function contentOf(filesystem: Filesystem): string {
  return textOf(filesystem.list().map((file) => [file, filesystem.read(file.name)]));
}

export const spiffsTargets: readonly FuzzTarget[] = [spiffs];
