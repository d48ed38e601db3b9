/** Images that lie: each is refused with its reason. What a fuzzer finds beside these is in tests/fuzz. */
import { expect, it } from 'vitest';
import { openLittlefs } from '../../../../../src/ota-core/fs/littlefs/littlefs.ts';
import { FilesystemError } from '../../../../../src/ota-core/fs/filesystem.ts';
import { chipWith, readImage } from '../../../../support/ota-core/fs/filesystem-fixtures.ts';
import {
  forgeBlock,
  forgeImage,
  hardTail,
  named,
  skipList,
  superblock,
  text,
  words,
  type ForgedTag,
} from '../../../../support/ota-core/fs/littlefs/forge.ts';

function refusalOf(image: Uint8Array): string {
  try {
    openLittlefs(chipWith(image));
  } catch (error) {
    if (error instanceof FilesystemError && error.kind === 'corrupt') return error.detail;
    throw error;
  }
  return 'mounted';
}

const inline = (id: number, data: string): ForgedTag => ({ type: 0x201, id, data: text(data) });

it('what is forged right is mounted: the refusals below have the reason that they name', () => {
  const image = forgeImage([...superblock(), named(1, 'a'), inline(1, 'x')]);
  expect(refusalOf(image)).toBe('mounted');
});

const LIES: readonly (readonly [string, readonly ForgedTag[], string])[] = [
  [
    'the version that devices cannot mount',
    superblock({ version: 0x20001 }),
    'on-disk version 2.1',
  ],
  ['another block size', superblock({ blockSize: 512 }), 'blocks of 512 bytes'],
  ['more blocks than the part has', superblock({ blockCount: 17 }), '17 blocks on a part of 16'],
  ['no blocks', superblock({ blockCount: 0 }), '0 blocks'],
  ['another magic', superblock({ magic: 'littlefz' }), 'no superblock'],
  ['longer names than a device takes', superblock({ nameMax: 1022 }), 'limits'],
  ['no superblock', [named(0, 'a'), inline(0, 'x')], 'no superblock'],
  ['a short superblock', [superblock()[0]!, inline(0, 'x')], 'without its numbers'],
  ['a thread that leads back', [...superblock(), hardTail(0, 1)], 'runs into itself'],
  ['a thread that shares a block', [...superblock(), hardTail(1, 2)], 'runs into itself'],
  ['a thread out of the part', [...superblock(), hardTail(2, 99)], 'blocks 2 and 99'],
  ['a pair of one block', [...superblock(), hardTail(2, 2)], 'blocks 2 and 2'],
  ['a thread into nothing', [...superblock(), hardTail(2, 3)], 'no whole commit'],
  [
    'a file of more than everything',
    [...superblock(), named(1, 'a'), skipList(1, 5, 0xffffffff)],
    'list of 4294967295',
  ],
  [
    'a file of nothing with a block',
    [...superblock(), named(1, 'a'), skipList(1, 5, 0)],
    'list of 0',
  ],
  [
    'a head out of the part',
    [...superblock(), named(1, 'a'), skipList(1, 16, 300)],
    'block 16 of 16',
  ],
  [
    'a file in the metadata',
    [...superblock(), named(1, 'a'), skipList(1, 1, 300)],
    'block 1 belongs to two',
  ],
  [
    'two files in one block',
    [...superblock(), named(1, 'a'), skipList(1, 5, 300), named(2, 'b'), skipList(2, 5, 300)],
    'block 5 belongs to two',
  ],
  ['a list that points to itself', [...superblock(), named(1, 'a'), skipList(1, 7, 5000)], 'block'],
  [
    'two files of one name',
    [...superblock(), named(1, 'a'), inline(1, 'x'), named(2, 'a'), inline(2, 'y')],
    'twice',
  ],
  ['a name with a slash', [...superblock(), named(1, 'a/b'), inline(1, 'x')], 'a name'],
  ['a name of nothing', [...superblock(), named(1, ''), inline(1, 'x')], 'a name'],
  ['an entry without content', [...superblock(), named(1, 'a')], 'entry 1'],
  ['a hole among the entries', [...superblock(), named(900, 'a'), inline(900, 'x')], 'entry 1'],
  ['content of nobody', [...superblock(), inline(5, 'x')], 'no entry 5'],
  ['a delete of nobody', [...superblock(), { type: 0x4ff, id: 9 }], 'entry 9'],
  ['a create far away', [...superblock(), { type: 0x401, id: 9 }], 'entry 9'],
  ['an unknown tag', [...superblock(), { type: 0x210, id: 0 }], 'unknown type 0x210'],
  ['a short tail', [...superblock(), { type: 0x601, id: 0x3ff, data: words(2) }], 'tail'],
  ['a short state', [...superblock(), { type: 0x7ff, id: 0x3ff, data: words(2) }], 'global state'],
  [
    'a move of nothing',
    [...superblock(), { type: 0x7ff, id: 0x3ff, data: words((0x4ff << 20) | (7 << 10), 0, 1) }],
    'a move of nothing',
  ],
  [
    'a directory that holds itself',
    [
      ...superblock(),
      { type: 0x002, id: 1, data: text('d') },
      { type: 0x200, id: 1, data: words(0, 1) },
    ],
    'in two directories',
  ],
  [
    'a directory beside the thread',
    [
      ...superblock(),
      { type: 0x002, id: 1, data: text('d') },
      { type: 0x200, id: 1, data: words(4, 5) },
    ],
    'beside the thread',
  ],
];

it.each(LIES)('%s is refused', (_, tags, reason) => {
  const image = forgeImage(tags);
  image.set(words(7), 7 * 4096); // block 7 points to itself
  expect(refusalOf(image)).toContain(reason);
});

it('a skip that leads elsewhere than the way block by block is refused', () => {
  const image = forgeImage([...superblock(), named(1, 'a'), skipList(1, 7, 12_000)]);
  image.set(words(5), 6 * 4096);
  image.set(words(6, 9), 7 * 4096);
  expect(refusalOf(image)).toContain('a skip to block 9');
  image.set(words(6, 5), 7 * 4096);
  expect(refusalOf(image)).toBe('mounted');
});

it('two directories of one pair are refused', () => {
  const directory = (id: number, name: string): ForgedTag[] => [
    { type: 0x002, id, data: text(name) },
    { type: 0x200, id, data: words(4, 5) },
  ];
  const softTail = { type: 0x600, id: 0x3ff, data: words(4, 5) };
  const image = forgeImage([...superblock(), ...directory(1, 'd'), ...directory(2, 'e'), softTail]);
  forgeBlock(image, 4, [named(0, 'x'), inline(0, 'y')]);
  expect(refusalOf(image)).toContain('in two directories');
});

it.each([0, 1, 4095, 4096, 8191, 8192])('%i bytes of nothing are refused', (size) => {
  const geometry = Math.ceil(size / 4096) * 4096;
  expect(refusalOf(new Uint8Array(geometry).fill(0xff))).not.toBe('mounted');
  expect(refusalOf(new Uint8Array(geometry))).not.toBe('mounted');
});

it('a damaged bit of the metadata takes its commit away or nothing', () => {
  const image = readImage('lfs10');
  const whole = openLittlefs(chipWith(image))
    .list()
    .map(({ name }) => name);
  for (let at = 4096; at < 4096 + 640; at += 1) {
    const damaged = image.slice();
    damaged[at]! ^= 1 << ((at * 5) % 8);
    const names = openLittlefs(chipWith(damaged))
      .list()
      .map(({ name }) => name);
    expect(whole).toEqual(expect.arrayContaining(names));
  }
});
