import { describe, expect, it } from 'vitest';
import { protectFlash } from '../../../../../src/ota-core/flash/flash-areas.ts';
import { openSpiffs } from '../../../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { checkAgainstSpec } from '../../../../support/ota-core/fs/spiffs/spec-checker.ts';
import {
  chipOf,
  chipWith,
  expectedFiles,
  linesOf,
  listingOf,
  modelOf,
  readImage,
} from '../../../../support/ota-core/fs/spiffs/spiffs-kit.ts';

const IMAGES = [
  ['spiffs10.img', 'image_1.0.0'],
  ['spiffs11.img', 'image_1.1.0'],
  ['spiffs20.img', 'image_2.0.0'],
  ['spiffsuser.img', 'device_before'],
] as const;

describe.each(IMAGES)('%s, as Mongoose OS made it', (image, part) => {
  it('lists exactly the files of filesystems.json, with their sizes and digests', () => {
    expect(listingOf(openSpiffs(chipWith(readImage(image))))).toEqual(expectedFiles(part));
  });

  it('is read where nothing may be written', () => {
    const guarded = protectFlash(chipWith(readImage(image)));
    expect(listingOf(openSpiffs(guarded))).toEqual(expectedFiles(part));
  });

  it('is what the checker of the specification reads too', () => {
    const { problems, files } = checkAgainstSpec(readImage(image));
    expect(problems).toEqual([]);
    expect(linesOf(files)).toEqual(linesOf(modelOf(openSpiffs(chipWith(readImage(image))))));
  });
});

describe('the geometry of the part', () => {
  const image = readImage('spiffs11.img');
  const larger = chipOf(4 * image.length);
  larger.setCells(0, image);

  it('decides how much of a larger partition is read', () => {
    expect(() => openSpiffs(larger)).toThrow('blocks have no magic');
    const filesystem = openSpiffs(larger, { sizeBytes: image.length });
    expect(listingOf(filesystem)).toEqual(expectedFiles('image_1.1.0'));
  });

  it.each([
    ['more than the flash has', { sizeBytes: 5 * image.length }],
    ['two blocks', { sizeBytes: 8192 }],
    ['no size', { sizeBytes: 0 }],
    ['a page that does not divide its block', { pageSize: 300 }],
    ['a page too small for a header', { pageSize: 64 }],
    ['a block that is not whole erase blocks', { blockSize: 4096, eraseSize: 8192 }],
    ['a block smaller than the chip erases', { blockSize: 2048, eraseSize: 2048 }],
    ['a lookup without room for the magic', { blockSize: 32_768, pageSize: 256 }],
    ['half a byte', { pageSize: 256.5 }],
  ])('is refused with a reason: %s', (_, geometry) => {
    expect(() => openSpiffs(larger, geometry)).toThrow('filesystem corrupt: geometry');
  });

  it('reads another page size as another filesystem', () => {
    expect(() => openSpiffs(chipWith(image), { pageSize: 512 })).toThrow('no SPIFFS');
  });
});

describe('space', () => {
  /** `total` and `used` as SPIFFS_info of pellepl/spiffs answers for these images. */
  it.each([
    ['spiffs10.img', 52_961, 3765],
    ['spiffs11.img', 52_961, 5271],
    ['spiffs20.img', 233_681, 74_296],
    ['spiffsuser.img', 52_961, 11_546],
  ])('of %s is what SPIFFS_info says', (image, total, used) => {
    const space = openSpiffs(chipWith(readImage(image))).space();
    expect(space).toEqual({ sizeBytes: total, freeBytes: total - used });
  });
});
