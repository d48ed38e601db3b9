/** The new firmware runs: confirm it, leave it on trial, or ask and do as told. */
import { OtaError, hasCode } from '../contracts/failure.ts';
import { untilAborted } from '../rpc/deadline.ts';
import type { DeviceView } from './ask-device.ts';
import { askHealth } from './ask-health.ts';
import type { Health } from './ask-health.ts';
import { awaitReboot, LONGEST_WAIT_MS } from './await-reboot.ts';
import type { AwaitOptions, Returned } from './await-reboot.ts';
import { TrialChecks } from './checks/trial-checks.ts';
import { CHECK_EVERY_MS, commitStep, isCommitted, trialTime } from './commit.ts';
import type { CommitPolicy, TrialDecision } from './commit.ts';
import type { UpdateEvent } from './events.ts';
import { otherDevice } from './judge-return.ts';
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
  if (decision === 'keep') return yield* keep(session, options);
  return yield* goBack(session, options, decision === 'fails' ? 'checks' : 'asked');
}

/** What another answer of the device means for the trial; null = the new firmware still runs on trial. */
function endOf(
  session: UpdateSession,
  { before }: TrialOptions,
  back: Returned,
  told: SeenOfReturn['told'] = null,
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
  return { kind: 'reverted', now, evidence: { told, trial: session.trial } };
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

type AskPolicy = Extract<CommitPolicy, { kind: 'ask' }>;

/** `fails`: a firmware that is kept by its checks alone has failed some, twice. */
type Decision = TrialDecision | 'fails';

/**
 * Waits for the person, the end of the link, a question without an answer, or the end of the trial, whichever comes
 * first; asks how it is meanwhile. A device that does not answer is looked for, and nothing is decided until it does.
 * Where checks decide, a person's `keep` counts once all of them have passed, and none is kept that has not.
 */
async function* ask(
  session: UpdateSession,
  options: TrialOptions,
  policy: AskPolicy,
): Steps<Decision | TrialEnd> {
  const { signal, after } = options;
  const stop = new AbortController();
  const decided = policy.decide({ signal });
  const expired = endOfTrial(session, stop.signal);
  const checks = new TrialChecks(session, { ...options, policy });
  const wasOnTrial = after.status?.is_committed === false;
  let last = after;
  let isDecided = false;
  let isHeard = false;
  decided.then(
    () => (isDecided = true),
    () => undefined, // after the last answer nobody listens any more
  );
  try {
    yield checks.standing(last);
    let due = nextCheck(session, { policy, checks, signal: stop.signal });
    for (;;) {
      const ended = session.ended.then(() => 'ended' as const);
      const person = isHeard ? [] : [decided];
      const waits = Promise.race([...person, ended, expired, due]);
      const first = await untilAborted(waits, signal);
      if (first === 'go-back') return first;
      if (first === 'keep') {
        isHeard = checks.mayKeep = true;
        if (checks.decision === 'keep') return first;
        yield checks.standing(last);
        continue;
      }
      if (first === 'check') {
        const asked = { info: last.info, status: after.status };
        const health = await askHealth(session, asked, signal);
        if (health !== null) {
          last = { ...last, info: health.info };
          if (!health.isOther) yield deviceEvent(session, last, health);
          if (health.isKept) return yield* kept(session, health.info);
          if (isWell(health)) {
            session.trial = trialTime(last, session.deviceNow());
            yield* checks.ask(last, {
              health: health.check,
              isDecided: () => isDecided && !isHeard,
            });
            const { decision } = checks;
            if (decision !== null && session.isOpen) return decision;
          }
        }
        due = nextCheck(session, { policy, checks, signal: stop.signal });
        if (health === null || isWell(health)) continue;
        if (!health.answered) yield* session.contact('silent');
      }
      const until = first === 'expired' ? BACK : ANY;
      const back = yield* awaitReboot(session, waiting(session, options, until));
      const end = endOf(session, options, back);
      if (end !== null) return end;
      if (back.kind === 'gone') return stillOnTrial(back, null);
      last = back.now;
      if (wasOnTrial && isCommitted(back.now)) return yield* kept(session, last.info);
      yield* isBack(session, back);
      yield checks.again(last, back.restarted);
      due = nextCheck(session, { policy, checks, signal: stop.signal });
    }
  } finally {
    stop.abort(new OtaError('cancelled', { by: 'user' }));
  }
}

/** It answers, and is still the one that is on trial. */
const isWell = ({ isOther, answered }: Health): boolean => !isOther && answered;

const deviceEvent = (
  session: UpdateSession,
  { info, boot }: DeviceView,
  { check }: Health,
): UpdateEvent => session.event({ type: 'device', when: 'after', info, boot, check });

/** Never, where the device tells no limit. */
function endOfTrial(session: UpdateSession, signal: AbortSignal): Promise<'expired'> {
  const leftMs = session.trialLeftMs();
  return new Promise((resolve) => {
    if (leftMs === null) return;
    session.deps.clock.sleep(leftMs, signal).then(
      () => resolve('expired'),
      () => undefined, // stopped with the trial
    );
  });
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

interface NextCheck {
  readonly policy: AskPolicy;
  readonly checks: TrialChecks;
  readonly signal: AbortSignal;
}

/** When its host wants to know, and when its checks do. */
async function nextCheck(
  session: UpdateSession,
  { policy, checks, signal }: NextCheck,
): Promise<'check'> {
  const { clock } = session.deps;
  const { guard, nextCheck: wait } = policy;
  const dueMs = checks.dueMs ?? (guard === undefined ? null : CHECK_EVERY_MS);
  const waits = [
    ...(wait === undefined ? [] : [wait({ signal })]),
    ...(dueMs === null ? [] : [clock.sleep(dueMs, signal)]),
  ];
  if (waits.length === 0) return new Promise(() => undefined);
  await Promise.race(waits).catch(() => undefined); // over with the trial
  return signal.aborted ? new Promise(() => undefined) : 'check';
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
async function* goBack(
  session: UpdateSession,
  options: TrialOptions,
  why: 'asked' | 'checks',
): Steps<TrialEnd> {
  yield session.event({ type: 'phase', phase: 'rebooting' });
  const error = await callFirmly(session, 'OTA.Revert');
  const refusal = error !== null && hasCode(error, 'rpc/remote') ? saidBy(error) : null;
  const wait = waiting(session, options, BACK);
  const { firstStart } = session.deps.options.timeouts;
  const boundMs = refusal === null ? wait.boundMs : firstStart;
  const back = yield* awaitReboot(session, { ...wait, boundMs });
  const end = endOf(session, options, back, refusal === null ? why : null);
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
