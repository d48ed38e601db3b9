/** The new firmware runs: confirm it, leave it on trial, or ask and do as told. */
import { OtaError } from '../contracts/failure.ts';
import { untilAborted } from '../rpc/deadline.ts';
import type { DeviceView } from './ask-device.ts';
import { awaitReboot } from './await-reboot.ts';
import type { AwaitOptions, Returned } from './await-reboot.ts';
import { commitStep, isCommitted, trialLeftMs } from './commit.ts';
import type { CommitPolicy, TrialDecision } from './commit.ts';
import type { UpdateEvent } from './events.ts';
import { askHealth } from './health.ts';
import { otherDevice } from './judge-return.ts';
import type { UpdateSession } from './session.ts';

export interface TrialOptions {
  readonly signal: AbortSignal;
  readonly before: DeviceView;
  /** What the device said after its restart. */
  readonly after: DeviceView;
}

export type TrialEnd =
  | { readonly kind: 'committed' | 'uncommitted' }
  /** The device runs another firmware again. */
  | { readonly kind: 'reverted'; readonly now: DeviceView }
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
  yield session.event({ type: 'trial', version, leftMs: trialLeftMs(after) });
  if (step === 'leave') return { kind: 'uncommitted' };
  const decision = policy.kind === 'ask' ? yield* ask(session, options, policy) : 'keep';
  if (typeof decision !== 'string') return decision;
  return decision === 'keep' ? yield* keep(session, options) : yield* goBack(session, options);
}

/** What another answer of the device means for the trial; null = the new firmware still runs. */
function endOf({ before }: TrialOptions, back: Returned): TrialEnd | null {
  if (back.kind === 'gone')
    return {
      kind: 'unknown',
      failure: new OtaError('update/not-back', { waitedMs: back.waitedMs }),
    };
  const { verdict, now } = back;
  if (verdict === 'other-device') return { kind: 'unknown', failure: otherDevice(before, now) };
  return verdict === 'new' ? null : { kind: 'reverted', now };
}

/** The device may stay away until its trial is over, and for one more start. */
function waiting(
  session: UpdateSession,
  { signal, before, after }: TrialOptions,
  until: AwaitOptions['until'],
): AwaitOptions {
  const boundMs = (trialLeftMs(after) ?? 0) + session.deps.options.timeouts.firstStart;
  return { signal, before, until, boundMs, newSeen: true, askAtOnce: true };
}

/** Waits for the person, the end of the link, or the end of the trial, whichever comes first; asks how it is meanwhile. */
async function* ask(
  session: UpdateSession,
  options: TrialOptions,
  policy: Extract<CommitPolicy, { kind: 'ask' }>,
): Steps<TrialDecision | TrialEnd> {
  const { clock } = session.deps;
  const stop = new AbortController();
  const decided = policy.decide({ signal: options.signal });
  decided.catch(() => undefined); // after the last answer nobody listens any more
  const leftMs = trialLeftMs(options.after);
  const expired = new Promise<'expired'>((resolve) => {
    if (leftMs === null) return;
    clock.sleep(leftMs, stop.signal).then(
      () => resolve('expired'),
      () => undefined, // stopped below
    );
  });
  let due = nextCheck(policy, stop.signal);
  let last = options.after.info;
  try {
    for (;;) {
      const ended = session.ended.then(() => 'ended' as const);
      const waits = Promise.race([decided, ended, expired, due]);
      const first = await untilAborted(waits, options.signal);
      if (first === 'keep' || first === 'go-back') return first;
      if (first === 'check') {
        due = nextCheck(policy, stop.signal);
        const health = await askHealth(session, last, options.signal);
        if (health === null) continue;
        const { info, check } = health;
        last = info;
        if (!health.isOther) {
          const { boot } = options.after;
          yield session.event({ type: 'device', when: 'after', info, boot, check });
          continue;
        }
      }
      const until = first === 'expired' ? (['old'] as const) : (['new', 'old'] as const);
      const end = endOf(options, yield* awaitReboot(session, waiting(session, options, until)));
      if (end !== null) return end;
    }
  } finally {
    stop.abort(new OtaError('cancelled', { by: 'user' }));
  }
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
    if (error?.code === 'rpc/remote') refused = asRefusal(error as OtaError<'rpc/remote'>);
    const back = yield* awaitReboot(session, waiting(session, options, ['new', 'old']));
    const end = endOf(options, back);
    if (end !== null) return end;
    if (back.kind === 'back' && isCommitted(back.now)) {
      yield session.event({ type: 'committed', version: back.now.info.fw_version });
      return { kind: 'committed' };
    }
    if (tries === COMMIT_TRIES) break;
    const why = error?.code ?? 'update/commit-refused';
    const offset = session.acknowledgedBytes;
    yield session.event({ type: 'retry', offset, attempt: tries + 1, why });
  }
  return { kind: 'unknown', failure: refused };
}

const asRefusal = (error: OtaError<'rpc/remote'>): OtaError<'update/commit-refused'> => {
  const { remoteCode, remoteMessage } = error.facts;
  return new OtaError('update/commit-refused', { remoteCode, remoteMessage }, { cause: error });
};

/** The way back, now instead of at the end of the trial. */
async function* goBack(session: UpdateSession, options: TrialOptions): Steps<TrialEnd> {
  yield session.event({ type: 'phase', phase: 'rebooting' });
  await callFirmly(session, 'OTA.Revert');
  const back = yield* awaitReboot(session, waiting(session, options, ['old']));
  return endOf(options, back) ?? { kind: 'committed' };
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
