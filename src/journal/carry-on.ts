/**
 * Carries on an update whose page, thread or process is gone: asks the device what became of it, and does what `reconcile` says.
 * Its events and its result are those of an update.
 *
 *   asks ── still receives ── told to forget it ── asks again ──┐
 *     │        └ does the rest by itself ── asks again          ├── starts over: runUpdate, with all of its checks
 *     ├──── has nothing of it, or did not install it ───────────┘
 *     ├──── runs the new firmware on trial ── runTrial
 *     └──── it is over: kept, went back, another firmware, another device
 */
import { abortError, OtaError, toFailure } from '../contracts/failure.ts';
import { throwIfAborted, untilAborted } from '../rpc/deadline.ts';
import { askDevice, RECEIVING } from '../update/ask-device.ts';
import type { DeviceView } from '../update/ask-device.ts';
import { LONGEST_WAIT_MS } from '../update/await-reboot.ts';
import { writeDelivery } from '../update/delivery/write.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';
import { otherDevice } from '../update/judge-return.ts';
import {
  other,
  refused,
  resultOfError,
  resultOfTrial,
  reverted,
  unknown,
} from '../update/results.ts';
import { runTrial } from '../update/run-trial.ts';
import { runUpdate } from '../update/run-update.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import { UpdateSession } from '../update/session.ts';
import { abortUpdate } from '../update/update-calls.ts';
import type { JournaledUpdate } from './journaled-update.ts';
import { LARGEST_SEND_BYTES, reconcile } from './reconcile.ts';
import type { Reconciliation } from './reconcile.ts';

export interface CarryOnOptions {
  readonly journal: JournaledUpdate;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly signal: AbortSignal;
}

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

/** Between two questions. */
const POLL_MS = 1_000;
/** A question is answered at once or not at all. */
const ANSWER_MS = 3_000;
/** Told to forget what it has so often, a device that still receives is left to its own time-out. */
const MOST_ABORTS = 3;

/** As runUpdate: never throws, and closes its links. `deps.bundle` is the firmware of the journal. */
export async function* carryOn(deps: UpdateDeps, options: CarryOnOptions): Steps<UpdateResult> {
  const session = new UpdateSession(deps);
  session.from = options.journal.from.version;
  try {
    const end = yield* lookAndSettle(session, options);
    if (end !== 'start-over') return end;
  } catch (reason) {
    const { signal } = options;
    const error = signal.aborted ? abortError(signal) : OtaError.from(reason);
    return await resultOfError(session, writeDelivery, error);
  } finally {
    await session.close();
  }
  return yield* runUpdate({ ...deps, expected: options.journal.device }, options.signal);
}

async function* lookAndSettle(
  session: UpdateSession,
  options: CarryOnOptions,
): Steps<UpdateResult | 'start-over'> {
  const { journal, signal, wall } = options;
  const { clock } = session.deps;
  session.stage = stageOf(journal);
  yield session.event({ type: 'phase', phase: 'connecting' });
  const startedAt = clock.now();
  let answeredAt = startedAt;
  let aborts = 0;
  for (;;) {
    const { view, error } = await look(session, signal);
    const decided = reconcile({ journal, answer: view, nowMs: wall() });
    if (view !== null) answeredAt = clock.now();
    if (decided.decision === 'start-over') {
      if (!receives(view)) return 'start-over';
      if (aborts === MOST_ABORTS) return refused(session, busy(view), []);
      aborts += 1;
      await abortUpdate(session, { lastByteSent: mayBeWhole(journal, view) });
      await session.close(); // it may restart
    } else if (decided.decision !== 'wait')
      return yield* settle(session, { ...options, decided, view });
    else if (clock.now() - answeredAt >= patienceMs(session, options)) {
      throw error ?? new OtaError('update/not-back', { waitedMs: clock.now() - startedAt });
    } else if (clock.now() - startedAt >= LONGEST_WAIT_MS)
      throw new OtaError('update/not-back', { waitedMs: clock.now() - startedAt });
    await untilAborted(clock.sleep(POLL_MS, signal), signal);
  }
}

/** What an error or a cancel means before anything is settled: only up to OTA.End the device is certain to keep what it has. */
function stageOf({ stage }: JournaledUpdate): UpdateSession['stage'] {
  return stage === null || stage === 'preparing' || stage === 'writing' ? 'untouched' : 'ended';
}

interface Look {
  readonly view: DeviceView | null;
  readonly error: OtaError | null;
}

async function look(session: UpdateSession, signal: AbortSignal): Promise<Look> {
  try {
    if (!session.isOpen) await session.connect(signal);
    const view = await askDevice(session, { signal, timeoutMs: ANSWER_MS });
    session.meet(view.info);
    return { view, error: null };
  } catch (reason) {
    throwIfAborted(signal);
    // A serial port stays open: opening it may reset the device.
    if (session.isOpen && !session.linkTraits.survivesRestart) await session.close();
    return { view: null, error: OtaError.from(reason) };
  }
}

/** As long as a start takes, and until the trial that it may be on is over. */
function patienceMs({ deps }: UpdateSession, { journal, wall }: CarryOnOptions): number {
  const trialMs = Math.max(0, (journal.trial?.dueAtMs ?? 0) - wall());
  return Math.min(trialMs, LONGEST_WAIT_MS) + deps.options.timeouts.firstStart;
}

/** Before OTA.Begin is sent anew it is told to forget what it has. */
const receives = (view: DeviceView | null): boolean => view?.status?.state === RECEIVING;

/** It may have every byte, and OTA.End would install it. By what it says; a device that knows no percentage, by the journal. */
function mayBeWhole({ acknowledgedBytes, firmware }: JournaledUpdate, view: DeviceView | null) {
  const percent = view?.status?.progress_percent ?? 0;
  if (percent !== 0) return percent >= 95;
  return acknowledgedBytes + LARGEST_SEND_BYTES >= firmware.sizeBytes;
}

const busy = (view: DeviceView | null) => {
  const { state = RECEIVING, progress_percent: percent = 0 } = view?.status ?? {};
  return toFailure(new OtaError('device/busy', { state, percent }));
};

interface Settling extends CarryOnOptions {
  readonly decided: Exclude<Reconciliation, { decision: 'start-over' | 'wait' }>;
  readonly view: DeviceView | null;
}

async function* settle(session: UpdateSession, settling: Settling): Steps<UpdateResult> {
  const { journal, decided, view, signal } = settling;
  const { reason } = decided;
  if (view === null || reason === 'ended')
    return unknown(session, new OtaError('update/not-back', { waitedMs: 0 }));
  if (reason === 'other-device') {
    session.deps.answered?.(view.info, 'another');
    return unknown(session, otherDevice(journal.device, view.info, session.linkKind));
  }
  session.deps.answered?.(view.info, 'the-device');
  session.identify(view.info.id);
  if (reason === 'somebody-else') return refused(session, busy(view), []);
  yield session.event({ type: 'phase', phase: 'verifying' });
  yield session.event({ type: 'device', when: 'after', info: view.info, boot: view.boot });
  if (reason === 'other-firmware') return other(session, view);
  if (reason === 'went-back') return reverted(session, view, { told: null, trial: null });
  session.stage = 'trial';
  // Kept: there is nothing to ask, and the trial ends at once.
  const before = beforeOf(journal, view);
  const end = yield* runTrial(session, { signal, before, after: view });
  return resultOfTrial(session, end);
}

/** What the device said before the update, as far as the journal has it; what it has not, no check compares with. */
function beforeOf({ from, device }: JournaledUpdate, now: DeviceView): DeviceView {
  const { version, buildId, slot } = from;
  const info = {
    ...{ ...now.info, ...device, fw_version: version, fw_id: buildId },
    ...{ ram_free: undefined, wifi: null, eth: null },
  };
  const boot = now.boot === null || slot === null ? null : { ...now.boot, active_slot: slot };
  return { info, boot, status: null };
}
