/** One operation of a filesystem, with the supply cut at each of its flash operations in every torn way. */
import { expect } from 'vitest';
import {
  FaultPlan,
  TORN_VARIANTS,
  type PlannedCut,
} from '../../../../../src/ota-core/flash/fault-plan.ts';
import { PowerCut } from '../../../../../src/ota-core/flash/flash.ts';
import type { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { openLittlefs } from '../../../../../src/ota-core/fs/littlefs/littlefs.ts';
import type { Moment } from './moments.ts';
import {
  afterwards,
  difference,
  filesOf,
  perform,
  performOrFull,
  type Model,
} from './random-life.ts';
import { checkLittlefs } from './spec-checker.ts';

export interface CutOptions {
  /** How many different tears of each kind. */
  readonly tears: number;
  /** Cut once more, at every operation of what is done first after the cut. */
  readonly twice: boolean;
}

/** Returns how many cuts were made. */
export function cutEverywhere(moment: Moment, options: CutOptions): number {
  const old = filesOf(openLittlefs(moment.chip));
  const states: readonly Model[] = [old, afterwards(old, moment.operation)];
  const uncut = new FaultPlan(moment.chip.fork(), null);
  perform(openLittlefs(uncut), moment.operation);
  let cuts = 0;
  for (const cut of everyCut(uncut.operations, options.tears)) {
    const chip = moment.chip.fork();
    const where = `${moment.where}, ${moment.operation.kind}, cut ${JSON.stringify(cut)}`;
    cutOff(chip, cut, moment);
    const state = examine(chip, states, where);
    goOn(chip, state, where);
    if (options.twice) cuts += cutAgain(chip, moment, { states, where });
    performOrFull(openLittlefs(chip), moment.operation);
    examine(chip, [afterwards(state, moment.operation)], `${where}, done again`);
    cuts += 1;
  }
  return cuts;
}

function* everyCut(operations: number, tears: number): Generator<PlannedCut> {
  for (let operation = 0; operation < operations; operation += 1)
    for (const variant of TORN_VARIANTS)
      for (let seed = 0; seed < (variant === 'clean' ? 1 : tears); seed += 1)
        yield { operation, variant, seed: seed === 0 ? 0 : operation * 7 + seed };
}

function cutOff(chip: NorFlash, cut: PlannedCut, { operation }: Moment): void {
  const plan = new FaultPlan(chip, cut);
  expect(() => perform(openLittlefs(plan), operation)).toThrow(PowerCut);
}

/** Mounted again, by the core and by the specification, there is one of `states` and nothing of another. */
function examine(chip: NorFlash, states: readonly Model[], where: string): Model {
  const operations = chip.operations;
  const files = filesOf(openLittlefs(chip));
  const differences = states.map((state) => difference(files, state));
  expect(differences, where).toContain(null);
  expect(chip.operations, `${where}: mounting wrote`).toBe(operations);
  const checked = checkLittlefs(chip.image(), { afterCut: 'unsettled' });
  expect(checked.problems, where).toEqual([]);
  expect(difference(checked.files, files), `${where}, by the specification`).toBeNull();
  return files;
}

/** The next writing finishes what was left, on a fork. */
function goOn(chip: NorFlash, state: Model, where: string): void {
  const fork = chip.fork();
  const file = { kind: 'write', name: 'after', bytes: Uint8Array.of(1, 2, 3) } as const;
  const isDone = performOrFull(openLittlefs(fork), file);
  const next = isDone ? afterwards(state, file) : state;
  const checked = checkLittlefs(fork.image(), { afterCut: isDone ? 'settled' : 'unsettled' });
  expect(checked.problems, `${where}, gone on`).toEqual([]);
  expect(difference(checked.files, next), `${where}, gone on`).toBeNull();
  expect(difference(filesOf(openLittlefs(fork)), next), `${where}, gone on`).toBeNull();
}

/** The same operation is tried again and cut again. */
function cutAgain(
  chip: NorFlash,
  moment: Moment,
  { states, where }: { states: readonly Model[]; where: string },
): number {
  const uncut = new FaultPlan(chip.fork(), null);
  performOrFull(openLittlefs(uncut), moment.operation);
  let cuts = 0;
  for (const cut of everyCut(uncut.operations, 1)) {
    const fork = chip.fork();
    cutOff(fork, cut, moment);
    goOn(fork, examine(fork, states, `${where}, then ${JSON.stringify(cut)}`), where);
    cuts += 1;
  }
  return cuts;
}
