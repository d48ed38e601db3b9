/** One run: a device and all that the model thinks it may be. Every act is done to both, and both must agree. */
import { PowerCut } from '../../../src/ota-core/flash/flash.ts';
import { OLD } from '../power-cut/firmwares.ts';
import { isCall, type Act } from './act.ts';
import type { DeviceFacts } from './device-facts.ts';
import { DeviceUnderTest, type Fault } from './device-under-test.ts';
import { accepts, type ExpectedReply } from './expected-reply.ts';
import { keyOf, type Durable, type Ending, type ModelState } from './model-state.ts';
import { differenceFrom, observe } from './observe.ts';
import { predict } from './predict.ts';
import { pass, start } from './start.ts';

/** A device that is not what the model says. */
export class Disagreement extends Error {}

/** After a cut the supply is back so many milliseconds later. */
const DARK_MS = 1000;

export class Sequence {
  readonly facts: DeviceFacts;
  readonly subject: DeviceUnderTest;
  #states: readonly ModelState[];
  /** How many acts were done. */
  steps = 0;
  cuts = 0;
  checks = 0;

  constructor(facts: DeviceFacts, fault?: Fault) {
    this.facts = facts;
    this.subject = new DeviceUnderTest(facts, fault);
    const empty = { image: 'empty', fs: null, files: {} } as const;
    const fresh: Durable = {
      settled: 0,
      slots: [{ image: OLD, fs: OLD, files: facts.files }, empty],
      pending: null,
    };
    this.#states = [];
    this.#powerOn([fresh]);
    this.#compare('the first start');
  }

  /** What the device is, as far as the next step asks: the likeliest state comes first. */
  get state(): ModelState {
    const [first] = this.#states;
    if (first === undefined) throw new Error('the sequence is over');
    return first;
  }

  /** Weaknesses of the vendor's form begin here that are not for this campaign. */
  get isOver(): boolean {
    return this.facts.profile.isStock && this.subject.watch.isInSecondArea;
  }

  /** Throws Disagreement. */
  do(act: Act): void {
    if (this.isOver) return;
    this.steps += 1;
    const endings = this.#states.flatMap((state) => this.#endings(state, act));
    try {
      const reply = this.subject.do(act);
      const right = endings.filter((ending) => accepts(ending.reply, reply));
      if (right.length === 0) this.#disagree(act.kind, `it answers ${JSON.stringify(reply)}`);
      this.#states = distinct(right.map(({ state }) => state));
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.#reconnect(endings.flatMap(({ trail }) => trail));
    }
    this.#compare(act.kind);
  }

  #endings(state: ModelState, act: Act): readonly (Ending & { readonly reply: ExpectedReply })[] {
    if (isCall(act)) return predict(this.facts, state, act);
    const silent = (endings: readonly Ending[]) =>
      endings.map((ending) => ({ ...ending, reply: { kind: 'any' } as const }));
    const trail = [state.durable];
    switch (act.kind) {
      case 'reset':
        return silent(start(this.facts, state.durable, state.now));
      case 'pass':
        return silent(pass(this.facts, state, state.now + act.ms));
      case 'clock':
        return silent([{ state: { ...state, now: state.now + act.ms }, trail }]);
      case 'cut':
        return silent([{ state, trail }]);
    }
  }

  /** The supply went away: whatever the chip may hold, the device starts from it, if need be more than once. */
  #reconnect(durables: readonly Durable[]): void {
    this.cuts += 1;
    this.subject.hadCut(DARK_MS);
    const different = distinct(durables);
    try {
      this.#powerOn(different);
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      const { now } = this.subject;
      this.#reconnect(
        different.flatMap((durable) =>
          start(this.facts, durable, now).flatMap(({ trail }) => trail),
        ),
      );
    }
  }

  #powerOn(durables: readonly Durable[]): void {
    this.subject.powerOn();
    const { now } = this.subject;
    this.#states = distinct(
      durables.flatMap((durable) => start(this.facts, durable, now).map(({ state }) => state)),
    );
  }

  #compare(what: string): void {
    if (this.isOver) return;
    this.checks += 1;
    const { subject, facts } = this;
    const { trespass } = subject.watch;
    if (trespass !== null) this.#disagree(what, `I13 ${trespass}`);
    const observed = observe(subject);
    const differences = this.#states.map((state) =>
      differenceFrom(facts, state, { observed, subject }),
    );
    const agreeing = this.#states.filter((_, at) => differences[at] === null);
    if (agreeing.length === 0) this.#disagree(what, [...new Set(differences)].join(' or '));
    this.#states = agreeing;
  }

  #disagree(what: string, words: string): never {
    throw new Disagreement(`after ${what}: ${words}`);
  }
}

function distinct<T>(states: readonly T[]): readonly T[] {
  if (states.length < 2) return states;
  return [...new Map(states.map((state) => [keyOf(state), state])).values()];
}
