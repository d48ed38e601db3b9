/** The supply goes away at every flash operation of every filesystem operation: no file is lost or mixed. */
import { expect, it } from 'vitest';
import { noiseBytes } from '../../../../../src/ota-core/flash/fault-plan.ts';
import { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { formatLittlefs } from '../../../../../src/ota-core/fs/littlefs/volume.ts';
import { chipWith, readImage } from '../../../../support/ota-core/fs/filesystem-fixtures.ts';
import { cutEverywhere } from '../../../../support/ota-core/fs/littlefs/cut-everywhere.ts';
import {
  agePair,
  findMoment,
  intoWornPair,
  isExpanded,
  isMovedAcross,
  isRelocated,
  isRewritten,
  isSplit,
  lastOfItsPair,
  momentsOf,
  withWornPairs,
  type Moment,
} from '../../../../support/ota-core/fs/littlefs/moments.ts';
import type { Operation } from '../../../../support/ota-core/fs/littlefs/random-life.ts';
import { isFull, sampleOf } from '../../../../support/sample.ts';

const CUTS = { tears: isFull ? 8 : 1, twice: isFull };
const LONG_MS = 3_600_000;

const write = (name: string, size: number) =>
  ({ kind: 'write', name, bytes: noiseBytes(size, size + 1) }) as const;

const append = (name: string, size: number): Operation => ({
  ...write(name, size),
  kind: 'append',
});

const ON_A_USED_DEVICE: readonly (readonly [string, Operation])[] = [
  ['a small file is written', write('conf7.json', 90)],
  ['a big file is written', write('model.bin', 9000)],
  ['a small file is replaced', write('conf9.json', 120)],
  ['a big file is replaced by a bigger one', write('ca.pem', 5000)],
  ['a big file is replaced by a small one', write('calibration.dat', 12)],
  ['a small file is appended to', append('conf9.json', 60)],
  ['a small file is appended to and gets a block', append('conf9.json', 600)],
  ['a big file is appended to', append('calibration.dat', 5000)],
  ['a file gets a new name', { kind: 'rename', from: 'conf5.json', to: 'aaa' }],
  ['a file takes the name of another', { kind: 'rename', from: 'log_0.txt', to: 'ca.pem' }],
  ['a small file is removed', { kind: 'remove', name: 'index.html' }],
  ['a big file is removed', { kind: 'remove', name: 'calibration.dat' }],
];

it.each(ON_A_USED_DEVICE)(
  '%s',
  (_, operation) => {
    const chip = chipWith(readImage('lfsuser'));
    expect(cutEverywhere({ chip, operation, where: 'lfsuser' }, CUTS)).toBeGreaterThan(3);
  },
  LONG_MS,
);

const LONG_NAMES = { names: 50, maxSize: 256 };

/** A chip whose files take several pairs. */
function chipOfManyPairs(): NorFlash {
  const geometry = { size: 32 * 4096, eraseSize: 4096, programSize: 4, wordOnce: false };
  const chip = new NorFlash(geometry);
  formatLittlefs(chip);
  const life = momentsOf(chip, { ...LONG_NAMES, seed: 99 }, 120);
  while (life.next().done !== true); // lived through for its effect on the chip
  return chip;
}

const METADATA: readonly (readonly [string, () => Moment])[] = [
  [
    'a full log is written anew',
    () => findMoment(chipOfManyPairs(), { ...LONG_NAMES, seed: 1 }, isRewritten),
  ],
  ['a pair is split', () => findMoment(chipOfManyPairs(), { ...LONG_NAMES, seed: 2 }, isSplit)],
  [
    'a file moves to another pair',
    () => findMoment(chipOfManyPairs(), { ...LONG_NAMES, seed: 3 }, isMovedAcross(false)),
  ],
  [
    'a file takes the name of one in another pair',
    () => findMoment(chipOfManyPairs(), { ...LONG_NAMES, seed: 4 }, isMovedAcross(true)),
  ],
  [
    'a worn pair moves',
    () => findMoment(withWornPairs(chipOfManyPairs()), { ...LONG_NAMES, seed: 5 }, isRelocated),
  ],
  [
    'a file moves into a worn pair that moves itself',
    () => intoWornPair(chipOfManyPairs(), { ...LONG_NAMES, seed: 6 }),
  ],
  [
    'the root directory moves out of the worn first pair',
    () => {
      const chip = chipOfManyPairs();
      agePair(chip, 0);
      return findMoment(chip, { ...LONG_NAMES, seed: 7 }, isExpanded);
    },
  ],
  [
    'the last file of a pair is removed',
    () => {
      const { chip, name } = lastOfItsPair(chipOfManyPairs());
      return { chip, operation: { kind: 'remove', name }, where: name };
    },
  ],
  [
    'the last file of a pair moves to another',
    () => {
      const { chip, name } = lastOfItsPair(chipOfManyPairs());
      return { chip, operation: { kind: 'rename', from: name, to: 'zz' }, where: name };
    },
  ],
];

it.each(METADATA)(
  '%s',
  (_, find) => {
    expect(cutEverywhere(find(), CUTS)).toBeGreaterThan(3);
  },
  LONG_MS,
);

const MOMENTS = isFull ? 60 : 12;
const LIVES = Array.from({ length: 60 }, (_, seed) => seed);
it.each(sampleOf(LIVES, { matrix: 'littlefs-cuts', oneOf: 30 }))(
  'every operation of the random life %i',
  (seed) => {
    const chip = chipWith(readImage(seed % 2 === 0 ? 'lfs10' : 'lfsuser'));
    let cuts = 0;
    for (const moment of momentsOf(chip, { seed, names: 12, maxSize: 4097 }, MOMENTS))
      cuts += cutEverywhere(moment, { tears: 1, twice: false });
    expect(cuts).toBeGreaterThan(MOMENTS);
  },
  LONG_MS,
);
