import { expect, it } from 'vitest';
import { FilesystemError } from '../../../../../src/ota-core/fs/filesystem.ts';
import { formatLittlefs } from '../../../../../src/ota-core/fs/littlefs/volume.ts';
import { openLittlefs } from '../../../../../src/ota-core/fs/littlefs/littlefs.ts';
import { noiseBytes } from '../../../../../src/ota-core/flash/fault-plan.ts';
import { chipWith, readImage } from '../../../../support/ota-core/fs/filesystem-fixtures.ts';
import { filesOf, performOrFull } from '../../../../support/ota-core/fs/littlefs/random-life.ts';
import { checkLittlefs } from '../../../../support/ota-core/fs/littlefs/spec-checker.ts';

const blank = (blocks: number): ReturnType<typeof chipWith> => {
  const chip = chipWith(new Uint8Array(blocks * 4096).fill(0xff));
  formatLittlefs(chip);
  return chip;
};

function kindOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof FilesystemError) return error.kind;
    throw error;
  }
  return 'done';
}

it('what is formatted is empty, of version 2.0 and of the size asked for', () => {
  const chip = chipWith(readImage('lfsuser'));
  formatLittlefs(chip);
  expect(openLittlefs(chip).list()).toEqual([]);
  expect(checkLittlefs(chip.image()).problems).toEqual([]);
  formatLittlefs(chip, { sizeBytes: 32 * 1024 });
  expect(openLittlefs(chip).space()).toEqual({ sizeBytes: 32 * 1024, freeBytes: 24 * 1024 });
});

it.each(['', '.', '..', '/a', 'a/', 'no such directory/a', 'a\0b', '\ud800'])(
  'no file can be called %j',
  (name) => {
    const fs = openLittlefs(blank(8));
    fs.write('there', new Uint8Array(1));
    expect(kindOf(() => fs.write(name, new Uint8Array(1)))).toBe('bad-name');
    expect(kindOf(() => fs.rename('there', name))).toBe('bad-name');
    expect(fs.list()).toHaveLength(1);
  },
);

it('a name has 255 bytes at most, counted as UTF-8', () => {
  const fs = openLittlefs(blank(8));
  fs.write('n'.repeat(255), new Uint8Array(1));
  expect(kindOf(() => fs.write('n'.repeat(256), new Uint8Array(1)))).toBe('name-too-long');
  expect(kindOf(() => fs.write('ü'.repeat(128), new Uint8Array(1)))).toBe('name-too-long');
  expect(fs.list()).toHaveLength(1);
});

it('what is given and what is got belongs to the caller', () => {
  const fs = openLittlefs(blank(8));
  for (const size of [10, 5000]) {
    const bytes = noiseBytes(size, size);
    fs.write('a', bytes);
    bytes.fill(0);
    fs.read('a')?.fill(1);
    expect(fs.read('a')).toEqual(noiseBytes(size, size));
  }
});

it('what does not fit is refused before a file is lost, and what is removed makes room', () => {
  const chip = blank(8);
  const fs = openLittlefs(chip);
  fs.write('keep', noiseBytes(9000, 1));
  const before = filesOf(fs);
  expect(kindOf(() => fs.write('keep', new Uint8Array(20_000)))).toBe('full');
  expect(filesOf(fs)).toEqual(before);
  expect(filesOf(openLittlefs(chip))).toEqual(before);
  fs.remove('keep');
  expect(kindOf(() => fs.write('keep', new Uint8Array(20_000)))).toBe('done');
});

it('a filesystem full to the last block still lets go of its files', () => {
  const chip = blank(4);
  const fs = openLittlefs(chip);
  for (let index = 0; index < 200; index += 1)
    performOrFull(fs, { kind: 'write', name: `${index}`, bytes: new Uint8Array(200) });
  performOrFull(fs, { kind: 'write', name: 'a block', bytes: new Uint8Array(4096) });
  expect(kindOf(() => fs.write('one more', new Uint8Array(8000)))).toBe('full');
  for (const { name } of fs.list()) expect(fs.remove(name)).toBe(true);
  expect(openLittlefs(chip).list()).toEqual([]);
  expect(checkLittlefs(chip.image()).problems).toEqual([]);
});

it('a file that is not there is neither renamed nor removed', () => {
  const fs = openLittlefs(chipWith(readImage('lfs10')));
  expect([fs.rename('no', 'init.js'), fs.remove('no')]).toEqual([false, false]);
  expect(fs.rename('init.js', 'init.js')).toBe(true);
  expect(fs.list()).toHaveLength(4);
});

it('what is appended comes behind what was there, at every size around the edges of blocks', () => {
  for (const first of [0, 63, 512, 513, 4095, 4096, 4097, 8187, 8188, 8189, 16_376])
    for (const second of [0, 1, 500, 4096, 9000]) {
      const chip = blank(32);
      const fs = openLittlefs(chip);
      const [old, added] = [noiseBytes(first, 1), noiseBytes(second, 2)];
      if (first > 0) fs.write('a', old);
      fs.append('a', added);
      const whole = Buffer.concat([old, added]);
      expect(Buffer.compare(openLittlefs(chip).read('a')!, whole), `${first}+${second}`).toBe(0);
      const { problems, files } = checkLittlefs(chip.image());
      expect(problems).toEqual([]);
      expect(Buffer.compare(files.get('a')!, whole)).toBe(0);
    }
});

it('an append takes the blocks of what is appended, and what does not fit changes nothing', () => {
  const chip = blank(16);
  const fs = openLittlefs(chip);
  fs.write('a', noiseBytes(8 * 4096, 1));
  fs.append('a', noiseBytes(4 * 4096, 2));
  expect(fs.list()).toEqual([{ name: 'a', size: 12 * 4096 }]);
  const before = chip.operations;
  expect(kindOf(() => fs.append('a', noiseBytes(3 * 4096, 3)))).toBe('full');
  expect(chip.operations).toBe(before);
  expect(fs.list()).toEqual([{ name: 'a', size: 12 * 4096 }]);
});
