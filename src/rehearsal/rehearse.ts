/**
 * A rehearsal: the exact bundle is written to a stand-in of the device by the procedure that writes to real ones; then the power is
 * cut before and in the middle of every flash operation of that run. However it goes, the device must come to rest by itself on the
 * firmware that it had or on the new one, whole and with its files.
 */
import type { Bundle } from '../bundle/bundle.ts';
import type { ForetoldTime } from '../contracts/foretold-time.ts';
import type { Cut, Rehearsal, RehearsalStep, RehearsedFiles } from '../contracts/rehearsal.ts';
import { surveyFiles } from '../bundle/foresee.ts';
import { partitionAt } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { chipAfterCut } from '../ota-core/flash/recording-flash.ts';
import type { UpdateResult } from '../update/events.ts';
import { holdsSame, runAfterCut } from './after-cut.ts';
import type { AfterCut, Settled } from './after-cut.ts';
import { foretellTime } from './foretell-time.ts';
import type { ForetellOptions } from './foretell-time.ts';
import { runPlainly } from './plain-run.ts';
import type { Moment, PlainRunOptions } from './plain-run.ts';
import { makeStandIn } from './stand-in.ts';
import type { StandInFacts } from './stand-in.ts';

/** A rehearsal whose update did not end committed made no cuts. */
export interface Rehearsed {
  /** How the run without a cut ended. */
  readonly update: UpdateResult;
  readonly found: Rehearsal;
  /** Of the real update; null: no link was measured, or the update does not end well over it. */
  readonly foretold: ForetoldTime | null;
}

export const isSafe = ({ update, found }: Rehearsed): boolean =>
  update.result === 'committed' &&
  found.brokenCount === 0 &&
  (found.files?.loses.length ?? 0) === 0;

const MOST_BROKEN = 20;
/** Progress is told after so many; whoever runs this gives way then. */
const OPERATIONS_A_STEP = 25;

export interface RehearsalOptions extends PlainRunOptions {
  readonly facts: StandInFacts;
  /** Over which the real update will go; left out: nobody asks how long that takes. */
  readonly real?: Pick<ForetellOptions, 'link' | 'earlier' | 'isEmulated'> | undefined;
}

/** Yields after a run that ended committed, and after every few cuts. Throws what the stand-in throws (stand-in.ts). */
export async function* rehearse(
  options: RehearsalOptions,
): AsyncGenerator<RehearsalStep, Rehearsed, void> {
  const { facts, bundle, digest } = options;
  const standIn = makeStandIn(facts, digest);
  const untouched = standIn.chip.fork();
  const left = (chip: NorFlash): AfterCut =>
    runAfterCut(facts, chip, { registry: standIn.registry, digest });
  const old = settledOf(left(standIn.chip.fork()));
  const { result: update, moments } = await runPlainly(standIn, options);
  const counts = new CutCounts(facts.profile);
  const isUpdated = update.result === 'committed';
  if (isUpdated) yield { type: 'updated', operations: moments.length };
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
  const { real } = options;
  return {
    update,
    foretold:
      real === undefined || !isUpdated
        ? null
        : await foretellTime({ ...standIn, chip: untouched }, { ...options, ...real }),
    found: {
      operations: moments.length,
      ...counts.counted,
      files: isUpdated && facts.files !== null ? await filesOf(bundle, old, fresh) : null,
      freeBytes: isUpdated ? fresh.freeBytes : null,
    },
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
  readonly #profile: DeviceProfile;
  readonly #ends = { old: 0, new: 0 };
  readonly #broken: (Cut & { readonly why: string })[] = [];
  #brokenCount = 0;
  #weakCount = 0;
  #longest: Rehearsal['longest'] = null;

  constructor(profile: DeviceProfile) {
    this.#profile = profile;
  }

  get counted(): Pick<Rehearsal, 'ends' | 'longest' | 'broken' | 'brokenCount' | 'weakCount'> {
    const [ends, broken] = [{ ...this.#ends }, [...this.#broken]];
    return {
      ...{ ends, broken, longest: this.#longest },
      ...{ brokenCount: this.#brokenCount, weakCount: this.#weakCount },
    };
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
    const kind = partitionAt(this.#profile.partitions, at.moment.operation.offset)?.kind;
    if (this.#profile.isStock && (kind === 'boot-record' || kind === 'nvs')) {
      this.#weakCount += 1;
      return;
    }
    this.#brokenCount += 1;
    if (this.#broken.length < MOST_BROKEN) this.#broken.push({ ...this.#cutAt(at), why });
  }

  #cutAt({ operation, place, moment: { operation: cut } }: PlacedCut): Cut {
    const partition = partitionAt(this.#profile.partitions, cut.offset)?.name ?? 'none';
    return { operation, place, kind: cut.kind, partition };
  }
}

/** By what both hold, not by a forecast. */
async function filesOf(
  bundle: Bundle,
  old: Settled,
  fresh: Settled,
): Promise<RehearsedFiles | null> {
  const image = (await surveyFiles(bundle, null))?.image ?? null;
  if (image === null || old.files === null || fresh.files === null) return null;
  const brought = new Set(image.map(({ name }) => name));
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
