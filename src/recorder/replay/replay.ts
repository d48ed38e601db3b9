/** A recorded update, done again by the procedure that did it, against a device that answers as was recorded. Its time is that of the tape. */
import type { Rest } from '../../contracts/jumping-clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { createScaledClock } from '../../contracts/scaled-clock.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { fetchForesight } from '../../bundle/foresee.ts';
import { createSignIn } from '../../rpc/sign-in.ts';
import { createPauseSwitch } from '../../update/deps.ts';
import type { CommitPolicy, TrialDecision } from '../../update/commit.ts';
import type { UpdateEvent, UpdateResult } from '../../update/events.ts';
import { runUpdate } from '../../update/run-update.ts';
import type { UpdateDeps } from '../../update/run-update.ts';
import type { RecordedState, Recording } from '../recording.ts';
import { StateList } from '../state-list.ts';
import { standInBundle } from './stand-in-bundle.ts';
import { TapePlayer } from './tape-player.ts';
import { TapeClock } from './tape-clock.ts';
import type { Difference, PlayedActs } from './tape-player.ts';

/** `at`: milliseconds since the update began. */
export interface ReplayedEvent {
  readonly at: number;
  readonly event: UpdateEvent;
}

export interface Replayed {
  readonly bundle: Bundle;
  /** Of progress, what is another state. */
  readonly events: readonly ReplayedEvent[];
  /** null: it was not followed to its end. */
  readonly result: UpdateResult | null;
  readonly states: readonly RecordedState[];
  /** Where it is not what was recorded; null = it is, state by state. */
  readonly difference: Difference | null;
}

/** After the last item: until the update has drawn its result. */
const LAST_RESTS = 50;

export interface ReplayOptions {
  /** Its name, for failures. */
  readonly file: string;
  readonly rest: Rest;
  readonly signal: AbortSignal;
  readonly onPlayed?: (done: number, of: number) => void;
}

/** Only what is written block by block is replayed: other ways go by servers that were not recorded. */
export const isReplayable = ({ order }: Pick<Recording, 'order'>): boolean =>
  order.delivery === 'write' && !order.isCarriedOn;

/** Throws file/no-recording, and what the signal says. */
export async function replay(
  recording: Recording,
  { file, rest, signal, onPlayed = () => undefined }: ReplayOptions,
): Promise<Replayed> {
  const bundle = standInBundle(recording.order.firmware, file);
  // Fetched before: nobody waits for a file.
  await fetchForesight();
  const clock = new TapeClock();
  const stop = new AbortController();
  const given = () => stop.abort(signal.reason);
  signal.addEventListener('abort', given, { once: true });
  if (signal.aborted) given();
  const played = playedPeople(recording, clock);
  const player = new TapePlayer(recording.tape, {
    ...{ clock, rest, acts: played.acts, onPlayed, signal: stop.signal },
  });
  const heard = new Heard(recording, clock, (count) => player.heard(count));
  const steps = runUpdate(depsOf(recording, { bundle, clock, player, played }), played.signal);
  void heard.follow(steps);
  try {
    const difference = await player.play();
    for (let rests = 0; rests < LAST_RESTS && heard.heard.result === null; rests += 1) await rest();
    return { bundle, ...heard.heard, difference: difference ?? firstDifference(recording, heard) };
  } finally {
    signal.removeEventListener('abort', given);
    stop.abort(new OtaError('cancelled', { by: 'user' }));
    played.end();
  }
}

/** The events, each at its recorded time. */
class Heard {
  readonly #recorded: readonly RecordedState[];
  readonly #clock: TapeClock;
  readonly #onEvent: (count: number) => void;
  readonly #list: StateList;
  readonly #events: ReplayedEvent[] = [];
  #result: UpdateResult | null = null;

  constructor({ states, order }: Recording, clock: TapeClock, onEvent: (count: number) => void) {
    this.#recorded = states;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#list = new StateList(order.firmware.sizeBytes);
  }

  get heard() {
    const { states } = this.#list;
    return { events: this.#events, result: this.#result, states };
  }

  async follow(steps: AsyncGenerator<UpdateEvent, UpdateResult, void>): Promise<void> {
    for (let count = 0; ; count += 1) {
      if (count > 0) this.#onEvent(count);
      const step = await steps.next();
      if (step.done === true) {
        this.#result = step.value;
        this.#list.end(step.value, this.#clock.now());
        return;
      }
      const event = step.value;
      const before = this.#list.count;
      if (!this.#list.hear(event, this.#clock.now())) continue;
      const recorded = this.#recorded[before];
      // What the page or the program needed for itself is taken from there.
      if (recorded?.state === this.#list.last?.state) this.#clock.moveTo(recorded?.at ?? 0);
      this.#events.push({ at: this.#clock.now(), event });
    }
  }
}

/** People, and whatever else acts upon an update, as the tape has them. */
function playedPeople(recording: Recording, clock: TapeClock) {
  const abort = new AbortController();
  const pause = createPauseSwitch();
  const decision = deferred<TrialDecision>();
  const install = deferred<null>();
  const checks = new Map<number, ReturnType<typeof deferred<null>>>();
  const checkOf = (index: number) => {
    const known = checks.get(index) ?? deferred<null>();
    checks.set(index, known);
    return known;
  };
  const { timeFactor } = recording.order;
  const deviceTime = timeFactor === null ? null : createScaledClock(clock, { factor: timeFactor });
  const cancel = (): void => abort.abort(new OtaError('cancelled', { by: 'user' }));
  const acts: PlayedActs = {
    pause: () => pause.pause(),
    goOn: () => pause.goOn(),
    cancel,
    decide: decision.settle,
    install: () => install.settle(null),
    check: (index) => checkOf(index).settle(null),
    setTimeFactor: (factor) => deviceTime?.setFactor(factor),
  };
  let asked = 0;
  const nextCheck = async (): Promise<void> => {
    asked += 1;
    await checkOf(asked - 1).promise;
  };
  const waitsToInstall = recording.tape.some((item) => item.is === 'act' && item.act === 'install');
  return {
    ...{ acts, pause, deviceTime, nextCheck, signal: abort.signal, end: cancel },
    decide: () => decision.promise,
    mayInstall: waitsToInstall ? () => install.promise : undefined,
  };
}

function deferred<T>() {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

interface DepsFor {
  readonly bundle: Bundle;
  readonly clock: TapeClock;
  readonly player: TapePlayer;
  readonly played: ReturnType<typeof playedPeople>;
}

function depsOf(recording: Recording, { bundle, clock, player, played }: DepsFor): UpdateDeps {
  const { order, startedAtMs, tape } = recording;
  const { signature, expected, signsInAs, options } = order;
  const { pause, deviceTime, mayInstall } = played;
  let lastId = 0;
  return {
    ...{ bundle, clock, pause, expected, connect: player.connect, sessionId: 'replay' },
    ...(signature !== null && { signature }),
    ...(deviceTime !== null && { deviceTime }),
    ...(mayInstall !== undefined && { mayInstall }),
    // Nobody looks at what proves who calls.
    ...(signsInAs !== null && {
      signIn: createSignIn(
        { user: 'u'.repeat(signsInAs), password: '' },
        { wallClock: () => startedAtMs, random: () => 1 },
      ),
    }),
    nextId: () => (lastId += 1),
    reading: {
      files: () => Promise.resolve(tape.find((item) => item.is === 'files')?.found ?? null),
      signatures: () => Promise.resolve(tape.find((item) => item.is === 'signed')?.need ?? null),
    },
    options: { ...options, commit: commitOf(recording, played) },
  };
}

function commitOf({ order: { commit } }: Recording, played: DepsFor['played']): CommitPolicy {
  if (commit.kind !== 'ask') return { kind: commit.kind };
  const { checks, areUnread, guard, asksChecks } = commit;
  return {
    ...{ kind: 'ask', checks, areUnread, decide: played.decide },
    ...(guard !== null && { guard }),
    ...(asksChecks && { nextCheck: played.nextCheck }),
  };
}

/** State by state; how long each took is not compared. */
function firstDifference(recording: Recording, { heard }: Heard): Difference | null {
  const recorded = recording.states;
  const replayed = heard.states;
  const length = Math.max(recorded.length, replayed.length);
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [recorded[index], replayed[index]];
    if (one?.state === other?.state && one?.bytes === other?.bytes) continue;
    const at = one?.at ?? other?.at ?? 0;
    return { at, recorded: one?.state ?? null, replayed: other?.state ?? null };
  }
  return null;
}
