/**
 * From the moment a device was told to restart until it answers again, on whatever link: the present one
 * may end (network, native USB) or stay and fall silent (a serial adapter). Reconnects with growing pauses.
 */
import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import { throwIfAborted, untilAborted, createBackOff } from '../rpc/deadline.ts';
import { askDevice } from './ask-device.ts';
import type { DeviceView } from './ask-device.ts';
import type { UpdateEvent } from './events.ts';
import { isSameDevice, judgeReturn } from './judge-return.ts';
import type { ReturnVerdict } from './judge-return.ts';
import type { UpdateSession } from './session.ts';

export interface AwaitOptions {
  readonly signal: AbortSignal;
  readonly before: DeviceView;
  /** Answers that end the waiting; after any other the device is asked again. */
  readonly until: readonly ReturnVerdict[];
  /** The new firmware was seen running: an answer of any other one means that the device went back. */
  readonly newSeen: boolean;
  /** The first question needs no pause. */
  readonly askAtOnce: boolean;
  /** Nobody tells it to install what it has: one that still receives is not told either. */
  readonly endsByItself: boolean;
  readonly boundMs: number;
}

/**
 * `gone`: nobody who settles it answered in time; `last`: what did answer, if anybody. `other-device`: the last one who
 * answered was another device.
 */
export type Returned =
  | {
      readonly kind: 'back';
      readonly verdict: ReturnVerdict;
      readonly now: DeviceView;
      /** Its uptime fell meanwhile. */
      readonly restarted: boolean;
    }
  | { readonly kind: 'gone'; readonly waitedMs: number; readonly last: DeviceView | null };

/** A question while the device restarts is answered at once or not at all. */
const ANSWER_MS = 3000;

/** How long a device may keep us waiting beside its start, whatever time it says it has. */
export const LONGEST_WAIT_MS = 3_600_000;

/** Throws only cancelled: what goes wrong with links and calls here is what a restart looks like. */
export async function* awaitReboot(
  session: UpdateSession,
  options: AwaitOptions,
): AsyncGenerator<UpdateEvent, Returned, void> {
  const { clock, bundle } = session.deps;
  const { signal, before, newSeen } = options;
  const startedAt = clock.now();
  const pauses = createBackOff();
  let asks = !options.askAtOnce;
  let ends = 1;
  let restart: 'link-ended' | 'uptime-fell' | null = null;
  let restarted = false;
  let last: DeviceView | null = null;
  let other: DeviceView | null = null;
  while (clock.now() - startedAt < options.boundMs) {
    throwIfAborted(signal);
    if (session.isOpen && asks) await nextQuestion(session, signal);
    asks = true;
    if (!session.isOpen && restart === null) {
      restart = 'link-ended';
      yield session.event({ type: 'rebooting', why: restart });
    }
    if (newSeen && !session.isOpen) yield* session.contact('lost');
    const up = session.isOpen || (await reconnect(session, signal));
    const now = up ? await askOrNull(session, signal) : null;
    if (now === null) {
      if (newSeen) yield* session.contact(session.isOpen ? 'silent' : 'lost');
      await pause(session, pauses.next(), signal);
      continue;
    }
    other = isSameDevice(before.info, now.info) ? null : now;
    if (other !== null) {
      if (newSeen) yield* session.contact('lost');
      await letOtherGo(session, other);
      await pause(session, pauses.next(), signal);
      continue;
    }
    session.deps.answered?.(now.info, 'the-device');
    last = now;
    const fell = session.meet(now.info).restarted;
    restarted ||= fell;
    if (fell && restart === null) {
      restart = 'uptime-fell';
      yield session.event({ type: 'rebooting', why: restart });
    }
    const restartSeen = restart !== null || newSeen;
    const verdict = judgeReturn({ before, target: bundle.manifest, now, restartSeen, newSeen });
    if (options.until.includes(verdict)) return { kind: 'back', verdict, now, restarted };
    if (verdict === 'waits-for-end' && !options.endsByItself) {
      ends += 1;
      const offset = session.acknowledgedBytes;
      yield session.event({ type: 'retry', offset, attempt: ends, why: 'rpc/timeout' });
      await endOnceMore(session, signal);
    }
  }
  if (other !== null) return { kind: 'back', verdict: 'other-device', now: other, restarted };
  return { kind: 'gone', waitedMs: clock.now() - startedAt, last };
}

/** Nothing more is said to it; the own device may still come, here or in another place. */
async function letOtherGo(session: UpdateSession, { info }: DeviceView): Promise<void> {
  session.deps.answered?.(info, 'another');
  await session.close();
}

async function pause(session: UpdateSession, ms: number, signal: AbortSignal): Promise<void> {
  await untilAborted(session.deps.clock.sleep(ms, signal), signal);
}

/** The link stays: ask after a while, or as soon as it ends. */
async function nextQuestion(session: UpdateSession, signal: AbortSignal): Promise<void> {
  const { clock, options } = session.deps;
  const stop = new AbortController();
  const pause = clock.sleep(options.timeouts.poll, stop.signal).catch(() => undefined);
  try {
    await untilAborted(Promise.race([session.ended, pause]), signal);
  } finally {
    stop.abort(new OtaError('cancelled', { by: 'user' }));
  }
}

async function reconnect(session: UpdateSession, signal: AbortSignal): Promise<boolean> {
  try {
    await session.connect(signal);
    return true;
  } catch {
    throwIfAborted(signal);
    return false; // not up yet
  }
}

/**
 * null: no answer. A link over a network is then opened anew: a device that lost its power never says
 * that the old one is over. A serial port stays open: opening it may reset the device. One of several that
 * may be the device's makes room for the next.
 */
async function askOrNull(session: UpdateSession, signal: AbortSignal): Promise<DeviceView | null> {
  try {
    return await askDevice(session, { signal, timeoutMs: ANSWER_MS });
  } catch {
    throwIfAborted(signal);
    if (session.isOpen && !staysOpen(session.link)) await session.close();
    return null;
  }
}

const staysOpen = ({ traits, isGuess = false }: Link): boolean =>
  traits.survivesRestart && !isGuess;

/** The device has every byte and waits: its OTA.End was lost. */
async function endOnceMore(session: UpdateSession, signal: AbortSignal): Promise<void> {
  try {
    await session.call('OTA.End', null, { signal, timeoutMs: session.deps.options.timeouts.end });
  } catch {
    throwIfAborted(signal); // whether it was heard shows in the next answer
  }
}
