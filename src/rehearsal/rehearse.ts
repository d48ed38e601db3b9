/**
 * A rehearsal: the exact bundle is written to a stand-in of the device by the procedure that writes to real ones; then the power is
 * cut before and in the middle of every flash operation of that run. However it goes, the device must come to rest by itself on the
 * firmware that it had or on the new one, whole and with its files.
 */
import type { Bundle } from '../bundle/bundle.ts';
import { slotPartBytes } from '../bundle/part-bytes.ts';
import type { PartitionTable } from '../ota-core/device/profile.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { chipAfterCut } from '../ota-core/flash/recording-flash.ts';
import { openImage } from '../ota-core/fs/open-filesystem.ts';
import type { UpdateResult } from '../update/events.ts';
import { holdsSame, runAfterCut } from './after-cut.ts';
import type { AfterCut, Settled } from './after-cut.ts';
import { runPlainly } from './plain-run.ts';
import type { Moment, PlainRunOptions } from './plain-run.ts';
import { makeStandIn } from './stand-in.ts';
import type { StandInFacts } from './stand-in.ts';

/** Where the power goes: the operation was not begun, or half of it is done. */
export type CutPlace = 'before' | 'middle';

export interface Cut {
  /** Of the run, from 0. */
  readonly operation: number;
  readonly place: CutPlace;
  readonly kind: 'program' | 'erase';
  /** The partition that it changes. */
  readonly partition: string;
}

export interface RehearsedFiles {
  /** Names, sorted: of the device, and there still with what they held. */
  readonly keeps: readonly string[];
  /** Of the device, replaced by the firmware's. */
  readonly overwrites: readonly string[];
  /** Of the firmware; the device does not have them. */
  readonly adds: readonly string[];
  /** Of the device; they are gone. */
  readonly loses: readonly string[];
}

export interface Rehearsal {
  /** How the run without a cut ended. */
  readonly update: UpdateResult;
  /** Its flash operations; there are two cuts for each. */
  readonly operations: number;
  /** After how many cuts the device runs the firmware that it had, and after how many the new one. */
  readonly ends: { readonly old: number; readonly new: number };
  /** The cut after which it took longest to come to rest; null: none was made. */
  readonly longest:
    | (Cut & { readonly afterMs: number; readonly boots: number; readonly ends: 'old' | 'new' })
    | null;
  /** Cuts after which it did not: the first of them. */
  readonly broken: readonly (Cut & { readonly why: string })[];
  readonly brokenCount: number;
  /** null: the firmware brings no files, or those of the device are not known. */
  readonly files: RehearsedFiles | null;
}

export type RehearsalStep =
  | { readonly type: 'updated'; readonly operations: number }
  | { readonly type: 'cut'; readonly done: number; readonly of: number };

export const isSafe = ({ update, brokenCount, files }: Rehearsal): boolean =>
  update.result === 'committed' && brokenCount === 0 && (files?.loses.length ?? 0) === 0;

const MOST_BROKEN = 20;
/** Progress is told after so many; whoever runs this gives way then. */
const OPERATIONS_A_STEP = 25;
/** Room for the largest filesystem of the platforms: only what the image says of its own size counts. */
const CHIP_BYTES = 1024 * 1024;

export interface RehearsalOptions extends PlainRunOptions {
  readonly facts: StandInFacts;
}

/** Yields after the run and after every few cuts. Throws what the stand-in throws (stand-in.ts). */
export async function* rehearse(
  options: RehearsalOptions,
): AsyncGenerator<RehearsalStep, Rehearsal, void> {
  const { facts, bundle, digest } = options;
  const standIn = makeStandIn(facts, digest);
  const left = (chip: NorFlash): AfterCut =>
    runAfterCut(facts, chip, { registry: standIn.registry, digest });
  const old = settledOf(left(standIn.chip.fork()));
  const { result: update, moments } = await runPlainly(standIn, options);
  yield { type: 'updated', operations: moments.length };
  const counts = new CutCounts(facts.profile.partitions);
  const isUpdated = update.result === 'committed';
  const fresh = isUpdated ? settledOf(left(standIn.chip.fork())) : old;
  for (const [operation, moment] of isUpdated ? moments.entries() : []) {
    for (const place of ['before', 'middle'] as const) {
      const variant = place === 'before' ? 'clean' : 'prefix';
      const found = left(chipAfterCut(moment.chip, moment.operation, { variant }));
      counts.add({ operation, place, moment }, found, { old, fresh });
    }
    if (operation % OPERATIONS_A_STEP === 0)
      yield { type: 'cut', done: 2 * (operation + 1), of: 2 * moments.length };
  }
  return {
    update,
    operations: moments.length,
    ...counts.counted,
    files: isUpdated && facts.files !== null ? filesOf(bundle, old, fresh) : null,
  };
}

/** Before the first and after the last operation a device that does not come to rest is a fault of this program. */
function settledOf(found: AfterCut): Settled {
  if (found.kind === 'dead') throw new Error(`the stand-in does not run: ${found.why}`);
  return found.settled;
}

interface PlacedCut extends Pick<Cut, 'operation' | 'place'> {
  readonly moment: Moment;
}

class CutCounts {
  readonly #partitions: PartitionTable;
  readonly #ends = { old: 0, new: 0 };
  readonly #broken: (Cut & { readonly why: string })[] = [];
  #brokenCount = 0;
  #longest: Rehearsal['longest'] = null;

  constructor(partitions: PartitionTable) {
    this.#partitions = partitions;
  }

  get counted(): Pick<Rehearsal, 'ends' | 'longest' | 'broken' | 'brokenCount'> {
    const [ends, broken] = [{ ...this.#ends }, [...this.#broken]];
    return { ends, longest: this.#longest, broken, brokenCount: this.#brokenCount };
  }

  add(
    at: PlacedCut,
    found: AfterCut,
    { old, fresh }: { readonly old: Settled; readonly fresh: Settled },
  ): void {
    if (found.kind === 'dead') {
      this.#break(at, found.why);
      return;
    }
    const ends = holdsSame(found.settled, fresh) ? 'new' : 'old';
    if (ends === 'old' && !holdsSame(found.settled, old)) {
      this.#break(at, `it runs ${found.settled.firmware.version}, which is not whole`);
      return;
    }
    this.#ends[ends] += 1;
    const { afterMs, boots } = found;
    if (afterMs > (this.#longest?.afterMs ?? -1))
      this.#longest = { ...this.#cutAt(at), afterMs, boots, ends };
  }

  #break(at: PlacedCut, why: string): void {
    this.#brokenCount += 1;
    if (this.#broken.length < MOST_BROKEN) this.#broken.push({ ...this.#cutAt(at), why });
  }

  #cutAt({ operation, place, moment: { operation: planned } }: PlacedCut): Cut {
    const area = this.#partitions.find(
      ({ offset, sizeBytes }) => planned.offset >= offset && planned.offset < offset + sizeBytes,
    );
    return { operation, place, kind: planned.kind, partition: area?.name ?? 'none' };
  }
}

/** By what both hold, not by a forecast. */
function filesOf(bundle: Bundle, old: Settled, fresh: Settled): RehearsedFiles | null {
  const image = slotPartBytes(bundle, 'fs');
  if (image === null || old.files === null || fresh.files === null) return null;
  const brought = new Set(
    openImage(image, CHIP_BYTES)
      .list()
      .map(({ name }) => name),
  );
  const [before, after] = [old.files, fresh.files];
  const names = [...before.keys()].sort();
  const overwrites = names.filter((name) => brought.has(name));
  const keeps = names.filter((name) => !brought.has(name) && after.get(name) === before.get(name));
  return {
    keeps,
    overwrites,
    adds: [...after.keys()].filter((name) => !before.has(name)).sort(),
    loses: names.filter((name) => !keeps.includes(name) && !overwrites.includes(name)),
  };
}
