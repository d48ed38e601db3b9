/**
 * The power-cut campaign: every scenario is run once, its chip forked before every flash operation; each
 * fork gets the operation left undone or half done, and is powered on. From scratch, with a fault plan,
 * the same cut must give the same chip.
 */
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import {
  FaultPlan,
  type PlannedCut,
  type TornVariant,
} from '../../../src/ota-core/flash/fault-plan.ts';
import { PowerCut } from '../../../src/ota-core/flash/flash.ts';
import type { Checks } from './checks.ts';
import type { Files } from './files.ts';
import { Examiner, type CutState, type Examined } from './examine.ts';
import {
  CampaignShelf,
  filesAfter,
  FRESH_FILES,
  freshChip,
  nativeDigests,
  OLD,
} from './firmwares.ts';
import { recordRun, type Moment } from './record-run.ts';
import { chipAfterCut } from '../../../src/ota-core/flash/recording-flash.ts';
import { formatReplayId } from './replay-id.ts';
import type { Scenario } from './scenarios.ts';
import { ScenarioBroken, World } from './world.ts';

export interface CampaignPlan {
  /** Seeds of every torn variant: in the slots, and in the boot records. */
  readonly seeds: { readonly bulk: readonly number[]; readonly boot: readonly number[] };
  /** Only every n-th operation that writes a slot; 1 = all. */
  readonly everyBulk: number;
  /** The first of them: below `everyBulk`. */
  readonly firstBulk: number;
  /** From every n-th cut the device is run from scratch again (I14). */
  readonly everyReplay: number;
  /** To every n-th survivor a whole update is pushed. */
  readonly everyUpdate: number;
  /** Also cut the recovery at each of its operations; null: not. */
  readonly secondCut: SecondCut | null;
}

export interface SecondCut {
  /** In these only: what recovers is the same in all. */
  readonly scenarios: readonly string[];
  /** Seeds of every torn variant. */
  readonly seeds: readonly number[];
}

export interface CampaignResult {
  /** Different ids `profile:scenario:operation:variant`, each a cut that was made and its device run to the end. */
  readonly outcomes: number;
  /** Of the outcomes: by a cut in a file operation, that is in updater.dat, the merge or an FS.* call. */
  readonly fileCuts: number;
  /** Different chips that they left; equal ones are examined once, and end the same. */
  readonly chips: number;
  readonly replays: number;
  readonly updates: number;
}

const TORN: readonly TornVariant[] = ['prefix', 'suffix', 'random'];

export class Campaign {
  outcomes = 0;
  fileCuts = 0;
  chips = 0;
  replays = 0;
  updates = 0;
  readonly #profile: DeviceProfile;
  readonly #scenario: Scenario;
  readonly #plan: CampaignPlan;
  readonly #checks: Checks;
  readonly #examiner: Examiner;
  readonly #seen = new Map<string, Examined>();
  readonly #expected = new Map<string, number>();

  constructor(profile: DeviceProfile, scenario: Scenario, plan: CampaignPlan, checks: Checks) {
    this.#profile = profile;
    this.#scenario = scenario;
    this.#plan = plan;
    this.#checks = checks;
    this.#examiner = new Examiner(profile, scenario.behaviour, checks);
  }

  run(): CampaignResult {
    for (const moment of this.#record())
      for (const cut of this.#cutsOf(moment)) this.#cut(moment, cut);
    const { outcomes, fileCuts, chips, replays, updates } = this;
    return { outcomes, fileCuts, chips, replays, updates };
  }

  /** Only these cuts, the second in the recovery from the first. Returns the chip at the end; null if there is no such operation. */
  runOne([cut, second]: readonly PlannedCut[]): string | null {
    const moments = this.#record();
    if (cut === undefined) return moments.at(-1)?.chip.fingerprint(nativeDigests) ?? null;
    const moment = moments.find(({ index }) => index === cut.operation);
    if (moment === undefined) return null;
    const state = this.#stateAfter(moment, cut);
    const examined = this.#examine(state);
    if (second === undefined) {
      this.#replay(cut, state, examined);
      return examined.fingerprint;
    }
    const later = this.#recordRecovery(state, examined);
    const found = later.find(({ index }) => index === second.operation);
    if (found === undefined) return null;
    return this.#examine(this.#stateAfter(found, second, { cut, partition: moment.partition }))
      .fingerprint;
  }

  #id(...cuts: readonly PlannedCut[]): string {
    return formatReplayId({ profile: this.#profile.name, scenario: this.#scenario.name, cuts });
  }

  #record(): readonly Moment[] {
    this.#checks.about(this.#id());
    const { chip, registry, fits } = startOf(this.#profile, this.#scenario);
    if (!fits) return [];
    return recordRun({
      profile: this.#profile,
      chip,
      registry,
      state: { settled: OLD, pending: null, trial: null, files: FRESH_FILES, changing: null },
      verified: [true, false],
      checks: this.#checks,
      script: (world) => this.#script(world),
    });
  }

  #script(world: World): void {
    try {
      world.powerOn();
      this.#scenario.run(world);
    } catch (error) {
      if (!(error instanceof ScenarioBroken)) throw error;
      this.#checks.that(
        false,
        'plain: the scenario goes as it must without a cut',
        () => error.message,
      );
    }
  }

  *#cutsOf(moment: Moment, seeds = this.#plan.seeds): Generator<PlannedCut> {
    const { index: operation, isBulk } = moment;
    if (isBulk && operation % this.#plan.everyBulk !== this.#plan.firstBulk) return;
    yield { operation, variant: 'clean' };
    for (const variant of TORN)
      for (const seed of isBulk ? seeds.bulk : seeds.boot) yield { operation, variant, seed };
  }

  #cut(moment: Moment, cut: PlannedCut): void {
    const state = this.#stateAfter(moment, cut);
    const before = this.chips;
    const examined = this.#examine(state);
    if (this.outcomes % this.#plan.everyReplay === 0) this.#replay(cut, state, examined);
    const { secondCut } = this.#plan;
    if (secondCut?.scenarios.includes(this.#scenario.name) !== true) return;
    // Of the bytes of an update nothing is recovered; of chips that are alike one is enough.
    if (moment.isBulk || this.chips === before) return;
    const seeds = { bulk: secondCut.seeds, boot: secondCut.seeds };
    for (const later of this.#recordRecovery(state, examined))
      for (const second of this.#cutsOf(later, seeds))
        this.#examine(this.#stateAfter(later, second, { cut, partition: moment.partition }));
  }

  /** `first`: the cut whose recovery is cut now. */
  #stateAfter(
    moment: Moment,
    cut: PlannedCut,
    first?: { readonly cut: PlannedCut; readonly partition: string },
  ): CutState {
    this.outcomes += 1;
    if (moment.isFile) this.fileCuts += 1;
    const { partition } = moment;
    if (first === undefined) this.#checks.about(this.#id(cut), [partition]);
    else this.#checks.about(this.#id(first.cut, cut), [first.partition, partition]);
    return { ...moment, chip: chipAfterCut(moment.chip, moment.operation, cut) };
  }

  /** The moments of the boots after a cut, up to the stable end. */
  #recordRecovery(state: CutState, { first }: Examined): readonly Moment[] {
    if (first === null) return [];
    const { image } = first;
    const onTrial = first.state === 'trial';
    return recordRun({
      profile: this.#profile,
      chip: state.chip.fork(),
      registry: state.registry.fork(),
      state: {
        settled: onTrial ? state.settled : image,
        pending: onTrial ? image : null,
        trial: null,
        files: onTrial ? state.files : filesAfter(image, state),
        changing: state.changing,
      },
      verified: state.verified,
      checks: this.#checks,
      script: settle,
    });
  }

  /** Examines a chip once, however many cuts leave it like that. */
  #examine(state: CutState): Examined {
    const { allowed, settled, files, changing, verified, sequence, registry } = state;
    const content = state.chip.fingerprint(nativeDigests);
    const expected = [allowed, settled, this.#numberOf([files, changing])];
    const key = JSON.stringify([
      content,
      expected,
      verified,
      String(sequence),
      registry.list().length,
    ]);
    const before = this.#seen.get(key);
    if (before !== undefined) return before;
    this.chips += 1;
    const updateAfterwards = this.chips % this.#plan.everyUpdate === 0;
    if (updateAfterwards) this.updates += 1;
    const examined = this.#examiner.examine(state, updateAfterwards);
    this.#seen.set(key, examined);
    return examined;
  }

  /** What must be there is part of the question: equal chips may be right once and wrong another time. */
  #numberOf(expected: readonly (Files | null)[]): number {
    const text = JSON.stringify(expected);
    const number = this.#expected.get(text) ?? this.#expected.size;
    this.#expected.set(text, number);
    return number;
  }

  /** I14: the same from scratch, the supply really going away in the middle of the run. */
  #replay(cut: PlannedCut, state: CutState, { fingerprint, first }: Examined): void {
    this.replays += 1;
    const { chip, registry } = startOf(this.#profile, this.#scenario);
    const plan = new FaultPlan(chip, cut);
    const wasCut = endsByCut(() => {
      const world = new World({ profile: this.#profile, flash: plan, registry });
      world.powerOn();
      this.#scenario.run(world);
    });
    const same =
      wasCut && chip.fingerprint(nativeDigests) === state.chip.fingerprint(nativeDigests);
    this.#checks.that(same, 'I14 the same cut gives the same chip', () => 'after the cut');
    if (first === null) return; // it was not followed to its end
    plan.powerOn();
    settle(new World({ profile: this.#profile, flash: plan, registry }));
    const ends = chip.fingerprint(nativeDigests) === fingerprint;
    this.#checks.that(ends, 'I14 the same cut gives the same chip', () => 'at the stable end');
  }
}

function startOf(profile: DeviceProfile, { behaviour, prepare }: Scenario) {
  const registry = new CampaignShelf(behaviour);
  const chip = freshChip(profile, registry);
  return { registry, chip, fits: prepare?.(profile, chip) ?? true };
}

/** On, and until nothing happens by itself any more; not for ever, for a device that never rests. */
function settle(world: World): void {
  world.powerOn();
  for (let boots = 0; boots < 5 && world.passTime() !== null; boots += 1);
}

function endsByCut(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (error) {
    if (error instanceof PowerCut) return true;
    throw error;
  }
}
