import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { feedHoweverCut } from '../../../support/chunking.ts';
import { fixtureNames, readFixture } from '../../../support/bundle/fixture.ts';
import {
  forgeZip,
  utf8,
  type ForgedEnd,
  type ForgedEntry,
} from '../../../support/bundle/zip-forge.ts';
import { recordZip } from '../../../support/ota-core/update/zip-recorder.ts';

const APP = utf8('application');
const FS = new Uint8Array(1300).map((_, at) => at * 7);

const honest: readonly ForgedEntry[] = [
  { name: 'manifest.json', bytes: utf8('{}'), local: { extra: utf8('ab\x02\0ef') } },
  { name: 'app.bin', bytes: APP },
  { name: 'empty.bin', bytes: new Uint8Array(0) },
  { name: 'fs.img', bytes: FS },
];
const messageOf = (entries: readonly ForgedEntry[], end?: ForgedEnd): string => {
  const { state } = feedHoweverCut(forgeZip(entries, end), (pieces) => recordZip(pieces));
  return state.phase === 'failed' ? state.message : state.phase;
};
/** The honest archive with its app.bin told otherwise. */
const withApp = (forged: Partial<ForgedEntry>): string =>
  messageOf(honest.map((entry) => (entry.name === 'app.bin' ? { ...entry, ...forged } : entry)));

describe('the zip stream on sound archives', () => {
  it('emits names, sizes, the extra field and every byte, however the archive is cut', () => {
    const { state, entries } = feedHoweverCut(forgeZip(honest), (pieces) => recordZip(pieces));
    expect(state).toEqual({ phase: 'done' });
    expect(entries.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['manifest.json', 2],
      ['app.bin', 11],
      ['empty.bin', 0],
      ['fs.img', 1300],
    ]);
    expect(entries.every(({ ended }) => ended)).toBe(true);
    expect(entries[0]!.extra).toEqual([...utf8('ab\x02\0ef')]);
    expect(entries[3]!.data).toBe(Buffer.from(FS).toString('hex'));
  });

  it.each(fixtureNames('demo-').filter((name) => !name.includes('compressed')))(
    'reads %s as fflate does, with the first folder stripped',
    (name) => {
      const bytes = readFixture(name);
      const { state, entries } = recordZip([bytes]);
      expect(state).toEqual({ phase: 'done' });
      const oracle = Object.entries(unzipSync(bytes)).map(([full, data]) => ({
        name: full.slice(full.indexOf('/') + 1),
        data: Buffer.from(data).toString('hex'),
      }));
      expect(entries.map(({ name: entry, data }) => ({ name: entry, data }))).toEqual(oracle);
    },
  );

  it('reads the small bundle the same however it is cut', () => {
    const { state, entries } = feedHoweverCut(
      readFixture('demo-esp32-1.1.0-tiny.zip'),
      (pieces) => recordZip(pieces),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    expect([state.phase, entries.length]).toEqual(['done', 3]);
  });

  it('strips the first folder and keeps deeper ones', () => {
    const entries = [
      { name: 'demo-1.0/manifest.json', bytes: APP },
      { name: 'demo-1.0/deep/app.bin', bytes: APP },
    ];
    expect(recordZip([forgeZip(entries)]).entries.map(({ name }) => name)).toEqual([
      'manifest.json',
      'deep/app.bin',
    ]);
  });

  it('takes a name of 49 bytes and 64 entries', () => {
    expect(messageOf([{ name: `folder/${'n'.repeat(49)}`, bytes: APP }])).toBe('done');
    const many = Array.from({ length: 64 }, (_, at) => ({ name: `f${at}`, bytes: APP }));
    expect(messageOf(many)).toBe('done');
  });

  it('stops for good when the sink says so', () => {
    const { state, entries } = feedHoweverCut(forgeZip(honest), (pieces) =>
      recordZip(pieces, 'app.bin'),
    );
    expect([state.phase, entries.length]).toEqual(['stopped', 2]);
  });
});

describe('the zip stream on archives that a device refuses', () => {
  it.each<readonly [string, string, Partial<ForgedEntry>]>([
    ['deflate', 'Cannot handle compressed .zip', { local: { method: 8 } }],
    ['a data descriptor', 'Archived file size is unknown', { local: { flags: 8 } }],
    ['encryption', 'Malformed archive', { local: { flags: 1 } }],
    ['patched data', 'Malformed archive', { local: { flags: 0x20 } }],
    ['a newer zip version', 'Malformed archive', { local: { version: 45 } }],
    ['two sizes', 'Malformed archive', { local: { packedSize: 10 } }],
    [
      'a zip64 size',
      'Malformed archive',
      { local: { packedSize: 2 ** 32 - 1, size: 2 ** 32 - 1 } },
    ],
    ['a wrong CRC', 'Invalid CRC', { local: { crc: 1 } }],
    ['a CRC of 0, which stock takes for not checked', 'Invalid CRC', { local: { crc: 0 } }],
    ['a name of 50 bytes', 'Too long file name', { name: 'n'.repeat(50) }],
    ['an endless prefix', 'Too long file name', { name: `${'n'.repeat(300)}/app.bin` }],
    ['a way out', 'Malformed archive', { name: '../../etc/app11.bin' }],
    ['an absolute name', 'Malformed archive', { name: '/app.bin' }],
    ['a backslash', 'Malformed archive', { name: 'a\\app.bin' }],
    ['a NUL', 'Malformed archive', { name: 'app\0.bin' }],
    ['a drive', 'Malformed archive', { name: 'C:app.bin' }],
    ['no name', 'Malformed archive', { name: '' }],
    ['a folder', 'Malformed archive', { name: 'folder/' }],
    ['a name that is not UTF-8', 'Malformed archive', { local: { name: Uint8Array.of(0xff) } }],
    ['a repeated name', 'Malformed archive', { name: 'fs.img' }],
    ['a name that repeats once stripped', 'Malformed archive', { name: 'other/fs.img' }],
    ['a huge extra field', 'Malformed archive', { local: { extra: new Uint8Array(4097) } }],
    ['a gap', 'Malformed archive (invalid file header)', { after: utf8('gap!') }],
    [
      'another name in the directory',
      'Malformed archive',
      { central: { name: utf8('app99.bin') } },
    ],
    ['another method in the directory', 'Malformed archive', { central: { method: 8 } }],
    ['other flags in the directory', 'Malformed archive', { central: { flags: 0x800 } }],
    ['another CRC in the directory', 'Malformed archive', { central: { crc: 1 } }],
    ['another packed size in the directory', 'Malformed archive', { central: { packedSize: 1 } }],
    ['another size in the directory', 'Malformed archive', { central: { size: 1 } }],
    ['another version in the directory', 'Malformed archive', { central: { version: 10 } }],
    ['another time in the directory', 'Malformed archive', { central: { time: 1 } }],
    ['another date in the directory', 'Malformed archive', { central: { date: 1 } }],
    ['another offset in the directory', 'Malformed archive', { central: { offset: 1 } }],
    ['another disk', 'Malformed archive', { central: { disk: 1 } }],
    ['a comment on an entry', 'Malformed archive', { central: { comment: utf8('hi') } }],
    ['an entry that the directory hides', 'Malformed archive', { hidden: true }],
  ])('refuses %s: %s', (_, message, forged) => {
    expect(withApp(forged)).toBe(message);
  });

  it.each<readonly [string, ForgedEnd]>([
    ['another order', { order: [0, 2, 1, 3] }],
    ['an entry listed twice', { order: [0, 1, 2, 3, 3] }],
    ['too few entries announced', { entries: 3 }],
    ['too few entries on this disk', { diskEntries: 3 }],
    ['several disks', { disk: 1 }],
    ['another directory size', { directorySize: 5 }],
    ['another directory offset', { directoryOffset: 5 }],
    ['a comment', { comment: utf8('hello') }],
    ['bytes between directory and end', { before: utf8('PK\x06\x06') }],
    ['bytes after the end', { after: utf8('x') }],
  ])('refuses %s in the end of the archive', (_, end) => {
    expect(messageOf(honest, end)).toBe('Malformed archive');
  });

  it('refuses an entry that the directory hides while the end counts it', () => {
    const hiding = honest.map((entry) => ({ ...entry, hidden: entry.name === 'fs.img' }));
    expect(messageOf(hiding, { entries: 4, diskEntries: 4 })).toBe('Malformed archive');
  });

  it('refuses the 65th entry', () => {
    const many = Array.from({ length: 65 }, (_, at) => ({ name: `f${at}`, bytes: APP }));
    expect(messageOf(many)).toBe('Malformed archive');
  });

  it('refuses what is no archive at the fourth byte, and an archive without entries', () => {
    expect(recordZip([utf8('<ht')]).state.phase).toBe('reading');
    expect(messageOf([])).toBe('Malformed archive (invalid file header)');
    expect(recordZip([utf8('<htm')]).state).toEqual({
      phase: 'failed',
      message: 'Malformed archive (invalid file header)',
    });
  });

  it('is not done with any archive that lacks its last bytes', () => {
    const whole = readFixture('demo-esp32-1.1.0-tiny.zip');
    for (let length = 0; length < whole.length; length += 1)
      if (length < 1500 || length > 25000 || length % 97 === 0)
        expect(recordZip([whole.subarray(0, length)]).state.phase, `${length}`).toBe('reading');
  });
});
