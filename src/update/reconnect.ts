/**
 * After a pause: reaches the device again, finds out who it is and what it has, and goes on or starts over.
 *
 * 1. Nothing is sent to a device that is not the one of this update, nor to one that receives another update.
 * 2. Going on repeats the writes whose reply was lost, with the same bytes at the same offsets: a device that
 *    has them acknowledges them, and one that has not takes them (ota-service.md#write).
 * 3. A device that cannot say what it has gets nothing but OTA.Begin.
 */
import { OtaError, toFailure, fromFailure } from '../contracts/failure.ts';
import { throwIfAborted, untilAborted } from '../rpc/deadline.ts';
import type { BackOff } from '../rpc/deadline.ts';
import { askDevice, RECEIVING, IDLE, FAILED } from './ask-device.ts';
import type { DeviceView } from './ask-device.ts';
import { chunkSizeFor } from './chunk-sizes.ts';
import type { StartOverReason, UpdateEvent, UpdateEventBody } from './events.ts';
import { isSameDevice, otherDevice } from './judge-return.ts';
import { preflight, standing } from './preflight.ts';
import type { UpdateSession } from './session.ts';
import { abortUpdate, beginUpdate } from './update-calls.ts';

export interface ComeBackOptions {
  readonly before: DeviceView;
  readonly signal: AbortSignal;
  /** Of the largest write so far: repeated ones must be the same. */
  readonly chunkSize: number;
  /** null = the link is there, as far as we know. */
  readonly loss: OtaError | null;
  /** The device refused what came after a repeated write. */
  readonly unclear: boolean;
  readonly backOff: BackOff;
}

export type Return = 'went-on' | 'started-over';

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

/** A question after a pause is answered at once or not at all. */
const ANSWER_MS = 3000;
/** A link that is gone when a person goes on is looked for at least so long, also if the device's time is over. */
const LEAST_MS = 60_000;

/** How far it is. */
interface Course {
  /** null = the link is there, as far as we know. */
  search: Search | null;
  /** OTA.Begin may have been sent again: whatever the device receives now, it begins with its first byte. */
  starting: StartOverReason | null;
}

interface Search {
  readonly loss: OtaError;
  readonly beganAt: number;
  readonly leastMs: number;
  tries: number;
  /** Why the last try failed. */
  last: OtaError;
}

/**
 * Throws cancelled, update/timed-out, device/… (of another device only when the time is over), update/begin-refused, or the loss when nothing can come back
 * or nothing has in the time that the options give.
 */
export async function* reconnect(session: UpdateSession, options: ComeBackOptions): Steps<Return> {
  const course: Course = { search: null, starting: options.unclear ? 'unclear' : null };
  if (options.loss !== null)
    yield* beginSearch(session, course, { loss: options.loss, leastMs: 0 });
  for (;;) {
    if (course.search !== null) yield* nextTry(session, course.search, options);
    try {
      const now = await look(session, options.signal);
      const how = await settle(session, course, { ...options, now });
      yield session.event(how);
      return how.type;
    } catch (reason) {
      throwIfAborted(options.signal);
      const error = OtaError.from(reason);
      // The thread that owns the links is gone: nothing will open one again.
      if (error.code === 'worker/died') throw course.search?.loss ?? error;
      if (!isPassing(error)) throw error;
      await letGo(session, error);
      if (course.search === null)
        yield* beginSearch(session, course, { loss: error, leastMs: LEAST_MS });
      else course.search.last = error;
    }
  }
}

async function* beginSearch(
  session: UpdateSession,
  course: Course,
  { loss, leastMs }: Pick<Search, 'loss' | 'leastMs'>,
): Steps<void> {
  const beganAt = session.deps.clock.now();
  course.search = { loss, beganAt, leastMs, tries: 0, last: loss };
  const leftMs = session.watchdog.leftMs(beganAt);
  await letGo(session, loss);
  const stands = loss.code !== 'link/lost';
  const failure = stands ? { failure: toFailure(loss) } : {};
  yield session.event({
    type: 'paused',
    why: 'link-lost',
    link: session.linkKind,
    leftMs,
    ...failure,
  });
}

/** Waits for a while, or for a person who says that it is worth a try. */
async function* nextTry(
  session: UpdateSession,
  search: Search,
  { signal, backOff }: ComeBackOptions,
): Steps<void> {
  const { clock, options, pause } = session.deps;
  const now = clock.now();
  const { beganAt, leastMs, loss } = search;
  const ownMs = (options.reconnectMs ?? Number.POSITIVE_INFINITY) - (now - beganAt);
  if (ownMs <= 0) throw loss;
  const leftMs = Math.max(session.watchdog.leftMs(now), beganAt + leastMs - now);
  if (leftMs <= 0 && isOther(search.last)) throw search.last;
  if (leftMs <= 0) throw new OtaError('update/timed-out', { waitedMs: now - beganAt });
  const stop = new AbortController();
  const waited = clock
    .sleep(Math.min(backOff.next(), leftMs, ownMs), stop.signal)
    .catch(() => undefined); // pressed first, or cancelled
  try {
    await untilAborted(Promise.race([waited, ...(pause ? [pause.changed] : [])]), signal);
  } finally {
    stop.abort(new OtaError('cancelled', { by: 'user' }));
  }
  search.tries += 1;
  yield session.event({ type: 'looking', tries: search.tries, failure: toFailure(search.last) });
}

async function look(session: UpdateSession, signal: AbortSignal): Promise<DeviceView> {
  if (!session.isOpen) await session.connect(signal);
  return askDevice(session, { signal, timeoutMs: ANSWER_MS });
}

/** What links and restarting devices do, and a device in the place of ours; another try may find better. */
function isPassing(error: OtaError): boolean {
  return error.code.startsWith('link/') || error.code.startsWith('rpc/') || isOther(error);
}

const isOther = ({ code }: OtaError): boolean => code === 'device/other-device';

/** A silent link over a network is opened anew; a serial port stays open: opening it may reset the device. */
async function letGo(session: UpdateSession, error: OtaError): Promise<void> {
  const isGuess = session.isOpen && session.link.isGuess === true;
  const stays = error.code !== 'link/lost' && session.linkTraits.survivesRestart && !isGuess;
  if (!stays) await session.close();
}

type Settled = Extract<UpdateEventBody, { type: 'went-on' | 'started-over' }>;

interface Found extends ComeBackOptions {
  readonly now: DeviceView;
}

async function settle(session: UpdateSession, course: Course, found: Found): Promise<Settled> {
  const { before, now } = found;
  const isOurs = isSameDevice(before.info, now.info);
  session.deps.answered?.(now.info, isOurs ? 'the-device' : 'another');
  const verdict = !isOurs ? 'other-device' : judge(session, course, found);
  switch (verdict) {
    case 'go-on':
      return { type: 'went-on', offset: session.acknowledgedBytes };
    case 'other-device':
      await session.close(); // nothing is said to it, not even OTA.End
      throw otherDevice(before.info, now.info, session.linkKind);
    case 'somebody-else': {
      await session.close();
      const { state = RECEIVING, progress_percent: percent = 0 } = now.status ?? {};
      throw new OtaError('device/busy', { state, percent });
    }
    case 'restarted':
    case 'gave-up':
    case 'unclear':
      course.starting ??= verdict;
      await startOver(session, { before, now, why: verdict, signal: found.signal });
      return { type: 'started-over', why: course.starting };
  }
}

function judge(session: UpdateSession, course: Course, found: Found): ResumeVerdict {
  const { bundle, clock, options } = session.deps;
  const totalBytes = bundle.sizeBytes;
  const verdict = judgeResume({
    before: found.before,
    now: found.now,
    restarted: session.meet(found.now.info).restarted,
    timeIsOver: session.watchdog.isOver(clock.now()),
    acknowledgedBytes: session.acknowledgedBytes,
    sentBytes: session.sentBytes,
    totalBytes,
  });
  if (verdict !== 'go-on') return verdict;
  const asked = options.chunkSize;
  const auth = session.deps.signIn?.longestAuth();
  const fits = chunkSizeFor({ link: session.link, totalBytes, asked, auth }) >= found.chunkSize;
  return fits && course.starting === null ? verdict : 'unclear';
}

export interface ResumeInput {
  /** Before the update. */
  readonly before: DeviceView;
  /** What answers after the pause. */
  readonly now: DeviceView;
  /** Its uptime is less than it would be without a restart. */
  readonly restarted: boolean;
  /** The time it was given to wait is over. */
  readonly timeIsOver: boolean;
  readonly acknowledgedBytes: number;
  /** What has left, acknowledged or not. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/**
 * What to do after a pause. `go-on`: the device has what it acknowledged, and perhaps the writes whose reply
 * was lost. `somebody-else`: it receives an update that is not ours. Otherwise it has nothing to go on from.
 */
type ResumeVerdict = 'go-on' | 'other-device' | 'somebody-else' | StartOverReason;

/** Pure. An update is known as ours by the device's uptime, its time-out and its percentage. */
export function judgeResume(input: ResumeInput): ResumeVerdict {
  const { before, now, restarted, timeIsOver } = input;
  if (!isSameDevice(before.info, now.info)) return 'other-device';
  const state = now.status?.state ?? null;
  if (state === RECEIVING) {
    if (restarted || timeIsOver) return 'somebody-else';
    return judgePercent(input, now.status?.progress_percent ?? 0);
  }
  if (restarted) return 'restarted';
  return state === IDLE ? 'gave-up' : 'unclear';
}

/** Devices tell whole percents, rounded one way or the other; 0 is also said by those that do not know. */
function judgePercent(input: ResumeInput, percent: number): ResumeVerdict {
  const { acknowledgedBytes, sentBytes, totalBytes } = input;
  const least = Math.floor((acknowledgedBytes * 100) / totalBytes) - 1;
  const most = Math.ceil((sentBytes * 100) / totalBytes) + 1;
  if (percent >= least && percent <= most) return 'go-on';
  return percent === 0 ? 'unclear' : 'somebody-else';
}

export interface StartOverOptions {
  /** What it said before the update. */
  readonly before: DeviceView;
  /** What the device said just now; it is the one of this update. */
  readonly now: DeviceView;
  readonly why: StartOverReason;
  readonly signal: AbortSignal;
}

/**
 * OTA.Begin once more, if the device is still as it was before the update; what it has of it is forgotten.
 * Throws the finding that speaks against it, update/begin-refused, and what calls throw: then it is not
 * known whether the device has begun.
 */
async function startOver(
  session: UpdateSession,
  { before, now, why, signal }: StartOverOptions,
): Promise<void> {
  await requireAsBefore(session, { before, now });
  if (why === 'unclear' && session.stage === 'complete' && now.status?.state !== FAILED) {
    // It may have every byte, and OTA.End would install: it is restarted instead, and met again after that.
    await abortUpdate(session, { lastByteSent: true });
    throw new OtaError('link/lost', { kind: session.linkKind, detail: 'restarted to start over' });
  }
  // What is begun is ended first; a device that has restarted or given up has nothing to end.
  session.stage = why === 'unclear' ? 'begun' : 'untouched';
  const refusal = await beginUpdate(session, signal);
  if (refusal !== null) {
    await session.close(); // what it is in is somebody else's, and not ended
    throw refusal;
  }
  session.forgetBytes();
}

/** Somebody may have updated it meanwhile. */
async function requireAsBefore(
  session: UpdateSession,
  { before, now }: Pick<StartOverOptions, 'before' | 'now'>,
): Promise<void> {
  const { bundle, options } = session.deps;
  const told = now.status ?? before.status;
  const status = told === null ? null : { ...told, state: IDLE };
  const findings = preflight({
    bundle,
    device: { ...now, status },
    needs: [], // it had them before the first byte
    methods: null,
    files: null,
    foreseen: [], // judged before the first byte
    isPractice: session.linkTraits.isEmulated,
  });
  const [first] = standing(findings, options.force);
  if (first === undefined) return;
  await session.close();
  throw fromFailure(first.failure);
}
