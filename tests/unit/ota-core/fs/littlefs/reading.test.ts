import { expect, it } from 'vitest';
import { openLittlefs } from '../../../../../src/ota-core/fs/littlefs/littlefs.ts';
import {
  chipWith,
  describeFiles,
  listingOf,
  readImage,
} from '../../../../support/ota-core/fs/filesystem-fixtures.ts';
import { checkLittlefs } from '../../../../support/ota-core/fs/littlefs/spec-checker.ts';

const IMAGES = [
  ['lfs10', 'image_1.0.0'],
  ['lfs11', 'image_1.1.0'],
  ['lfs20', 'image_2.0.0'],
  ['lfsuser', 'device_before'],
] as const;

it.each(IMAGES)('%s holds exactly the files of %s', (image, listing) => {
  const fs = openLittlefs(chipWith(readImage(image)));
  const files = fs.list().map(({ name }) => [name, fs.read(name)!] as const);
  expect(describeFiles(files)).toEqual(listingOf(listing));
  expect(fs.list().map(({ name, size }) => [name, size])).toEqual(
    Object.entries(listingOf(listing)).map(([name, { size }]) => [name, size]),
  );
});

it.each(IMAGES)(
  'the checker of the specification reads %s as %s, without a problem',
  (image, listing) => {
    const checked = checkLittlefs(readImage(image));
    expect(checked.problems).toEqual([]);
    expect(describeFiles(checked.files)).toEqual(listingOf(listing));
  },
);

it('free space is what no pair and no file takes', () => {
  for (const [image] of IMAGES) {
    const checked = checkLittlefs(readImage(image));
    const { sizeBytes, freeBytes } = openLittlefs(chipWith(readImage(image))).space();
    expect(sizeBytes).toBe(checked.blockCount * 4096);
    expect(freeBytes).toBe((checked.blockCount - checked.usedBlocks.size) * 4096);
  }
});

it('a file that is not there is null', () => {
  expect(openLittlefs(chipWith(readImage('lfs10'))).read('nothing')).toBeNull();
});

it('reading and mounting write nothing', () => {
  const chip = chipWith(readImage('lfsuser'));
  const fs = openLittlefs(chip);
  for (const { name } of fs.list()) fs.read(name);
  fs.space();
  expect(chip.operations).toBe(0);
});

it('the filesystem may be smaller than the partition', () => {
  const image = new Uint8Array(128 * 1024).fill(0xff);
  image.set(readImage('lfs10'));
  expect(openLittlefs(chipWith(image)).space().sizeBytes).toBe(64 * 1024);
});
