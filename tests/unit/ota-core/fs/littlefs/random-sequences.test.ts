/** 10,000 random lives with SLIPWAY_FULL=1, every 101st of them otherwise; each is checked after every operation. */
import { expect, it } from 'vitest';
import { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { formatLittlefs } from '../../../../../src/ota-core/fs/littlefs/volume.ts';
import { openLittlefs } from '../../../../../src/ota-core/fs/littlefs/littlefs.ts';
import { chipWith, readImage } from '../../../../support/ota-core/fs/filesystem-fixtures.ts';
import {
  afterwards,
  createLife,
  difference,
  filesOf,
  performOrFull,
} from '../../../../support/ota-core/fs/littlefs/random-life.ts';
import { checkLittlefs } from '../../../../support/ota-core/fs/littlefs/spec-checker.ts';
import { isFull, seedFor } from '../../../../support/sample.ts';

const LIVES = 10_000;
const OPERATIONS = 30;
/** Lives that take one test together: a failing one is named by its seed. */
const BATCH = 1000;
/** No multiple of a kind of chip: every kind has its turn. */
const STEP = isFull ? 1 : 101;
const TURN = seedFor('littlefs') % STEP;

interface Chip {
  readonly flash: NorFlash;
  readonly names: number;
  readonly maxSize: number;
}

/** Small and full, many names in one pair, real images that go on living, chips that take a word once. */
function chipFor(seed: number): Chip {
  const blank = (blocks: number, wordOnce: boolean): NorFlash => {
    const size = blocks * 4096;
    const programSize = wordOnce ? 8 : 4;
    const flash = new NorFlash({ size, eraseSize: 4096, programSize, wordOnce });
    formatLittlefs(flash);
    return flash;
  };
  switch (seed % 5) {
    case 0:
      return { flash: blank(4 + (seed % 7), false), names: 8, maxSize: 8188 };
    case 1:
      return { flash: blank(16, true), names: 40, maxSize: 257 };
    case 2:
      return { flash: blank(32, false), names: 60, maxSize: 20_000 };
    case 3:
      return { flash: chipWith(readImage('lfs10')), names: 12, maxSize: 20_000 };
    default:
      return { flash: chipWith(readImage('lfsuser')), names: 30, maxSize: 4097 };
  }
}

function liveThrough(seed: number): { done: number; refused: number; pairs: number } {
  const { flash, names, maxSize } = chipFor(seed);
  const nextOperation = createLife({ seed, names, maxSize });
  let fs = openLittlefs(flash);
  let model = filesOf(fs);
  let [refused, pairs] = [0, 0];
  for (let step = 0; step < OPERATIONS; step += 1) {
    const operation = nextOperation();
    const where = `seed ${seed}, step ${step}, ${operation.kind}`;
    if (performOrFull(fs, operation)) model = afterwards(model, operation);
    else refused += 1;
    const checked = checkLittlefs(flash.image());
    pairs = Math.max(pairs, checked.pairs.length);
    expect(checked.problems, where).toEqual([]);
    expect(difference(checked.files, model), `${where}, by the specification`).toBeNull();
    // Every other step goes on with the mounted one: memory and flash must say the same.
    const mounted = openLittlefs(flash);
    expect(difference(filesOf(mounted), model), `${where}, mounted anew`).toBeNull();
    expect(difference(filesOf(fs), model), `${where}, as it was mounted`).toBeNull();
    expect(fs.space(), where).toEqual(mounted.space());
    expect(fs.space().freeBytes, where).toBe((checked.blockCount - checked.usedBlocks.size) * 4096);
    if (step % 2 === 1) fs = mounted;
  }
  return { done: OPERATIONS - refused, refused, pairs };
}

/** Of all batches: a life in which everything is refused, or one that never grows, would prove nothing. */
const lived = { done: 0, refused: 0, pairs: 0 };
const batches = Array.from({ length: LIVES / BATCH }, (_, index) => index * BATCH);
it.each(batches)(
  'random lives from seed %i on keep to the specification after every operation',
  (first) => {
    for (let seed = first + TURN; seed < first + BATCH; seed += STEP) {
      const life = liveThrough(seed);
      lived.done += life.done;
      lived.refused += life.refused;
      lived.pairs = Math.max(lived.pairs, life.pairs);
    }
  },
  3_600_000,
);

it('random lives mostly do what they try, and outgrow one pair of blocks', () => {
  expect(lived.done).toBeGreaterThan(lived.refused);
  expect(lived.pairs).toBeGreaterThan(1);
});
