/**
 * The supply goes away at every flash operation of every change, whole and torn, and again while what that left
 * is put right. Afterwards all files are as before or as after, none is lost or mixed, mounting wrote nothing,
 * and after the next change the chip is sound by the checker of the specification.
 */
import { describe, expect, it } from 'vitest';
import {
  FaultPlan,
  TORN_VARIANTS,
  type PlannedCut,
} from '../../../../../src/ota-core/flash/fault-plan.ts';
import { PowerCut } from '../../../../../src/ota-core/flash/flash.ts';
import type { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { protectFlash } from '../../../../../src/ota-core/flash/flash-areas.ts';
import { FilesystemError } from '../../../../../src/ota-core/fs/filesystem.ts';
import { openSpiffs } from '../../../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { seededRandom } from '../../../../support/chunking.ts';
import { checkAgainstSpec } from '../../../../support/ota-core/fs/spiffs/spec-checker.ts';
import {
  afterStep,
  chipWith,
  contentOf,
  crammedChip,
  describeStep,
  doStep,
  freshChip,
  linesOf,
  modelOf,
  randomStep,
  readImage,
  type Model,
  type Step,
} from '../../../../support/ota-core/fs/spiffs/spiffs-kit.ts';
import { isFull, sampleOf } from '../../../../support/sample.ts';

interface Cut {
  readonly chip: NorFlash;
  readonly label: string;
}

/** The chips that a step leaves, cut at each of its operations. */
function* cutChips(
  base: NorFlash,
  step: Step,
  { seeds, every = 1 }: { readonly seeds: readonly number[]; readonly every?: number },
): Generator<Cut> {
  const whole = new FaultPlan(base.fork(), null);
  doStep(openSpiffs(whole), step);
  for (let operation = 0; operation < whole.operations; operation += 1) {
    // The last ones decide.
    if (operation % every !== 0 && operation < whole.operations - 3) continue;
    for (const variant of TORN_VARIANTS)
      for (const seed of variant === 'clean' ? [0] : seeds) {
        const cut: PlannedCut = { operation, variant, seed: seed === 0 ? 0 : seed + operation };
        const chip = base.fork();
        expect(() => doStep(openSpiffs(new FaultPlan(chip, cut)), step)).toThrow(PowerCut);
        yield { chip, label: `${describeStep(step)} cut ${JSON.stringify(cut)}` };
      }
  }
}

/** What is on a chip, read where nothing may be written. */
const mounted = (chip: NorFlash): string =>
  linesOf(modelOf(openSpiffs(protectFlash(chip)))).join('\n');

const textOf = (model: Model): string => linesOf(model).join('\n');

const NEXT: Step = { kind: 'write', name: 'next', bytes: contentOf(400, 99) };

/** Another change on a chip that was cut: it ends in what it should, and nothing is left over. */
function requireGoesOn(chip: NorFlash, label: string): void {
  const before = modelOf(openSpiffs(chip));
  let model = afterStep(before, NEXT);
  try {
    doStep(openSpiffs(chip), NEXT);
  } catch (error) {
    if (!(error instanceof FilesystemError && error.kind === 'full')) throw error;
    model = before;
  }
  expect(mounted(chip), label).toBe(textOf(model));
  const { problems, files } = checkAgainstSpec(chip.image());
  expect(problems, label).toEqual([]);
  expect(textOf(files), label).toBe(textOf(model));
}

/** User files of a device, and one with an index page beside its header. */
function usedChip(): NorFlash {
  const chip = chipWith(readImage('spiffsuser.img'));
  openSpiffs(chip).write('long.bin', contentOf(93 * 251 + 700, 5));
  return chip;
}

/** Pages that a change leaves elsewhere though their file was not changed. */
function movedPages(base: NorFlash, step: Step): number {
  const chip = base.fork();
  doStep(openSpiffs(chip), step);
  const [before, after] = [base.image(), chip.image()];
  const isMoved = (page: number): boolean => {
    const bytes = before.subarray(page * 256, page * 256 + 256);
    const isData = bytes[4] === 0xfc && bytes.some((byte, at) => byte !== after[page * 256 + at]);
    return isData && Buffer.from(after).includes(Buffer.from(bytes));
  };
  return Array.from({ length: before.length / 256 }, (_, page) => page).filter(isMoved).length;
}

const write = (name: string, length: number): Step => ({
  kind: 'write',
  name,
  bytes: contentOf(length, 77),
});
const append = (name: string, length: number): Step => ({
  kind: 'append',
  name,
  bytes: contentOf(length, 55),
});
const rename = (from: string, to: string): Step => ({ kind: 'rename', from, to });

const CHANGES: readonly (readonly [string, () => NorFlash, Step, number])[] = [
  ['a new file', usedChip, write('new.txt', 900), 1],
  [
    'a new file with two index pages',
    () => chipWith(readImage('spiffs10.img')),
    write('new.txt', 94 * 251),
    9,
  ],
  ['an empty file', usedChip, write('new.txt', 0), 1],
  ['a replaced file', usedChip, write('conf9.json', 900), 1],
  ['a replaced file with two index pages', usedChip, write('long.bin', 300), 9],
  ['a file that is appended to', usedChip, append('log_0.txt', 900), 1],
  ['a file with two index pages that is appended to', usedChip, append('long.bin', 300), 1],
  [
    'a file that gets a second index page by an append',
    () => chipWith(readImage('spiffsuser.img')),
    append('calibration.dat', 80 * 251),
    9,
  ],
  ['a file that is appended to, for which pages must move', crammedChip, append('f5', 2600), 1],
  ['a renamed file', usedChip, rename('log_0.txt', 'log_1.txt'), 1],
  ['a file renamed over another', usedChip, rename('log_0.txt', 'conf9.json'), 1],
  ['a file renamed over one with a smaller id', usedChip, rename('long.bin', 'ca.pem'), 1],
  ['a removed file', usedChip, { kind: 'remove', name: 'calibration.dat' }, 1],
  ['a new file for which pages must move', crammedChip, write('new.txt', 2600), 1],
  ['a replaced file for which pages must move', crammedChip, write('f5', 2600), 1],
];

describe.each(CHANGES)('%s', (_, makeChip, step, stride) => {
  const every = isFull ? 1 : stride;
  const base = makeChip();
  const before = textOf(modelOf(openSpiffs(base)));
  const after = textOf(afterStep(modelOf(openSpiffs(base)), step));

  it('is there or is not, wherever the supply goes away', { timeout: 300_000 }, () => {
    const seen = new Set<string>();
    for (const { chip, label } of cutChips(base, step, {
      seeds: isFull ? [0, 1, 2, 3] : [1],
      every,
    })) {
      const found = mounted(chip);
      expect([before, after], label).toContain(found);
      seen.add(found);
      requireGoesOn(chip, label);
    }
    expect(seen.size).toBe(2);
  });

  it('is decided by one operation: before it nothing happened, after it everything', () => {
    const outcomes: boolean[] = [];
    const whole = new FaultPlan(base.fork(), null);
    doStep(openSpiffs(whole), step);
    for (let operation = 0; operation < whole.operations; operation += 1) {
      const chip = base.fork();
      const plan = new FaultPlan(chip, { operation, variant: 'clean' });
      expect(() => doStep(openSpiffs(plan), step)).toThrow(PowerCut);
      outcomes.push(mounted(chip) === after);
    }
    expect(outcomes).toEqual([...outcomes].sort((a, b) => Number(a) - Number(b)));
  });
});

it('moves pages where it says that pages must move, and nowhere else', () => {
  for (const [name, makeChip, step] of CHANGES)
    expect(movedPages(makeChip(), step) > 0, name).toBe(name.endsWith('must move'));
});

describe('a cut while an earlier one is put right', () => {
  it(
    'changes nothing more, and the change under way is there or is not',
    { timeout: 600_000 },
    () => {
      const cases = CHANGES.filter(([, , , stride]) => stride === 1);
      let second = 0;
      for (const [name, makeChip, step] of cases) {
        const every = isFull ? 1 : 5;
        for (const first of cutChips(makeChip(), step, { seeds: [1], every })) {
          const left = modelOf(openSpiffs(first.chip));
          const answers = [textOf(left), textOf(afterStep(left, NEXT))];
          const again = isFull ? { seeds: [1], every: 3 } : { seeds: [1], every: 11 };
          for (const { chip, label } of cutChips(first.chip, NEXT, again)) {
            second += 1;
            expect(answers, `${name}: ${first.label}, then ${label}`).toContain(mounted(chip));
            if (second % 10 === 0) requireGoesOn(chip, `${first.label}, then ${label}`);
          }
        }
      }
      expect(second).toBeGreaterThan(500);
    },
  );
});

const SEEDS = sampleOf(
  Array.from({ length: 400 }, (_, at) => at + 1),
  { matrix: 'spiffs-cuts', oneOf: 50 },
);
/** Of one sequence; by then most have erased a block. */
const MOST_STEPS = 80;

/** Random changes until one erases a block, for which pages may have to move: that one, not made yet, or null. */
function changeThatErases(base: NorFlash, next: () => Step): Step | null {
  const filesystem = openSpiffs(base);
  for (let made = 0; made < MOST_STEPS; made += 1) {
    const step = next();
    const tried = base.fork();
    const before = tried.log.length;
    const isDone = ignoringFull(() => doStep(openSpiffs(tried), step));
    if (isDone && tried.log.slice(before).some(({ kind }) => kind === 'erase')) return step;
    ignoringFull(() => doStep(filesystem, step));
  }
  return null;
}

describe('random sequences', () => {
  it(
    `survive a cut anywhere in their last change, ${SEEDS.length} of them`,
    { timeout: 900_000 },
    () => {
      let cuts = 0;
      for (const seed of SEEDS) {
        const random = seededRandom(seed * 7919);
        const blocks = 4 + (seed % 4);
        const base = freshChip(blocks, [1, 4, 256][seed % 3]);
        const last = changeThatErases(base, () => randomStep(random, (blocks - 2) * 1500));
        if (last === null) continue;
        const model = modelOf(openSpiffs(base));
        const answers = [textOf(model), textOf(afterStep(model, last))];
        for (const { chip, label } of cutChips(base, last, { seeds: [seed] })) {
          cuts += 1;
          expect(answers, `seed ${seed}: ${label}`).toContain(mounted(chip));
          requireGoesOn(chip, `seed ${seed}: ${label}`);
        }
      }
      expect(cuts).toBeGreaterThan(SEEDS.length);
    },
  );
});

function ignoringFull(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof FilesystemError && error.kind === 'full') return false;
    throw error;
  }
}
