import { describe, expect, it } from 'vitest';
import type { Flash } from '../../../../../src/ota-core/flash/flash.ts';
import { FilesystemError } from '../../../../../src/ota-core/fs/filesystem.ts';
import { openSpiffs } from '../../../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { seededRandom } from '../../../../support/chunking.ts';
import { below } from '../../../../proof/fuzz/mutate.ts';
import { chipWith, readImage } from '../../../../support/ota-core/fs/spiffs/spiffs-kit.ts';
import { isFull, seedFor } from '../../../../support/sample.ts';

/** spiffs10.img: ca.pem is object 1, header in page 1, its eight pieces in pages 2 to 9; index.html has 10 and 11. */
const CA_HEADER = 256;
const ENTRIES = CA_HEADER + 70;
const HTML_PIECE = 11;

const put16 = (bytes: Uint8Array, at: number, value: number): void =>
  new DataView(bytes.buffer).setUint16(at, value, true);
const put32 = (bytes: Uint8Array, at: number, value: number): void =>
  new DataView(bytes.buffer).setUint32(at, value, true);

/** Puts a copy of a page into a blank one of the second block, with its lookup entry. */
function copyPage(
  bytes: Uint8Array,
  from: number,
  entry: number,
  change: (page: Uint8Array) => void,
) {
  const to = 17 + entry;
  bytes.copyWithin(to * 256, from * 256, from * 256 + 256);
  change(bytes.subarray(to * 256, to * 256 + 256));
  bytes.copyWithin(4096 + 2 * entry, to * 256, to * 256 + 2);
}

const LIES: readonly (readonly [string, (bytes: Uint8Array) => void, string])[] = [
  ['an index that points to itself', (b) => put16(b, ENTRIES, 1), 'piece 0 is not in page 1'],
  ['an index that points to another', (b) => put16(b, ENTRIES, 10), 'piece 0 is not in page 10'],
  ['an index that points to a lookup', (b) => put16(b, ENTRIES, 16), 'piece 0 is not in page 16'],
  ['an index that points past the end', (b) => put16(b, ENTRIES, 256), 'not in page 256'],
  ['an index that points to a blank page', (b) => put16(b, ENTRIES, 40), 'not in page 40'],
  ["a page of another file's", (b) => put16(b, ENTRIES, HTML_PIECE), 'piece 0 of object 2'],
  ['one page for two pieces', (b) => put16(b, ENTRIES + 2, 2), 'page 2 is piece 0 of object 1'],
  ['pieces in the wrong order', (b) => b.copyWithin(ENTRIES, ENTRIES + 2, ENTRIES + 4), 'piece 1'],
  [
    'a length beyond its pages',
    (b) => put32(b, CA_HEADER + 8, 2400),
    'piece 8 is not in page 65535',
  ],
  ['a length beyond its index', (b) => put32(b, CA_HEADER + 8, 94 * 251), 'piece 8 is not'],
  [
    'a length beyond the chip',
    (b) => put32(b, CA_HEADER + 8, 0xfffffffe),
    'cannot have 4294967294',
  ],
  ['a missing index page', (b) => bigLie(b), 'no index page 1'],
  ['a name without end', (b) => b.fill(0x61, CA_HEADER + 13, CA_HEADER + 61), 'has no name'],
  ['an empty name', (b) => b.fill(0, CA_HEADER + 13, CA_HEADER + 61), 'has no name'],
  ['a name that is not UTF-8', (b) => b.fill(0xff, CA_HEADER + 13, CA_HEADER + 14), 'has no name'],
  ['a piece of another object', (b) => put16(b, 2 * 256, 7), 'page 2 is piece 0 of object 7'],
  ['a piece that was never finished', (b) => b.fill(0xfe, 516, 517), 'piece 0 is not in page 2'],
  ['a piece that was deleted', (b) => b.fill(0x7c, 516, 517), 'piece 0 is not in page 2'],
  [
    'two blocks without magic',
    (b) => b.fill(0, 4096 + 252, 4096 + 254).fill(0, 8444, 8446),
    '2 of 16',
  ],
  ['no magic at all', (b) => b.fill(0xff), 'no SPIFFS'],
  ['all zeros', (b) => b.fill(0), 'no SPIFFS'],
  [
    'three headers of one object',
    (b) => [0, 1].forEach((entry) => copyPage(b, 1, entry, () => undefined)),
    'three index pages of span 0',
  ],
  [
    'three objects of one name',
    (b) =>
      [0, 1].forEach((entry) =>
        copyPage(b, 1, entry, (page) => {
          page[0] = 20 + entry;
          page.fill(0xff, 8, 12); // empty
        }),
      ),
    'three objects are named ca.pem',
  ],
];

/** A file of 94 pieces whose second index page is not there. */
function bigLie(bytes: Uint8Array): void {
  put32(bytes, CA_HEADER + 8, 94 * 251);
  for (let piece = 8; piece < 93; piece += 1) {
    const page = 17 + 16 * Math.floor((piece - 8) / 15) + ((piece - 8) % 15);
    put16(bytes, ENTRIES + 2 * piece, page);
    put16(bytes, (page - (page % 16)) * 256 + 2 * ((page % 16) - 1), 1);
    bytes.set([1, 0, piece, 0, 0xfc], page * 256);
  }
}

describe('an image that lies', () => {
  it.each(LIES)('about %s is refused with the reason', (_, lie, reason) => {
    const image = readImage('spiffs10.img');
    lie(image);
    const chip = chipWith(image);
    const open = (): unknown => openSpiffs(chip);
    expect(open).toThrow(FilesystemError);
    expect(open).toThrow('filesystem corrupt');
    expect(open).toThrow(reason);
    expect(chip.operations).toBe(0);
  });
});

/** Counts what is read. */
function metered(flash: Flash): { readonly flash: Flash; readonly bytes: () => number } {
  let count = 0;
  return {
    flash: {
      ...flash,
      geometry: flash.geometry,
      read(offset, into) {
        count += into.length;
        flash.read(offset, into);
      },
      program: flash.program.bind(flash),
      erase: flash.erase.bind(flash),
    },
    bytes: () => count,
  };
}

const DAMAGED = isFull ? 20_000 : 600;
/** The first of them: any part of the 20,000. */
const FIRST = isFull ? 1 : 1 + (seedFor('spiffs-damage') % (20_000 - DAMAGED));

describe('a damaged image', () => {
  it(
    `ends in files or in a reason after reading it once or twice, ${DAMAGED} of them`,
    { timeout: 600_000 },
    () => {
      const originals = ['spiffs10.img', 'spiffsuser.img'].map(readImage);
      let refused = 0;
      for (let seed = FIRST; seed < FIRST + DAMAGED; seed += 1) {
        const random = seededRandom(seed);
        const image = originals[seed % 2]!.slice();
        for (let count = 1 + below(random, 6); count > 0; count -= 1) {
          const page = below(random, 40); // where something is
          const at = page * 256 + below(random, below(random, 2) === 0 ? 6 : 100);
          image[at] = below(random, 256);
        }
        const meter = metered(chipWith(image));
        try {
          const filesystem = openSpiffs(meter.flash);
          expect(meter.bytes()).toBeLessThan(3 * image.length);
          const total = filesystem.list().reduce((sum, { size }) => sum + size, 0);
          expect(total).toBeLessThan(image.length);
          for (const { name, size } of filesystem.list())
            expect(filesystem.read(name)?.length).toBe(size);
          filesystem.write('new', new Uint8Array(300));
          expect(openSpiffs(meter.flash).read('new')).toEqual(new Uint8Array(300));
        } catch (error) {
          if (!(error instanceof FilesystemError)) throw error;
          expect(error.kind).toBe('corrupt');
          refused += 1;
        }
      }
      expect(refused).toBeGreaterThan(DAMAGED / 10);
      expect(refused).toBeLessThan(DAMAGED * 0.9);
    },
  );

  it('of headers of one object only is not looked at more than twice', () => {
    const image = readImage('spiffs20.img');
    for (let page = 0; page < image.length / 256; page += 1)
      if (page % 16 !== 0) {
        image.copyWithin(page * 256, 256, 512);
        const id = 1 + Math.floor(page / 2); // pairs of twins
        put16(image, page * 256, id | 0x8000);
        put16(image, (page - (page % 16)) * 256 + 2 * ((page % 16) - 1), id | 0x8000);
      }
    const meter = metered(chipWith(image));
    expect(() => openSpiffs(meter.flash)).toThrow('filesystem corrupt');
    expect(meter.bytes()).toBeLessThan(4 * image.length);
  });
});
