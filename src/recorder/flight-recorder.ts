/**
 * Records an update while it runs: everything that comes in from outside (links, answers, people, the device's time) and what it sent,
 * so that the same procedure can be run again without the device. A mere listener: it changes nothing of the update, waits for
 * nothing, keeps no byte of the firmware, and falls silent where it fails itself.
 */
import { surveyFiles } from '../bundle/foresee.ts';
import { signatureNeedOf } from '../bundle/signature-need.ts';
import type { Clock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import { exchangeStreams } from '../contracts/exchange-streams.ts';
import type { Link } from '../contracts/link.ts';
import type { CommitPolicy } from '../update/commit.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import { FrameNotes } from './frame-notes.ts';
import type { Note, RecordedLinks } from './frame-notes.ts';
import { KnownSecrets } from './known-secrets.ts';
import { recordedOrder } from './recorded-order.ts';
import type { RecordedAct, RecordedLink, Recording, RecordingMaker } from './recording.ts';
import { RECORDING_FORMAT } from './recording.ts';
import { sealed } from './seal.ts';
import { StateList } from './state-list.ts';
import { TapeRing } from './tape-ring.ts';

export interface FlightRecorderOptions {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  /** An interrupted update is carried on. */
  readonly isCarriedOn?: boolean;
  /** What the host knows to be secret: passwords, and what is made of them. */
  readonly secrets?: readonly string[];
}

export interface FlightRecorder {
  /** What the update runs with in place of what was given. */
  readonly deps: UpdateDeps;
  hear(event: UpdateEvent): void;
  end(result: UpdateResult): void;
  /** As it stands now, secrets taken out. */
  recording(madeBy: RecordingMaker): Recording;
}

export function createFlightRecorder(
  given: UpdateDeps,
  options: FlightRecorderOptions,
): FlightRecorder {
  const { clock, deviceTime } = given;
  const beganAt = clock.now();
  const tape = new TapeRing();
  const states = new StateList(given.bundle.sizeBytes);
  const secrets = new KnownSecrets();
  for (const secret of options.secrets ?? []) secrets.add(secret);
  const order = recordedOrder(given, options.isCarriedOn ?? false);
  let factor = deviceTime?.factor ?? 1;
  let result: UpdateResult['result'] | null = null;
  const at = (): number => Math.round((clock.now() - beganAt) * 10) / 10;
  const quietly = guard();
  const note: Note = (body) =>
    quietly(() => {
      if (deviceTime !== undefined && deviceTime.factor !== factor) {
        factor = deviceTime.factor;
        tape.add({ at: at(), is: 'time', factor });
      }
      tape.add({ at: at(), ...body });
    });

  let heard = 0;
  const noteAct: NoteAct = (act) => note({ is: 'act', heard, ...act });
  const links = recordLinks(given.connect, note);
  const frames = new FrameNotes(note, secrets, links);
  watchPeople(given, options.signal, noteAct);
  return {
    deps: {
      ...given,
      clock: recordClock(clock, note, () => frames.isBeside),
      lineClock: given.lineClock ?? clock,
      connect: links.connect,
      log: (record) => {
        given.log?.(record);
        quietly(() => frames.hear(record));
      },
      lend: (client) => given.lend?.(frames.markByHand(client)),
      reading: recordReading(given, note),
      options: { ...given.options, commit: recordCommit(given.options.commit, noteAct) },
      ...recordInstall(given, noteAct),
      ...besideUpdate(given, frames),
    },
    hear: (event) =>
      quietly(() => {
        if (event.type !== 'reading') heard += 1;
        states.hear(event, at());
      }),
    end: (ended) =>
      quietly(() => {
        result = ended.result;
        states.end(ended, at());
      }),
    recording: (madeBy) =>
      sealed(
        {
          format: { name: RECORDING_FORMAT, version: 1 },
          ...{ madeBy, startedAtMs: options.startedAtMs, order },
          tape: tape.items,
          states: states.states,
          statesLeftOut: states.leftOut,
          result,
          takenOut: { values: 0, lines: 0 },
        },
        secrets,
      ),
  };
}

/** Whatever fails in here is no matter of the update: nothing more is recorded then. */
function guard(): (work: () => void) => void {
  let hasFailed = false;
  return (work) => {
    if (hasFailed) return;
    try {
      work();
    } catch {
      hasFailed = true;
    }
  };
}

/** Something that somebody outside did. */
type NoteAct = (act: RecordedAct) => void;

/** Which of its waits are over, and when: of a timer nobody can say that beforehand. */
function recordClock(clock: Clock, note: Note, isBeside: () => boolean): Clock {
  let sleeps = 0;
  return {
    now: () => clock.now(),
    async sleep(ms, signal) {
      if (isBeside()) return clock.sleep(ms, signal);
      const sleep = sleeps;
      sleeps += 1;
      await clock.sleep(ms, signal);
      note({ is: 'woke', sleep });
    },
  };
}

function recordLinks(connect: UpdateDeps['connect'], note: Note): RecordedLinks {
  const closedHere = new Set<number>();
  let count = 0;
  const watched = (link: Link, number: number): Link => ({
    ...exchangeStreams(link, {}),
    close() {
      closedHere.add(number);
      return link.close();
    },
  });
  return {
    current: () => count,
    isClosedHere: (link) => closedHere.has(link),
    connect: async (options) => {
      count += 1;
      const number = count;
      note({ is: 'connect', link: number });
      try {
        const link = await connect(options);
        note({ is: 'opened', link: number, as: recordedLink(link) });
        return watched(link, number);
      } catch (reason) {
        if (!options.signal.aborted) {
          const { code, facts } = OtaError.from(reason);
          note({ is: 'refused', link: number, code, facts: { ...facts } });
        }
        throw reason;
      }
    },
  };
}

const recordedLink = (link: Link): RecordedLink => ({
  ...{ kind: link.kind, traits: link.traits, label: link.label, framing: link.framing },
  maxFrameBytes: link.maxFrameBytes,
  baudRate: link.baudRate ?? null,
  pieceBytes: link.pieceBytes ?? null,
  isGuess: link.isGuess ?? false,
  address:
    link.frameAddress === undefined
      ? null
      : { src: link.frameAddress.src.length, dst: link.frameAddress.dst.length },
});

/** Whose wishes are no frames: pauses, and the cancel. */
function watchPeople({ pause }: UpdateDeps, signal: AbortSignal, note: NoteAct): void {
  signal.addEventListener('abort', () => note({ act: 'cancel' }), { once: true });
  if (pause === undefined) return;
  const next = (): void =>
    void pause.changed.then(() => {
      note({ act: pause.requested ? 'pause' : 'go-on' });
      next();
    });
  next();
}

/** A decision and the times of the checks come from outside. */
function recordCommit(policy: CommitPolicy, note: NoteAct): CommitPolicy {
  if (policy.kind !== 'ask') return policy;
  const { decide, nextCheck } = policy;
  let checks = 0;
  return {
    ...policy,
    decide: async (asked) => {
      const decision = await decide(asked);
      note({ act: decision });
      return decision;
    },
    ...(nextCheck !== undefined && {
      nextCheck: async (asked: { readonly signal: AbortSignal }) => {
        const index = checks;
        checks += 1;
        await nextCheck(asked);
        note({ act: 'check', index });
      },
    }),
  };
}

function recordInstall({ mayInstall }: UpdateDeps, note: NoteAct): Pick<UpdateDeps, 'mayInstall'> {
  if (mayInstall === undefined) return {};
  return {
    async mayInstall(asked) {
      await mayInstall(asked);
      note({ act: 'install' });
    },
  };
}

function recordReading({ reading }: UpdateDeps, note: Note): NonNullable<UpdateDeps['reading']> {
  return {
    async files(bundle, listed) {
      const found = await (reading?.files ?? surveyFiles)(bundle, listed);
      note({ is: 'files', found });
      return found;
    },
    async signatures(bundle, ...asked) {
      const need = await (reading?.signatures ?? signatureNeedOf)(bundle, ...asked);
      note({ is: 'signed', need });
      return need;
    },
  };
}

/** What the host reads for itself before the update. */
function besideUpdate(
  { readBefore }: UpdateDeps,
  frames: FrameNotes,
): Pick<UpdateDeps, 'readBefore'> {
  if (readBefore === undefined) return {};
  return {
    async *readBefore(caller, seen) {
      frames.isBeside = true;
      try {
        yield* readBefore(caller, seen);
      } finally {
        frames.isBeside = false;
      }
    },
  };
}
