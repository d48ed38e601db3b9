/** Many sequences on one profile, drawn by fast-check; the first that fails is made as short as it can be. */
import fc from 'fast-check';
import { profileFor } from '../../../src/ota-core/platforms/index.ts';
import { factsOf, type DeviceFacts } from './device-facts.ts';
import { plantIn, type SequencePlant } from './sequence-plants.ts';
import { Disagreement, Sequence } from './sequence.ts';
import { formatSequenceId, type SequenceId } from './sequence-id.ts';
import { formatStep, kindOf, STEP_NAMES, type Step } from './step.ts';

/** Most bugs show in few steps and few show only after many: so many sequences are short, and some as long as this. */
export const MOST_STEPS = 60;
const SHORT_STEPS = 16;

export interface CampaignOptions {
  readonly profile: string;
  readonly sequences: number;
  readonly seed: number;
  readonly plant?: SequencePlant | undefined;
}

export interface Failure {
  /** For `npm run sequences -- --replay`. */
  readonly id: string;
  readonly words: string;
}

export interface CampaignResult {
  readonly sequences: number;
  /** Those that were done; shrinking not counted. */
  readonly steps: number;
  readonly cuts: number;
  /** How often device and model were compared. */
  readonly checks: number;
  readonly failure: Failure | null;
}

interface Built {
  readonly facts: DeviceFacts;
  readonly open: () => Sequence;
}

/** null: no such profile. */
function build(name: string, plant: SequencePlant | undefined): Built | null {
  const sound = profileFor({ profile: name });
  if (sound === null) return null;
  const { profile, fault } = plantIn(sound, plant);
  const facts = factsOf(profile);
  return { facts, open: () => new Sequence(facts, fault) };
}

/** Throws Disagreement. */
export function takeStep(sequence: Sequence, { name, numbers }: Step): void {
  const { facts } = sequence;
  const place = (): { facts: DeviceFacts; state: Sequence['state'] } => ({
    facts,
    state: sequence.state,
  });
  for (const act of kindOf(name).acts(numbers, place())) sequence.do(act(place()));
}

const fits = (sequence: Pick<Sequence, 'isOver' | 'facts' | 'state'>, { name }: Step): boolean =>
  !sequence.isOver &&
  (kindOf(name).fits?.({ facts: sequence.facts, state: sequence.state }) ?? true);

/** A run with what was done in it: steps that did not fit are not. */
interface Taken {
  readonly sequence: Sequence;
  readonly steps: Step[];
}

/** A step as fast-check wants it; the model is in the sequence, beside the device. */
class StepCommand implements fc.Command<Sequence, Taken> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  check(sequence: Pick<Sequence, 'isOver' | 'facts' | 'state'>): boolean {
    return fits(sequence, this.step);
  }

  run(_: Sequence, { sequence, steps }: Taken): void {
    steps.push(this.step);
    takeStep(sequence, this.step);
  }

  toString(): string {
    return formatStep(this.step);
  }
}

function anyStep(facts: DeviceFacts): fc.Arbitrary<StepCommand> {
  const kinds = STEP_NAMES.map((name) => ({ name, kind: kindOf(name) })).filter(
    ({ kind }) => facts.isMounted || !FILE_STEPS.includes(kind),
  );
  return fc.oneof(
    ...kinds.map(({ name, kind }) => ({
      weight: kind.weight,
      arbitrary: fc
        .tuple(...kind.numbers(facts))
        .map((numbers) => new StepCommand({ name, numbers })),
    })),
  );
}

const FILE_STEPS = [kindOf('put'), kindOf('remove'), kindOf('get'), kindOf('rename')];

export function runCampaign({ profile, sequences, seed, plant }: CampaignOptions): CampaignResult {
  const built = build(profile, plant);
  if (built === null) throw new Error(`no profile ${profile}`);
  const commands = fc.oneof(
    { arbitrary: commandsOf(built.facts, SHORT_STEPS), weight: 3 },
    { arbitrary: commandsOf(built.facts, MOST_STEPS), weight: 1 },
  );
  const sum = { steps: 0, cuts: 0, checks: 0 };
  let failed: readonly Step[] = [];
  const property = fc.property(commands, (list) => {
    const sequence = built.open();
    const real: Taken = { sequence, steps: [] };
    try {
      fc.modelRun(() => ({ model: sequence, real }), list);
    } catch (error) {
      failed = real.steps; // the last one that fails is the shortest
      throw error;
    }
    sum.steps += sequence.steps;
    sum.cuts += sequence.cuts;
    sum.checks += sequence.checks;
  });
  const found = fc.check(property, { seed, numRuns: sequences });
  if (!found.failed) return { sequences: found.numRuns, ...sum, failure: null };
  const path = found.counterexamplePath ?? '';
  const id = formatSequenceId({ profile, seed, path, steps: failed });
  const failure = { id, words: wordsOf(found.errorInstance) };
  return { sequences: found.numRuns, ...sum, failure };
}

const commandsOf = (facts: DeviceFacts, maxCommands: number) =>
  fc.commands([anyStep(facts)], { maxCommands, size: 'max', disableReplayLog: true });

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** The same once more; null words: it does not fail. null: no such profile. */
export function replaySequence(
  { profile, steps }: SequenceId,
  plant?: SequencePlant,
): { readonly words: string | null; readonly done: number } | null {
  const built = build(profile, plant);
  if (built === null) return null;
  let done = 0;
  try {
    const sequence = built.open();
    for (const step of steps) {
      if (!fits(sequence, step)) continue;
      done += 1;
      takeStep(sequence, step);
    }
    return { words: null, done };
  } catch (error) {
    // Anything else is a bug of the device too: an exception that nobody expects.
    return { words: error instanceof Disagreement ? error.message : wordsOf(error), done };
  }
}
