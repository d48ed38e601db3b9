import { describe, expect, it } from 'vitest';
import { compareBundles } from '../../../src/bundle/compare/compare-bundles.ts';
import { compareWithDevice } from '../../../src/bundle/compare/compare-device.ts';
import type { ComparedDevice } from '../../../src/contracts/compared.ts';
import {
  contentsFound,
  differences,
  sameItems,
  sameSizeItems,
  sideFirmware,
} from '../../../src/messages/compare-panel-words.ts';
import { readFixture } from '../../support/bundle/fixture.ts';
import { open } from '../../support/bundle/refusal.ts';

const load = (name: string) => open(readFixture(`demo-esp32-${name}.zip`), `${name}.zip`);
const [now, old, signed] = [
  await load('1.1.0'),
  await load('1.0.0'),
  await load('1.1.0-signed-k0-k2'),
];

describe('what the panel shows of two files', () => {
  const compared = compareBundles(now, old);
  const groups = differences(compared);

  it('is a group for the manifest, one for each part that differs, one for the files in it', () => {
    expect(groups.map(({ title, word }) => [title, word])).toEqual([
      ['Manifest', null],
      ['Part app', 'changed'],
      ['Part fs', 'changed'],
      ['Files in fs', null],
    ]);
    const app = groups.find(({ title }) => title === 'Part app');
    expect(app?.rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['SHA-256', 'src']));
    const hash = app?.rows.find(({ name }) => name === 'SHA-256');
    expect(hash?.left).toMatch(/^[0-9a-f]{8}…[0-9a-f]{6}$/);
    expect(hash?.left).not.toBe(hash?.right);
  });

  it('gives each field both values', () => {
    expect(groups[0]?.rows[0]).toEqual({
      ...{ name: 'version', word: null, left: '1.1.0', right: '1.0.0' },
    });
  });

  it('lists what is the same apart, files of an image by their place', () => {
    const names = sameItems(compared).map(({ name }) => name);
    expect(names).toContain('boot');
    expect(names).not.toContain('app');
    for (const name of names) expect(name).toMatch(/^[a-z]+(?:\/|$)/);
  });

  it('has no groups where nothing differs', () => {
    expect(differences(compareBundles(now, now))).toEqual([]);
  });

  it('tells a signature that only one of them has', () => {
    expect(differences(compareBundles(now, signed))).toContainEqual({
      title: 'Signatures',
      word: null,
      rows: [
        {
          ...{ name: 'Signature of the manifest', word: 'only in the other file' },
          ...{ left: null, right: null },
        },
      ],
    });
  });
});

describe('what the panel shows of a file and a device', () => {
  const side = { id: 'esp32_0A1B2C', app: 'demo', version: '1.0.0', buildId: 'x' };
  const shipped = compareWithDevice(now, { ...side, platform: 'esp32', files: [] }).files ?? [];
  const [first] = shipped;
  if (first === undefined) throw new Error('the fixture has no files');
  const compared = compareWithDevice(now, {
    ...{ ...side, platform: 'esp32' },
    files: [
      { name: first.name, size: first.leftBytes ?? 0 },
      { name: 'own\u202e.txt', size: 3 },
    ],
  });

  it('is what runs, and files by where they are; those of one size stand apart', () => {
    const files = differences(compared).find(({ title }) => title === 'Files');
    const words = new Map(files?.rows.map(({ name, word }) => [name, word]));
    expect(words.has(first.name)).toBe(false);
    expect([...words.values()].at(-1)).toBe('only on the device');
    expect([...words.keys()].at(-1)).not.toContain('\u202e');
    expect(sameSizeItems(compared).map(({ name }) => name)).toEqual([first.name]);
    expect(sameItems(compared)).toEqual([]);
  });

  it('is what the files hold, where that was read', () => {
    const read = (kind: 'same' | 'changed' | 'not-given'): ComparedDevice => ({
      ...compared,
      files: (compared.files ?? []).map((file) =>
        file.name === first.name ? { ...file, standing: kind } : file,
      ),
      hasContents: true,
    });
    expect(contentsFound(compared)).toBeNull();
    expect(contentsFound(read('same'))).toBe('Files by content: 1 the same, 0 changed.');
    expect(sameItems(read('same')).map(({ name }) => name)).toEqual([first.name]);
    expect(contentsFound(read('not-given'))).toBe(
      'Files by content: 0 the same, 0 changed, 1 not given by the device.',
    );
    const rows = differences(read('not-given')).find(({ title }) => title === 'Files')?.rows;
    expect(rows?.find(({ name }) => name === first.name)?.word).toBe(
      'same size, not given by the device',
    );
    expect(sameSizeItems(read('changed'))).toEqual([]);
  });

  it('names firmware and platform of a side', () => {
    expect(sideFirmware(compared.right)).toBe('demo 1.0.0 for esp32');
  });
});
