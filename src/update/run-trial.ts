/** The new firmware runs: confirm it, leave it on trial, or ask and do as told. */
import { OtaError, hasCode } from '../contracts/failure.ts';
import { untilAborted, throwIfAborted } from '../rpc/deadline.ts';
import type { SysInfo } from '../rpc/methods.ts';
import type { DeviceView } from './ask-device.ts';
import { awaitReboot, LONGEST_WAIT_MS } from './await-reboot.ts';
import type { AwaitOptions, Returned } from './await-reboot.ts';
import { commitStep, isCommitted, trialTime } from './commit.ts';
import type { CommitPolicy, TrialDecision } from './commit.ts';
import type { UpdateEvent, HealthCheck } from './events.ts';
import { otherDevice, isSameDevice } from './judge-return.ts';
import type { SeenOfReturn } from './judge-return.ts';
import type { UpdateSession } from './session.ts';

export interface TrialOptions {
  readonly signal: AbortSignal;
  readonly before: DeviceView;
  /** What the device said after its restart. */
  readonly after: DeviceView;
}

export type TrialEnd =
  | { readonly kind: 'committed' }
  /** It runs the new firmware on trial. `failure`: why that is not what was wanted. */
  | { readonly kind: 'uncommitted'; readonly failure: OtaError | null }
  /** The device runs the old firmware again. */
  | {
      readonly kind: 'reverted';
      readonly now: DeviceView;
      readonly evidence: SeenOfReturn;
    }
  /** It runs neither the old firmware nor the new one. */
  | { readonly kind: 'other'; readonly now: DeviceView }
  | { readonly kind: 'unknown'; readonly failure: OtaError };

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

/** Throws only cancelled: the device is then on trial (stage `trial`) or was told to commit (`committing`). */
export async function* runTrial(session: UpdateSession, options: TrialOptions): Steps<TrialEnd> {
  const { commit: policy } = session.deps.options;
  const { after } = options;
  const { fw_version: version } = after.info;
  const step = commitStep(policy, after);
  if (step === 'done') {
    yield session.event({ type: 'committed', version });
    return { kind: 'committed' };
  }
  session.trial = trialTime(after, session.deviceNow());
  yield session.event({ type: 'trial', version, leftMs: session.trialLeftMs() });
  if (step === 'leave') return { kind: 'uncommitted', failure: null };
  const decision = policy.kind === 'ask' ? yield* ask(session, options, policy) : 'keep';
  if (typeof decision !== 'string') return decision;
  return decision === 'keep' ? yield* keep(session, options) : yield* goBack(session, options);
}

/** What another answer of the device means for the trial; null = the new firmware still runs on trial. */
function endOf(
  session: UpdateSession,
  { before }: TrialOptions,
  back: Returned,
  asked = false,
): TrialEnd | null {
  if (back.kind === 'gone') {
    const failure = new OtaError('update/not-back', { waitedMs: back.waitedMs });
    return back.last === null ? { kind: 'unknown', failure } : null;
  }
  const { verdict, now } = back;
  if (verdict === 'other-device')
    return { kind: 'unknown', failure: otherDevice(before.info, now.info, session.linkKind) };
  if (verdict === 'new') return null;
  if (verdict === 'other') return { kind: 'other', now };
  return { kind: 'reverted', now, evidence: { asked, trial: session.trial } };
}

/** The device may stay away until its trial is over, and for one more start. */
function waiting(
  session: UpdateSession,
  { signal, before }: TrialOptions,
  until: AwaitOptions['until'],
): AwaitOptions {
  const leftMs = Math.min(session.trialLeftMs() ?? 0, LONGEST_WAIT_MS);
  const boundMs = leftMs + session.deps.options.timeouts.firstStart;
  return { signal, before, until, boundMs, newSeen: true, askAtOnce: true, endsByItself: false };
}

const ANY = ['new', 'old', 'other'] as const;
const BACK = ['old', 'other'] as const;

/**
 * Waits for the person, the end of the link, a question without an answer, or the end of the trial, whichever comes
 * first; asks how it is meanwhile. A device that does not answer is looked for, and nothing is decided until it does.
 */
async function* ask(
  session: UpdateSession,
  options: TrialOptions,
  policy: Extract<CommitPolicy, { kind: 'ask' }>,
): Steps<TrialDecision | TrialEnd> {
  const { clock } = session.deps;
  const stop = new AbortController();
  const decided = policy.decide({ signal: options.signal });
  decided.catch(() => undefined); // after the last answer nobody listens any more
  const leftMs = session.trialLeftMs();
  const expired = new Promise<'expired'>((resolve) => {
    if (leftMs === null) return;
    clock.sleep(leftMs, stop.signal).then(
      () => resolve('expired'),
      () => undefined, // stopped below
    );
  });
  let due = nextCheck(policy, stop.signal);
  const { status } = options.after;
  const wasOnTrial = status?.is_committed === false;
  let last = options.after.info;
  try {
    for (;;) {
      const ended = session.ended.then(() => 'ended' as const);
      const waits = Promise.race([decided, ended, expired, due]);
      const first = await untilAborted(waits, options.signal);
      if (first === 'keep' || first === 'go-back') return first;
      if (first === 'check') {
        due = nextCheck(policy, stop.signal);
        const asked = { info: last, status };
        const health = await askHealth(session, asked, options.signal);
        if (health === null) continue;
        const { info, check, isOther, isKept } = health;
        last = info;
        if (!isOther) {
          const { boot } = options.after;
          yield session.event({ type: 'device', when: 'after', info, boot, check });
        }
        if (isKept) return yield* kept(session, info);
        if (!isOther && health.answered) {
          session.trial = trialTime({ ...options.after, info }, session.deviceNow());
          continue;
        }
        if (!health.answered) yield* session.contact('silent');
      }
      const until = first === 'expired' ? BACK : ANY;
      const back = yield* awaitReboot(session, waiting(session, options, until));
      const end = endOf(session, options, back);
      if (end !== null) return end;
      if (back.kind === 'gone') return stillOnTrial(back, null);
      last = back.now.info;
      if (wasOnTrial && isCommitted(back.now)) return yield* kept(session, last);
      yield* isBack(session, back);
    }
  } finally {
    stop.abort(new OtaError('cancelled', { by: 'user' }));
  }
}

/** By somebody else, over another link. */
function* kept(
  session: UpdateSession,
  { fw_version: version }: DeviceView['info'],
): Generator<UpdateEvent, TrialEnd, void> {
  yield session.event({ type: 'committed', version });
  return { kind: 'committed' };
}

/** The new firmware answers again. */
function* isBack(
  session: UpdateSession,
  { now, restarted }: Extract<Returned, { kind: 'back' }>,
): Generator<UpdateEvent, void, void> {
  const { info, boot } = now;
  session.trial = trialTime(now, session.deviceNow());
  yield* session.contact('answers');
  const check = { answeredInMs: 0, restarted };
  yield session.event({ type: 'device', when: 'after', info, boot, ...(restarted && { check }) });
}

/** It answers, and does not do as it was told. */
function stillOnTrial(
  { last }: Extract<Returned, { kind: 'gone' }>,
  failure: OtaError | null,
): TrialEnd {
  return last !== null && isCommitted(last)
    ? { kind: 'committed' }
    : { kind: 'uncommitted', failure };
}

async function nextCheck(
  { nextCheck: wait }: Extract<CommitPolicy, { kind: 'ask' }>,
  signal: AbortSignal,
): Promise<'check'> {
  await wait?.({ signal }).catch(() => undefined); // over with the trial
  return wait === undefined || signal.aborted ? new Promise(() => undefined) : 'check';
}

const COMMIT_TRIES = 3;

/** Confirmed only by what the device says afterwards: a reply to OTA.Commit may be lost, and so may the request. */
async function* keep(session: UpdateSession, options: TrialOptions): Steps<TrialEnd> {
  yield session.event({ type: 'phase', phase: 'committing' });
  session.stage = 'committing';
  let refused = new OtaError('update/commit-refused', { remoteCode: 0, remoteMessage: '' });
  for (let tries = 1; tries <= COMMIT_TRIES; tries += 1) {
    const error = await callFirmly(session, 'OTA.Commit');
    if (error !== null && hasCode(error, 'rpc/remote'))
      refused = new OtaError('update/commit-refused', saidBy(error), { cause: error });
    const back = yield* awaitReboot(session, waiting(session, options, ANY));
    const end = endOf(session, options, back);
    if (end !== null) return end;
    yield* session.contact('answers');
    if (back.kind === 'back' && saysCommitted(back.now, error === null)) {
      yield session.event({ type: 'committed', version: back.now.info.fw_version });
      return { kind: 'committed' };
    }
    if (tries === COMMIT_TRIES) break;
    const why = error?.code ?? 'update/commit-refused';
    const offset = session.acknowledgedBytes;
    yield session.event({ type: 'retry', offset, attempt: tries + 1, why });
  }
  return { kind: 'uncommitted', failure: refused };
}

/** A device that tells neither its state nor its boot state has only its yes to OTA.Commit to show. */
const saysCommitted = (now: DeviceView, saidYes: boolean): boolean =>
  isCommitted(now) && (now.status !== null || now.boot !== null || saidYes);

const saidBy = ({ facts }: OtaError<'rpc/remote'>) => ({
  remoteCode: facts.remoteCode,
  remoteMessage: facts.remoteMessage,
});

/** The way back, now instead of at the end of the trial. A device that says no is not waited for longer than for a start. */
async function* goBack(session: UpdateSession, options: TrialOptions): Steps<TrialEnd> {
  yield session.event({ type: 'phase', phase: 'rebooting' });
  const error = await callFirmly(session, 'OTA.Revert');
  const refusal = error !== null && hasCode(error, 'rpc/remote') ? saidBy(error) : null;
  const wait = waiting(session, options, BACK);
  const { firstStart } = session.deps.options.timeouts;
  const boundMs = refusal === null ? wait.boundMs : firstStart;
  const back = yield* awaitReboot(session, { ...wait, boundMs });
  const end = endOf(session, options, back, refusal === null);
  if (end !== null) return end;
  const said = refusal ?? { remoteCode: 0, remoteMessage: '' };
  const failure = new OtaError('update/revert-refused', said);
  return back.kind === 'gone' ? stillOnTrial(back, failure) : { kind: 'uncommitted', failure };
}

/** Not cancelled half way, only bounded; null = the device answered yes. */
async function callFirmly(
  session: UpdateSession,
  method: 'OTA.Commit' | 'OTA.Revert',
): Promise<OtaError | null> {
  try {
    await session.call(method, null, { signal: new AbortController().signal });
    return null;
  } catch (reason) {
    return OtaError.from(reason);
  }
}

/** A firmware that runs as it should answers long before. */
const ANSWER_MS = 3_000;

export interface Health {
  /** As it was said last: this time, or before when no answer came. */
  readonly info: SysInfo;
  /** The whole time waited, also where no answer came. */
  readonly check: HealthCheck;
  readonly answered: boolean;
  /** Another firmware answers, as after the way back, or another device. */
  readonly isOther: boolean;
  /** It says that it was kept: somebody else did. */
  readonly isKept: boolean;
}

/**
 * One question to a firmware on trial; it changes nothing on the device. null: the link is over, which its
 * end tells. Throws only cancelled.
 */
async function askHealth(
  session: UpdateSession,
  { info: last, status }: Pick<DeviceView, 'info' | 'status'>,
  signal: AbortSignal,
): Promise<Health | null> {
  if (!session.isOpen) return null;
  const { clock, bundle } = session.deps;
  const askedAt = clock.now();
  let info = last;
  try {
    info = await session.call('Sys.GetInfo', null, { signal, timeoutMs: ANSWER_MS });
  } catch {
    throwIfAborted(signal);
    if (hasEnded(session)) return null;
  }
  const { version, buildId } = bundle.manifest;
  const answeredInMs = clock.now() - askedAt;
  const isSame = isSameDevice(last, info);
  const { restarted } = info === last || !isSame ? { restarted: false } : session.meet(info);
  const answered = info !== last;
  const isOther = !isSame || info.fw_version !== version || info.fw_id !== buildId;
  const wasOnTrial = status?.is_committed === false;
  const isKept = answered && !isOther && wasOnTrial && (await saysKept(session, signal));
  return { info, answered, check: { answeredInMs, restarted }, isOther, isKept };
}

/** Another tool may keep it meanwhile. No answer is no yes. */
async function saysKept(session: UpdateSession, signal: AbortSignal): Promise<boolean> {
  try {
    const status = await session.call('OTA.Status', null, { signal, timeoutMs: ANSWER_MS });
    return status.is_committed;
  } catch {
    throwIfAborted(signal);
    return false;
  }
}

/** Asked anew: the link may end while an answer is waited for. */
const hasEnded = (session: UpdateSession): boolean => !session.isOpen;
