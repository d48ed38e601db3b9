/**
 * A whole update over RPC, top to bottom: look at the device, judge, deliver, finish, wait for the restart,
 * verify what the device itself reports, confirm. How the bundle gets to the device is the delivery's own
 * (delivery/delivery.ts). Everything that happens is an event; the last word is the result. Wishes, time and
 * links come in through UpdateDeps.
 *
 *   connecting ─ checking ─ preparing ─ writing ─ finalizing ─ rebooting ─ verifying ─ committing
 *       └──────── refused ──────┘ └─ failed, cancelled ─┘ └ reverted, other, unknown, uncommitted ┘
 */
import { abortError, OtaError } from '../contracts/failure.ts';
import { throwIfAborted } from '../rpc/deadline.ts';
import type { DeviceView } from './ask-device.ts';
import { awaitReboot, LONGEST_WAIT_MS } from './await-reboot.ts';
import type { Returned } from './await-reboot.ts';
import type { Delivery, DeliveryOptions } from './delivery/delivery.ts';
import { writeDelivery } from './delivery/write.ts';
import { withRoomForChecks } from './checks/trial-room.ts';
import type { UpdateHost } from './deps.ts';
import type { UpdateEvent, UpdateResult } from './events.ts';
import { otherDevice } from './judge-return.ts';
import { prepare } from './prepare.ts';
import { other, resultOfError, resultOfTrial, reverted, unknown } from './results.ts';
import { runTrial } from './run-trial.ts';
import { UpdateSession } from './session.ts';

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

export interface UpdateDeps extends UpdateHost {
  /** How the bundle gets to the device; OTA.Write when left out. */
  readonly delivery?: Delivery | undefined;
}

/**
 * Never throws: what went wrong is in the result. The signal's reason is an OtaError `cancelled`. A cancel
 * until the last byte is acknowledged leaves the device clean and on its old firmware; after OTA.End it
 * only ends the watching.
 */
export async function* runUpdate(deps: UpdateDeps, signal: AbortSignal): Steps<UpdateResult> {
  const { delivery = writeDelivery } = deps;
  const session = new UpdateSession({ ...deps, options: withRoomForChecks(deps.options) });
  try {
    const result = yield* attempt(session, delivery, signal);
    const left = (await delivery.putBack?.(session, result)) ?? null;
    if (left !== null) yield session.event({ type: 'left-behind', failure: left });
    return result;
  } finally {
    await session.close();
  }
}

async function* attempt(
  session: UpdateSession,
  delivery: Delivery,
  signal: AbortSignal,
): Steps<UpdateResult> {
  try {
    const prepared = yield* prepare(session, delivery, signal);
    if (prepared.kind === 'refused') return prepared.result;
    const { before } = prepared;
    yield session.event({ type: 'phase', phase: 'writing' });
    yield* delivery.deliver(session, { before, signal });
    const returned = yield* install(session, delivery, { before, signal });
    return yield* verify(session, { before, returned, signal });
  } catch (reason) {
    const error = signal.aborted ? abortError(signal) : OtaError.from(reason);
    return await resultOfError(session, delivery, error);
  }
}

/** The end of the delivery and the restart. From here on the device goes its way, whether somebody watches or not. */
async function* install(
  session: UpdateSession,
  delivery: Delivery,
  { before, signal }: DeliveryOptions,
): Steps<Returned> {
  await session.deps.mayInstall?.({ signal });
  if (delivery.finish !== null) yield session.event({ type: 'phase', phase: 'finalizing' });
  throwIfAborted(signal);
  session.stage = 'ended';
  if (delivery.finish !== null) yield* delivery.finish(session);
  yield session.event({ type: 'phase', phase: 'rebooting' });
  const { commitTimeoutMs } = session;
  const { timeouts } = session.deps.options;
  return yield* awaitReboot(session, {
    signal,
    before,
    until: ['new', 'old', 'other', 'not-installed'],
    newSeen: false,
    askAtOnce: false,
    endsByItself: delivery.finish === null,
    boundMs: Math.min(commitTimeoutMs, LONGEST_WAIT_MS) + timeouts.firstStart,
  });
}

interface VerifyOptions {
  readonly before: DeviceView;
  readonly returned: Returned;
  readonly signal: AbortSignal;
}

/** By the version and build id that the device itself reports. */
async function* verify(
  session: UpdateSession,
  { before, returned, signal }: VerifyOptions,
): Steps<UpdateResult> {
  if (returned.kind === 'gone') return unknown(session, notBack(returned));
  const { verdict, now } = returned;
  if (verdict === 'other-device')
    return unknown(session, otherDevice(before.info, now.info, session.linkKind));
  if (verdict === 'not-installed')
    throw new OtaError('update/end-refused', {
      remoteCode: -1,
      remoteMessage: now.status?.message ?? '',
    });
  yield session.event({ type: 'phase', phase: 'verifying' });
  yield session.event({ type: 'device', when: 'after', info: now.info, boot: now.boot });
  if (verdict === 'other') return other(session, now);
  if (verdict !== 'new') return reverted(session, now, { told: null, trial: null });
  session.stage = 'trial';
  const end = yield* runTrial(session, { signal, before, after: now });
  return resultOfTrial(session, end);
}

/** A device that answers all along is not lost: it has not restarted. */
const notBack = ({ waitedMs, last }: Extract<Returned, { kind: 'gone' }>): OtaError =>
  last === null
    ? new OtaError('update/not-back', { waitedMs })
    : new OtaError('update/not-restarted', { waitedMs, running: last.info.fw_version });
