import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import {
  mergeFilesystems,
  dropCommitTimeout,
  loadCommitTimeout,
  saveCommitTimeout,
  UPDATER_DAT,
} from '../../../../src/ota-core/fs/merge-filesystems.ts';
import { contentOf, memoryFilesystem } from '../../../support/ota-core/fs/memory-filesystem.ts';

const anyFiles = fc.dictionary(
  fc.stringMatching(/^[a-z0-9._]{1,12}$/).filter((name) => name !== '__proto__'),
  fc.string({ maxLength: 40 }),
  { maxKeys: 8 },
);

describe('merging filesystems', () => {
  it('lets the files of the new image win and copies every other file byte for byte', () => {
    const from = memoryFilesystem({ 'conf9.json': 'mine', 'style.css': 'old', 'log.txt': '' });
    const to = memoryFilesystem({ 'style.css': 'new', 'index.html': 'page' });
    expect(mergeFilesystems(from, to)).toEqual({
      copied: ['conf9.json', 'log.txt'],
      kept: ['style.css'],
      failed: [],
    });
    expect(contentOf(to)).toEqual({
      'conf9.json': 'mine',
      'index.html': 'page',
      'log.txt': '',
      'style.css': 'new',
    });
  });

  it('never changes the old filesystem, and done twice is done once', () => {
    fc.assert(
      fc.property(anyFiles, anyFiles, (old, image) => {
        const [from, to] = [memoryFilesystem(old), memoryFilesystem(image)];
        mergeFilesystems(from, to);
        expect(contentOf(from)).toEqual(old);
        expect(contentOf(to)).toEqual({ ...old, ...image });
        expect(mergeFilesystems(from, to).copied).toEqual([]);
        expect(contentOf(to)).toEqual({ ...old, ...image });
      }),
    );
  });

  it('is finished by doing it again when the power goes before any of its writes', () => {
    const old = { a: '1', b: '2', c: '3', d: '4' };
    for (let cut = 0; cut < 4; cut += 1) {
      const to = memoryFilesystem({ b: 'image' });
      let writes = 0;
      const failing = {
        ...to,
        write: (name: string, bytes: Uint8Array) => {
          if (writes === cut) throw new PowerCut(cut);
          writes += 1;
          to.write(name, bytes);
        },
      };
      const merge = () => mergeFilesystems(memoryFilesystem(old), failing);
      if (cut < 3) expect(merge).toThrow(PowerCut);
      mergeFilesystems(memoryFilesystem(old), to);
      expect(contentOf(to)).toEqual({ ...old, b: 'image' });
    }
  });

  it('ends at the first file that does not fit, and says which and why', () => {
    const from = memoryFilesystem({ a: '12', b: '1234567', c: '1' });
    const to = memoryFilesystem({}, { capacity: 5 });
    expect(mergeFilesystems(from, to)).toEqual({
      copied: ['a'],
      kept: [],
      failed: [{ name: 'b', reason: 'full' }],
    });
  });

  it('ends at a name that the new filesystem cannot hold', () => {
    const from = memoryFilesystem({ 'a-very-long-name': 'x' });
    const to = memoryFilesystem({}, { nameMax: 8 });
    expect(mergeFilesystems(from, to).failed).toEqual([
      { name: 'a-very-long-name', reason: 'name-too-long' },
    ]);
  });

  it('ends at a file that the old filesystem cannot read', () => {
    const from = memoryFilesystem({ a: '1', b: '2' }, { unreadable: ['b'] });
    expect(mergeFilesystems(from, memoryFilesystem())).toEqual({
      copied: ['a'],
      kept: [],
      failed: [{ name: 'b', reason: 'unreadable' }],
    });
  });
});

describe('updater.dat', () => {
  it('holds the time-out as one little-endian int32 of seconds', () => {
    const fs = memoryFilesystem();
    saveCommitTimeout(fs, 300_000);
    expect([...(fs.read(UPDATER_DAT) ?? [])]).toEqual([0x2c, 0x01, 0, 0]);
    expect(loadCommitTimeout(fs)).toBe(300_000);
    saveCommitTimeout(fs, 0);
    expect([...(fs.read(UPDATER_DAT) ?? [])]).toEqual([0, 0, 0, 0]);
    expect(dropCommitTimeout(fs)).toBe(true);
    expect(dropCommitTimeout(fs)).toBe(false);
  });

  it('says no time where it is missing, short or negative', () => {
    const fs = memoryFilesystem();
    expect(loadCommitTimeout(fs)).toBe(0);
    fs.write(UPDATER_DAT, Uint8Array.of(1, 2, 3));
    expect(loadCommitTimeout(fs)).toBe(0);
    fs.write(UPDATER_DAT, Uint8Array.of(0xff, 0xff, 0xff, 0xff));
    expect(loadCommitTimeout(fs)).toBe(0);
  });
});
