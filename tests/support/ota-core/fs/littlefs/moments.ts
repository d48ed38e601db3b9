/** Moments in the life of a LittleFS at which something special happens to its metadata, found by dice. */
import type { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { openLittlefs } from '../../../../../src/ota-core/fs/littlefs/littlefs.ts';
import { createLife, performOrFull, type LifeOptions, type Operation } from './random-life.ts';
import { checkLittlefs, type CheckedImage } from './spec-checker.ts';
import { parseMdir, specCrc } from './spec-log.ts';

export interface Moment {
  /** The chip just before. */
  readonly chip: NorFlash;
  readonly operation: Operation;
  /** How the moment is found again. */
  readonly where: string;
}

export interface Step {
  readonly before: CheckedImage;
  readonly after: CheckedImage;
  readonly operation: Operation;
}

/** Every operation of a life that is not refused, with the chip before it. */
export function* momentsOf(chip: NorFlash, life: LifeOptions, steps: number): Generator<Moment> {
  const nextOperation = createLife(life);
  for (let step = 0; step < steps; step += 1) {
    const operation = nextOperation();
    const before = chip.fork();
    if (performOrFull(openLittlefs(chip), operation))
      yield { chip: before, operation, where: `seed ${life.seed}, step ${step}` };
  }
}

/** The first moment of which `isWanted` is true. Throws where there is none in 400 steps. */
export function findMoment(
  chip: NorFlash,
  life: LifeOptions,
  isWanted: (step: Step) => boolean,
): Moment {
  for (const moment of momentsOf(chip, life, 400)) {
    const after = moment.chip.fork();
    performOrFull(openLittlefs(after), moment.operation);
    const before = checkLittlefs(moment.chip.image());
    const step = { before, after: checkLittlefs(after.image()), operation: moment.operation };
    if (isWanted(step)) return moment;
  }
  throw new Error(`no such moment in the life of seed ${life.seed}`);
}

/** The revision count after which LittleFS moves a pair: block_cycles 512, made odd. */
const LAST_REVISION = 2 * 513 - 1;

/** Makes the pair look as if it had been rewritten about a thousand times. */
export function agePair(chip: NorFlash, index: number): void {
  const image = chip.image();
  const pair = checkLittlefs(image).pairs[index]!;
  const block = image.subarray(pair[0] * 4096, (pair[0] + 1) * 4096);
  const view = new DataView(block.buffer, block.byteOffset);
  const { crcAt } = parseMdir(pair, block).commits[0]!;
  view.setUint32(0, LAST_REVISION, true);
  view.setUint32(crcAt + 4, specCrc(block.subarray(0, crcAt + 4)), true);
  chip.setCells(pair[0] * 4096, block);
}

/** All pairs but the first. */
export function withWornPairs(chip: NorFlash): NorFlash {
  const { pairs } = checkLittlefs(chip.image());
  for (let index = 1; index < pairs.length; index += 1) agePair(chip, index);
  return chip;
}

/** Removes all files of the second pair but one. */
export function lastOfItsPair(chip: NorFlash): { readonly chip: NorFlash; readonly name: string } {
  const { homes } = checkLittlefs(chip.image());
  const names = [...homes].filter(([, home]) => home === 1).map(([name]) => name);
  const fs = openLittlefs(chip);
  for (const name of names.slice(1)) fs.remove(name);
  return { chip, name: names[0]! };
}

/** A rename into another pair that is worn, has no room left and so has to move itself. */
export function intoWornPair(chip: NorFlash, life: LifeOptions): Moment {
  let home = 0;
  const moment = findMoment(chip, life, (step) => {
    if (step.operation.kind !== 'rename' || !isMovedAcross(false)(step)) return false;
    home = step.after.homes.get(step.operation.to)!;
    return home > 0 && step.before.revisions[home] !== step.after.revisions[home];
  });
  agePair(moment.chip, home);
  return moment;
}

export const isRewritten = ({ before, after }: Step): boolean =>
  before.pairs.length === after.pairs.length && before.revisions.join() !== after.revisions.join();

export const isSplit = ({ before, after }: Step): boolean =>
  after.pairs.length > before.pairs.length;

/** A rename into another pair; `replacing` says whether there was a file of the new name. */
export const isMovedAcross =
  (replacing: boolean) =>
  ({ before, after, operation }: Step): boolean =>
    operation.kind === 'rename' &&
    before.files.has(operation.from) &&
    before.files.has(operation.to) === replacing &&
    before.pairs.length === after.pairs.length &&
    before.homes.get(operation.from) !== after.homes.get(operation.to);

/** A pair that is not in the two blocks that it was in. */
export const isRelocated = ({ before, after }: Step): boolean =>
  before.pairs.length === after.pairs.length &&
  before.pairs.some((pair, index) => !pair.every((block) => after.pairs[index]!.includes(block)));

/** The first pair has only the superblock left. */
export const isExpanded = (step: Step): boolean =>
  isSplit(step) && ![...step.after.homes.values()].includes(0);
