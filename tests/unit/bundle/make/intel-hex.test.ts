import { describe, expect, it } from 'vitest';
import { parseIntelHex } from '../../../../src/bundle/make/intel-hex.ts';

const FACTS = { file: 'app.hex', part: 'app' };

/** A record of this type, with its checksum. */
function record(type: number, offset: number, data: readonly number[]): string {
  const bytes = [data.length, offset >> 8, offset & 0xff, type, ...data];
  const sum = bytes.reduce((all, byte) => all + byte, 0);
  return `:${Buffer.from([...bytes, -sum & 0xff])
    .toString('hex')
    .toUpperCase()}`;
}

const END = record(1, 0, []);
const bytes = (length: number, from: number): readonly number[] =>
  Array.from({ length }, (_, at) => (from + at) & 0xff);
const linear = (high: number): string => record(4, 0, [high >> 8, high & 0xff]);
const data = (offset: number, length: number, from = 1): string =>
  record(0, offset, bytes(length, from));

const read = (lines: readonly string[]) =>
  parseIntelHex(lines.join('\n'), FACTS).map(({ addr, bytes: found }) => [
    addr,
    Buffer.from(found).toString('hex'),
  ]);
const hex = (length: number, from = 1): string => Buffer.from(bytes(length, from)).toString('hex');

/** What the official packer (common/fwbundle/fw_part_hex.go of mos b44964e, fill 255, gap 512) made of the same lines. */
const OFFICIAL: readonly (readonly [string, readonly string[], readonly unknown[]])[] = [
  ['one record', [data(0, 4), END], [[0, hex(4)]]],
  ['a base of 16 bits above', [linear(0x800), data(0, 4), END], [[0x800_0000, hex(4)]]],
  ['a base in paragraphs', [record(2, 0, [0x10, 0]), data(0, 4), END], [[0x1_0000, hex(4)]]],
  [
    'records that go on over two bases',
    [data(0, 16), record(2, 0, [0, 1]), data(0, 16, 17), END],
    [[0, hex(32)]],
  ],
  ['a short gap', [data(0, 2), data(8, 2, 9), END], [[0, `0102${'ff'.repeat(6)}090a`]]],
  [
    'a gap one byte too short',
    [data(0, 1), data(512, 1, 9), END],
    [[0, `01${'ff'.repeat(511)}09`]],
  ],
  [
    'a long gap',
    [data(0, 2), linear(1), data(0, 2, 9), data(2, 2, 11), END],
    [
      [0, '0102'],
      [0x1_0000, '090a0b0c'],
    ],
  ],
  [
    'a way back',
    [linear(2), data(0, 2), linear(1), data(0, 2, 9), END],
    [
      [0x2_0000, '0102'],
      [0x1_0000, '090a'],
    ],
  ],
  [
    'a segment of several records at an offset',
    [data(0, 2), data(0x400, 2), data(0x402, 2, 3), data(0x410, 1, 9), END],
    [
      [0, '0102'],
      [0x400, `01020304${'ff'.repeat(12)}09`],
    ],
  ],
  [
    'a segment at an offset that goes on over the next base, which it parts',
    [data(0, 1), data(0xfffe, 2), linear(1), data(0, 2, 3), END],
    [
      [0, '01'],
      [0xfffe, '0102'],
      [0x1_0000, '0304'],
    ],
  ],
  ['starts of the program', [data(0, 1), record(5, 0, [0, 1, 2, 3]), END], [[0, '01']]],
  ['empty lines and line ends of Windows', ['', `${data(0, 1)}\r`, END], [[0, '01']]],
  ['what comes behind the end', [data(0, 1), END, 'anything'], [[0, '01']]],
];

describe('a part given as Intel HEX', () => {
  it.each(OFFICIAL)('is read as the official packer reads it: %s', (_, lines, segments) => {
    expect(read(lines)).toEqual(segments);
  });

  it.each<readonly [string, readonly string[], number]>([
    ['a wrong checksum', [':0400000001020304F3', END], 1],
    ['another length', [data(0, 4), ':0500000001020304F1', END], 2],
    ['a line that is no record', ['firmware', END], 1],
    ['a type that nobody knows', [record(9, 0, []), END], 1],
    ['a base of one byte', [record(4, 0, [8]), END], 1],
    // Official: address 0, where the record says 0x100.
    ['a beginning that the official packer would move', [data(0x100, 4), END], 1],
    // Official: the third part at 0xc00, where the record says 0x800.
    [
      'segments that it would put in other places',
      [data(0, 2), data(0x400, 2), data(0x800, 2), END],
      3,
    ],
  ])('is refused with its line: %s', (_, lines, line) => {
    expect(() => read(lines)).toThrow(
      expect.objectContaining({
        code: 'use/bad-option',
        facts: { option: 'app', detail: `app.hex:${line}` },
      }),
    );
  });

  it('is refused without its end', () => {
    expect(() => read([data(0, 4)])).toThrow(
      expect.objectContaining({ facts: { option: 'app', detail: 'app.hex' } }),
    );
  });
});
