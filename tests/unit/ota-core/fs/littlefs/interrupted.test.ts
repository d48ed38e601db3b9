/** Chips on which the reference implementation was cut: see tests/fixtures/littlefs/README.md. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openLittlefs } from '../../../../../src/ota-core/fs/littlefs/littlefs.ts';
import { crc32 } from '../../../../../src/ota-core/primitives/crc32.ts';
import { chipWith } from '../../../../support/ota-core/fs/filesystem-fixtures.ts';
import { cutEverywhere } from '../../../../support/ota-core/fs/littlefs/cut-everywhere.ts';
import { filesOf, type Model } from '../../../../support/ota-core/fs/littlefs/random-life.ts';
import { checkLittlefs } from '../../../../support/ota-core/fs/littlefs/spec-checker.ts';

const folder = path.join(import.meta.dirname, '../../../../fixtures/littlefs');
const listings = JSON.parse(readFileSync(path.join(folder, 'littlefs.json'), 'utf8')) as Record<
  string,
  Record<string, { size: number; crc32: string }>
>;
const CHIPS = ['directory-removed', 'directory-relocated', 'directory-moved', 'file-moved'];

const chipOf = (name: string): ReturnType<typeof chipWith> =>
  chipWith(new Uint8Array(gunzipSync(readFileSync(path.join(folder, `${name}.img.gz`)))));

function describeFiles(files: Model): unknown {
  return Object.fromEntries(
    [...files].map(([name, bytes]) => [
      name,
      { size: bytes.length, crc32: crc32(bytes).toString(16).padStart(8, '0') },
    ]),
  );
}

it.each(CHIPS)('%s: what is left half-done is read as done, and nothing is written', (name) => {
  const chip = chipOf(name);
  expect(describeFiles(filesOf(openLittlefs(chip)))).toEqual(listings[name]);
  expect(chip.operations).toBe(0);
});

it.each(CHIPS)('%s: the first change finishes it', (name) => {
  const chip = chipOf(name);
  openLittlefs(chip).remove('no such file');
  const { problems, files } = checkLittlefs(chip.image(), { afterCut: 'settled' });
  expect(problems).toEqual([]);
  expect(describeFiles(files)).toEqual(listings[name]);
});

it.each(CHIPS)('%s: finishing it may be cut at every flash operation', (name) => {
  const operation = { kind: 'write', name: 'more', bytes: new Uint8Array(3000) } as const;
  const moment = { chip: chipOf(name), operation, where: name };
  expect(cutEverywhere(moment, { tears: 1, twice: false })).toBeGreaterThan(3);
});
