/**
 * What the host takes the device takes, with the same names and bytes; what the device takes the host takes but for
 * what it refuses by rules of its own (names equal but for case, links, two signatures). Whatever the headers hold.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../../../src/bundle/read-archive.ts';
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { refusalOf } from '../../support/bundle/refusal.ts';
import { recordZip } from '../../support/ota-core/update/zip-recorder.ts';
import {
  forgeZip,
  utf8,
  type ForgedEnd,
  type ForgedEntry,
  type ForgedFields,
} from '../../support/bundle/zip-forge.ts';

type Story = readonly (readonly [name: string, hex: string])[];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function hostStory(bytes: Uint8Array): Story | null {
  let story: Story | null = null;
  const refusal = refusalOf(() => {
    const entries = readArchive(bytes, 'fw.zip');
    if (entries.every(({ data, crc }) => crc32(data) === crc))
      story = entries.map(({ name, data }) => [name, hex(data)]);
  });
  return refusal === null ? story : null;
}

function deviceStory(bytes: Uint8Array): Story | null {
  const { state, entries } = recordZip([bytes]);
  return state.phase === 'done' ? entries.map(({ name, data }) => [name, data]) : null;
}

const rarely = <T>(unusual: fc.Arbitrary<T>, usual: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: unusual });

/** Around every limit that either side has. */
const lengths = fc.constantFrom(0, 1, 4, 48, 49, 50, 200, 241, 242, 243, 255, 256, 300);
const extras = fc.constantFrom(0, 4, 200, 2047, 2048, 2049, 4000).map((size) => {
  const extra = new Uint8Array(size); // a field of an id that nobody knows
  if (size >= 4) new DataView(extra.buffer).setUint16(2, size - 4, true);
  return extra;
});

const fields: fc.Arbitrary<ForgedFields> = fc
  .record({
    version: rarely(fc.constantFrom(0, 10, 21, 45, 0xffff), 20),
    flags: rarely(fc.constantFrom(1, 2, 4, 6, 8, 0x20, 0x800, 0x806, 0x808, 0x2000), 0),
    method: rarely(fc.constantFrom(8, 9, 12, 14, 93, 99), 0),
    time: rarely(fc.nat(0xffff), 0),
    crc: rarely(fc.constantFrom(0, 1), null),
    sizes: rarely(fc.constantFrom([0, 0], [5, 6], [0xffffffff, 0xffffffff], [0, 0xffffffff]), null),
    extra: rarely(extras, new Uint8Array(0)),
  })
  .map(({ crc, sizes, ...plain }) => ({
    ...plain,
    ...(crc !== null && { crc }),
    ...(sizes !== null && { packedSize: sizes[0], size: sizes[1] }),
  }));

const end: fc.Arbitrary<ForgedEnd> = rarely(
  fc.constantFrom<ForgedEnd>(
    { comment: utf8('hello') },
    { after: utf8('\n') },
    { before: utf8('x') },
    { entries: 1, diskEntries: 1 },
    { entries: 0xffff, diskEntries: 0xffff },
    { disk: 1 },
    { directoryOffset: 0xffffffff },
  ),
  {},
);

const archives = fc
  .record({
    end,
    folder: fc.oneof(
      fc.constant(''),
      lengths.map((length) => `${'d'.repeat(length)}/`),
    ),
    deeper: rarely(fc.constant('deep/'), ''),
    parts: fc.array(
      fc.record({
        length: rarely(lengths, 5),
        local: fields,
        central: rarely(fc.oneof(fields, fc.record({ disk: fc.constant(1) })), null),
        after: rarely(fc.constantFrom(utf8('gap'), new Uint8Array(12), new Uint8Array(16)), null),
        isFolder: rarely(fc.constant(true), false),
        data: fc.uint8Array({ maxLength: 40 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map((made) => {
    const entries = made.parts.map((part, at): ForgedEntry => {
      const own = at === 0 ? 'manifest.json' : `${'n'.repeat(part.length)}${at}`;
      const { local, central, after } = part;
      const name = `${made.folder}${at === 0 ? '' : made.deeper}${own}${part.isFolder ? '/' : ''}`;
      return {
        ...{ name, bytes: part.isFolder ? new Uint8Array(0) : part.data, local },
        ...(central !== null && { central: { ...local, ...central } }),
        ...(after !== null && { after }),
      };
    });
    return forgeZip(entries, made.end);
  });

/** The same ones in every run; a failure prints how to replay it. */
const RUNS = { numRuns: 4000, seed: 20261129 };

describe('an archive with headers of every kind', () => {
  it('is taken by the device where the host takes it, with the same names and bytes', () => {
    let taken = 0;
    fc.assert(
      fc.property(archives, (bytes) => {
        const host = hostStory(bytes);
        if (host === null) return;
        taken += 1;
        expect(deviceStory(bytes)).toEqual(host);
      }),
      RUNS,
    );
    expect(taken).toBeGreaterThan(400);
  });

  it('is taken by the host where the device takes it', () => {
    let taken = 0;
    fc.assert(
      fc.property(archives, (bytes) => {
        const device = deviceStory(bytes);
        if (device?.[0]?.[0] !== 'manifest.json') return;
        taken += 1;
        expect(hostStory(bytes)).toEqual(device);
      }),
      RUNS,
    );
    expect(taken).toBeGreaterThan(400);
  });

  it.each([
    ['an extra field of 2,049 bytes', { local: { extra: new Uint8Array(2049) } }],
    ['a folder of 256 bytes', { name: `${'d'.repeat(256)}/manifest.json` }],
  ])('with %s is refused by both', (_, forged) => {
    const bytes = forgeZip([{ name: 'manifest.json', bytes: utf8('{}'), ...forged }]);
    expect([hostStory(bytes), deviceStory(bytes)]).toEqual([null, null]);
  });
});

describe('what the host refuses alone, for a stock device skips it or does not tell it apart', () => {
  const signed = Uint8Array.of(0x3a, 0x29, 2, 0, 0x7b, 0x7d);
  const beside = (forged: Partial<ForgedEntry>): readonly ForgedEntry[] => [
    { name: 'manifest.json', bytes: utf8('{}') },
    { name: 'app.bin', bytes: utf8('app') },
    { name: 'x.txt', bytes: utf8('x'), ...forged },
  ];
  it.each<readonly [string, string, Partial<ForgedEntry>]>([
    ['a name with something unseen', 'bundle/misleading-name', { name: 'app\u200b.bin' }],
    ['a name of look-alike letters', 'bundle/misleading-name', { name: '\u0430pp.bin' }],
    ['a name that differs by case', 'bundle/contradiction', { name: 'APP.bin' }],
    [
      'an extra field whose length lies',
      'bundle/contradiction',
      { local: { extra: Uint8Array.of(0x77, 0x77, 99, 0, 1) } },
    ],
    [
      'an extra field with another name',
      'bundle/contradiction',
      { local: { extra: Uint8Array.of(0x75, 0x70, 1, 0, 1) } },
    ],
    [
      'two fields of signatures',
      'bundle/contradiction',
      { local: { extra: Uint8Array.of(...signed, ...signed) } },
    ],
    ['signatures in one header only', 'bundle/contradiction', { central: { extra: signed } }],
    [
      'a link',
      'bundle/unsupported',
      { central: { madeBy: 0x031e, externalAttributes: 0xa1ff_0000 } },
    ],
    [
      'letters that are not marked',
      'bundle/unsupported',
      { name: 'caf\u00e9', local: { flags: 0 } },
    ],
  ])('is %s', (_, code, forged) => {
    const bytes = forgeZip(beside(forged));
    expect(refusalOf(() => readArchive(bytes, 'fw.zip'))?.code).toBe(code);
    expect(deviceStory(bytes)).toHaveLength(3);
  });
});
