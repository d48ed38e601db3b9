import { describe, expect, it } from 'vitest';
import { MOST_ENTRIES } from '../../../src/bundle/central-directory.ts';
import { readArchive } from '../../../src/bundle/read-archive.ts';
import { readFixture } from '../../support/bundle/fixture.ts';
import { refusalOf } from '../../support/bundle/refusal.ts';
import {
  forgeZip,
  utf8,
  type ForgedEnd,
  type ForgedEntry,
} from '../../support/bundle/zip-forge.ts';

const APP = utf8('application');
const honest: readonly ForgedEntry[] = [
  { name: 'manifest.json', bytes: utf8('{}') },
  { name: 'app.bin', bytes: APP },
  { name: 'fs.img', bytes: utf8('filesystem') },
];
const read = (bytes: Uint8Array) => refusalOf(() => readArchive(bytes, 'fw.zip'));
const withApp = (forged: Partial<ForgedEntry>, end?: ForgedEnd) =>
  read(
    forgeZip(
      honest.map((entry) => (entry.name === 'app.bin' ? { ...entry, ...forged } : entry)),
      end,
    ),
  );
const contradiction = (file: string, field: string) => ({
  code: 'bundle/contradiction',
  facts: { file, field },
});
const unsupported = (feature: string, value = '') => ({
  code: 'bundle/unsupported',
  facts: { feature, value },
});

/** 64 MiB of central records and nothing else, and an end that counts so many; `looks` = how often bytes were read. */
function headersOnly(entries: number) {
  const directorySize = Math.floor((64 * 1024 * 1024 - 22) / 46) * 46;
  const end = { entries, diskEntries: entries, directorySize, directoryOffset: 0 };
  const bytes = new Uint8Array(directorySize + 22);
  for (let at = 0; at < directorySize; at += 46) bytes.set([0x50, 0x4b, 1, 2], at);
  bytes.set(forgeZip([], end), directorySize);
  let looks = 0;
  const archive = new Proxy(bytes, {
    get(target, key) {
      if (key === 'buffer') looks += 1; // each record is read by a view of its own
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  return { archive, looks: () => looks };
}

describe('readArchive', () => {
  it.each([
    ['counts them all', 0xfffe],
    ['counts as many as may be', MOST_ENTRIES],
    ['counts two', 2],
  ])('refuses 64 MiB of headers at the first too many, where its end %s', (_, entries) => {
    const { archive, looks } = headersOnly(entries);
    const expected =
      entries > MOST_ENTRIES
        ? unsupported('many-files', '256')
        : contradiction('fw.zip', 'entry-count');
    expect(read(archive)).toEqual(expected);
    expect(looks()).toBeLessThan(10 * MOST_ENTRIES);
  });

  it('gives the entries in the order of the file, with their bytes', () => {
    const entries = readArchive(forgeZip(honest), 'fw.zip');
    expect(entries.map(({ name, data }) => [name, new TextDecoder().decode(data)])).toEqual([
      ['manifest.json', '{}'],
      ['app.bin', 'application'],
      ['fs.img', 'filesystem'],
    ]);
  });

  it.each([
    ['name', { name: utf8('app99.bin') }],
    ['method', { method: 8 }],
    ['flags', { flags: 0x800 }],
    ['crc', { crc: 1 }],
    ['packedSize', { packedSize: 1 }],
    ['size', { size: 1 }],
    ['version', { version: 10 }],
    ['time', { time: 1 }],
    ['date', { date: 1 }],
    ['offset', { offset: 1 }],
    ['signature', { extra: Uint8Array.of(0x3a, 0x29, 1, 0, 0x7b) }],
  ])('finds a local header and a central record that differ in %s', (field, central) => {
    expect(withApp({ central })).toEqual(contradiction('app.bin', field));
  });

  it('lets extra fields differ that say nothing to a device', () => {
    const times = Uint8Array.of(0x55, 0x54, 5, 0, 3, 1, 2, 3, 4);
    expect(withApp({ local: { extra: times }, central: { extra: times.subarray(0, 0) } })).toBe(
      null,
    );
  });

  it.each<readonly [string, Partial<ForgedEntry>, ForgedEnd, object]>([
    ['a gap', { after: utf8('gap') }, {}, contradiction('fs.img', 'offset')],
    ['a hidden entry', { hidden: true }, {}, contradiction('fs.img', 'offset')],
    ['another order', {}, { order: [0, 2, 1] }, contradiction('fs.img', 'offset')],
    [
      'an entry listed twice',
      {},
      { order: [0, 1, 1, 2], entries: 4, diskEntries: 4 },
      contradiction('app.bin', 'offset'),
    ],
    ['a wrong count', {}, { entries: 2, diskEntries: 2 }, contradiction('fw.zip', 'entry-count')],
    ['a wrong directory size', {}, { directorySize: 7 }, contradiction('fw.zip', 'directory')],
    [
      'bytes before the end record',
      {},
      { before: utf8('gap') },
      contradiction('fw.zip', 'directory'),
    ],
    [
      'bytes after the end',
      {},
      { after: utf8('gap') },
      { code: 'bundle/trailing-bytes', facts: { file: 'fw.zip', bytes: 3 } },
    ],
    ['a repeated name', { name: 'fs.img' }, {}, contradiction('fs.img', 'name')],
    ['a name repeated but for case', { name: 'FS.IMG' }, {}, contradiction('fs.img', 'name')],
    ['a name repeated once stripped', { name: 'a/fs.img' }, {}, contradiction('fs.img', 'name')],
    [
      'two sizes of a stored entry',
      { local: { packedSize: 11, size: 12 } },
      {},
      contradiction('app.bin', 'size'),
    ],
    ['an archive comment', {}, { comment: utf8('hello') }, unsupported('comment')],
    ['an entry comment', { central: { comment: utf8('hello') } }, {}, unsupported('comment')],
    ['encryption', { local: { flags: 1 } }, {}, unsupported('encryption')],
    ['patched data', { local: { flags: 0x20 } }, {}, unsupported('flags', '20')],
    ['another method', { local: { method: 12 } }, {}, unsupported('method', '12')],
    ['a newer zip version', { local: { version: 45 } }, {}, unsupported('version', '4.5')],
    ['several disks', {}, { disk: 1 }, unsupported('disks')],
    ['an entry on another disk', { central: { disk: 1 } }, {}, unsupported('disks')],
    ['a zip64 end', {}, { entries: 0xffff, diskEntries: 0xffff }, unsupported('zip64')],
    ['a zip64 offset', {}, { directoryOffset: 2 ** 32 - 1 }, unsupported('zip64')],
    [
      'a link',
      { central: { madeBy: 0x0314, externalAttributes: 0xa1ff0000 } },
      {},
      unsupported('links'),
    ],
    ['a folder', { name: 'folder/', bytes: new Uint8Array(0) }, {}, unsupported('folders')],
    [
      'deflate',
      { local: { method: 8 } },
      {},
      { code: 'bundle/compressed', facts: { file: 'app.bin' } },
    ],
    [
      'a long name',
      { name: `x/${'n'.repeat(50)}` },
      {},
      { code: 'bundle/name-too-long', facts: { name: 'n'.repeat(50), bytes: 50, limit: 49 } },
    ],
    [
      'a way out',
      { name: 'x/../../app.bin' },
      {},
      { code: 'bundle/unsafe-name', facts: { name: 'x/../../app.bin' } },
    ],
    [
      'an absolute name',
      { name: '/app.bin' },
      {},
      { code: 'bundle/unsafe-name', facts: { name: '/app.bin' } },
    ],
    [
      'a drive',
      { name: 'C:\\app.bin' },
      {},
      { code: 'bundle/unsafe-name', facts: { name: 'C:\\app.bin' } },
    ],
    [
      'a name read backwards',
      { name: 'app\u202enib.exe' },
      {},
      { code: 'bundle/unsafe-name', facts: { name: 'app\ufffdnib.exe' } },
    ],
    [
      'a trailing dot',
      { name: 'app.bin.' },
      {},
      { code: 'bundle/unsafe-name', facts: { name: 'app.bin.' } },
    ],
  ])('refuses %s', (_, forged, end, expected) => {
    expect(withApp(forged, end)).toEqual(expected);
  });

  it.each([12, 16])(
    'recognises an archive written as a stream, descriptors of %i bytes',
    (size) => {
      const after = new Uint8Array(size);
      if (size === 16) after.set(utf8('PK\x07\x08'));
      const streamed = honest.map((entry) => ({
        ...entry,
        after,
        local: { flags: 8, crc: 0, size: 0, packedSize: 0 },
        central: { crc: 1, size: entry.bytes.length, packedSize: entry.bytes.length },
      }));
      expect(read(forgeZip(streamed))).toMatchObject({ code: 'bundle/streamed' });
    },
  );

  it('refuses bytes between the last entry and the directory', () => {
    const last = honest.map((entry) =>
      entry.name === 'fs.img' ? { ...entry, after: utf8('gap') } : entry,
    );
    expect(read(forgeZip(last))).toEqual(contradiction('fw.zip', 'bytes-between'));
  });

  it('refuses more entries than devices remember', () => {
    const many = Array.from({ length: 64 }, (_, at) => ({ name: `f${at}`, bytes: APP }));
    expect(read(forgeZip([...honest.slice(0, 1), ...many]))).toEqual(
      unsupported('many-files', '64'),
    );
    expect(read(forgeZip([...honest.slice(0, 1), ...many.slice(1)]))).toBe(null);
  });
});

describe('of several faults the one that helps most', () => {
  it.each<readonly [string, readonly ForgedEntry[], string]>([
    ['an attack before a missing manifest', [{ name: '../a', bytes: APP }], 'bundle/unsafe-name'],
    [
      'a missing manifest before deflate',
      [{ name: 'a', bytes: APP, local: { method: 8 } }],
      'bundle/no-manifest',
    ],
    [
      'a stream before deflate',
      [{ ...honest[0]!, local: { method: 8, flags: 8 }, after: new Uint8Array(12) }],
      'bundle/streamed',
    ],
    [
      'deflate before the order',
      [{ name: 'a', bytes: APP, local: { method: 8 } }, honest[0]!],
      'bundle/compressed',
    ],
    [
      'the order before folders',
      [{ name: 'a/', bytes: new Uint8Array(0) }, honest[0]!],
      'bundle/manifest-not-first',
    ],
  ])('%s', (_, entries, code) => {
    expect(read(forgeZip(entries))?.code).toBe(code);
  });
});

describe('what is cut off, and what never was a zip', () => {
  it.each([0, 1, 4, 29, 30, 200, 1000, 20_000])(
    'a real bundle cut after %i bytes ends too early',
    (length) => {
      const bytes = readFixture('demo-esp32-1.1.0-tiny.zip').subarray(0, length);
      expect(read(bytes)).toEqual({
        code: 'bundle/cut-off',
        facts: { file: 'fw.zip', sizeBytes: length },
      });
    },
  );

  it('an archive inside a cut one is not taken for the whole', () => {
    const inner = forgeZip(honest);
    const outer = forgeZip([...honest, { name: 'inner.zip', bytes: inner }]);
    const from = outer.length - inner.length;
    expect(from).toBeGreaterThan(0);
    const cut = forgeZip([
      { name: 'inner.zip', bytes: inner, local: { size: 5000, packedSize: 5000 } },
    ]).subarray(0, 39 + inner.length);
    expect(read(cut)?.code).toBe('bundle/cut-off');
    expect(read(Uint8Array.of(...cut, 1, 2, 3))?.code).toBe('bundle/cut-off');
  });

  it.each([
    ['ones', new Uint8Array(5000).fill(0xff)],
    ['an archive behind a script', Uint8Array.of(...utf8('#!/bin/sh\n'), ...forgeZip(honest))],
    ['a zip of nothing', forgeZip([])],
  ])('%s is no firmware', (label, bytes) => {
    const expected = label === 'a zip of nothing' ? 'bundle/no-manifest' : 'bundle/not-a-zip';
    expect(read(bytes)?.code).toBe(expected);
  });
});
