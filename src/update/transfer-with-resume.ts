/**
 * Writes the bundle to its last byte, through pauses and lost links:
 *
 *   writing ──asked──────▶ paused ──go on──┐
 *      │                                   ▼
 *      ├──────link lost──────────────▶ come back ──▶ went on ──────▶ writing
 *      └──refused after a repeat,─────────▲   └────▶ started over ──▶ writing, from 0
 *         or by a device that forgot
 */
import { OtaError } from '../contracts/failure.ts';
import { throwIfAborted, untilAborted, createBackOff } from '../rpc/deadline.ts';
import { reconnect } from './reconnect.ts';
import type { Return } from './reconnect.ts';
import type { DeviceView } from './ask-device.ts';
import { IDLE } from './ask-device.ts';
import type { UpdateEvent, UpdateEventBody } from './events.ts';
import type { PauseSwitch } from './deps.ts';
import type { UpdateSession } from './session.ts';
import { createShrinkingSizes } from './chunk-sizes.ts';
import type { ShrinkingSizes } from './chunk-sizes.ts';
import { writeBundle } from './write-loop.ts';
import type { WriteLoopOptions } from './write-loop.ts';

export interface KeepWritingOptions extends WriteLoopOptions {
  /** What the device said before the update. */
  readonly before: DeviceView;
}

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

type Stop =
  | { readonly why: 'written' }
  | { readonly why: 'asked' }
  /** The link is gone, or nobody answers on it: a serial port stays when its device loses the power. */
  | { readonly why: 'lost'; readonly error: OtaError }
  /** A block that was repeated after a lost link may have been taken twice: the device refuses what follows. */
  | { readonly why: 'doubt'; readonly error: OtaError }
  /** It restarted, or gave up, on a link that stayed: a serial line does not end with the device's power. */
  | { readonly why: 'forgot'; readonly error: OtaError };

/** More often than this an update does not start over by itself: what ends it is not chance. */
const MOST_STARTS_OVER = 3;

/** So many losses at the same offset: perhaps it is the size of the block that ends the link. */
const LOSSES_BEFORE_SHRINK = 2;
/** So many more at the same offset with the smallest blocks: it is not their size, and no chance either. */
const LOSSES_OF_LEAST = 6;

/**
 * Throws what a write throws, but link/lost only when nothing comes back; update/timed-out, device/…, and
 * update/no-block-arrives when the link ends again and again at one offset.
 */
export async function* transferWithResume(
  session: UpdateSession,
  given: KeepWritingOptions,
): Steps<void> {
  const sizes = createShrinkingSizes(given.sizes);
  const options = { ...given, sizes };
  const losses = new LossesAtOffset(sizes);
  let inDoubt = false;
  let startsOver = 0;
  let backOff = createBackOff();
  let reached = session.acknowledgedBytes;
  for (;;) {
    const stop: Stop = yield* writeOn(session, options, inDoubt);
    if (stop.why === 'written') return;
    // A link that only ever opens is looked for at longer and longer intervals.
    if (session.acknowledgedBytes > reached) backOff = createBackOff();
    if (stop.why === 'asked') yield* restUntilGoOn(session, options.signal);
    const how: Return = yield* reconnect(session, {
      before: options.before,
      signal: options.signal,
      chunkSize: options.sizes.mostBytes,
      loss: stop.why === 'lost' ? stop.error : null,
      unclear: stop.why === 'doubt',
      backOff,
    });
    // A device that restarted meanwhile has lost more than its link.
    if (how === 'started-over') losses.forget();
    const isLinkAlone = stop.why === 'lost' && how === 'went-on';
    const smaller = isLinkAlone ? losses.count(session.acknowledgedBytes) : null;
    if (smaller !== null) yield session.event({ type: 'smaller-blocks', ...smaller });
    if (stop.why !== 'asked' && how === 'started-over') {
      startsOver += 1;
      if (startsOver > MOST_STARTS_OVER) throw stop.error;
    }
    reached = session.acknowledgedBytes;
    inDoubt = how === 'went-on' && (inDoubt || session.sentBytes > reached);
  }
}

/** What the link was lost at, one block after the other. */
class LossesAtOffset {
  readonly #sizes: ShrinkingSizes;
  #offset = -1;
  #all = 0;
  #sinceShrink = 0;

  constructor(sizes: ShrinkingSizes) {
    this.#sizes = sizes;
  }

  forget(): void {
    this.#offset = -1;
  }

  /** One more; tells when the blocks get smaller for it. Throws update/no-block-arrives when that is no help. */
  count(offset: number): Omit<SmallerBlocks, 'type'> | null {
    if (offset !== this.#offset) this.#all = this.#sinceShrink = 0;
    this.#offset = offset;
    this.#all += 1;
    this.#sinceShrink += 1;
    if (this.#sinceShrink < LOSSES_BEFORE_SHRINK) return null;
    if (this.#sizes.shrink()) {
      this.#sinceShrink = 0;
      return { offset, bytes: this.#sizes.mostBytes, losses: this.#all };
    }
    if (this.#sinceShrink < LOSSES_OF_LEAST) return null;
    const bytes = this.#sizes.mostBytes;
    throw new OtaError('update/no-block-arrives', { offset, bytes, losses: this.#all });
  }
}

type SmallerBlocks = Extract<UpdateEventBody, { type: 'smaller-blocks' }>;

async function* writeOn(
  session: UpdateSession,
  options: KeepWritingOptions,
  inDoubt: boolean,
): Steps<Stop> {
  try {
    const end = yield* writeBundle(session, options);
    return end === 'written' ? { why: 'written' } : { why: 'asked' };
  } catch (reason) {
    throwIfAborted(options.signal);
    const error = OtaError.from(reason);
    if (error.code === 'link/lost') return { why: 'lost', error };
    if (error.code === 'rpc/timeout' && !(await answers(session, options.signal)))
      return { why: 'lost', error };
    if (error.code !== 'update/write-refused') throw error;
    if (inDoubt) return { why: 'doubt', error };
    if (await hasForgotten(session, options.signal)) return { why: 'forgot', error };
    throw error;
  }
}

/** A question is answered at once or not at all. */
const ANSWER_MS = 3_000;

/** Whether anybody is there who only does not acknowledge the writes. */
async function answers(session: UpdateSession, signal: AbortSignal): Promise<boolean> {
  try {
    await session.call('OTA.Status', null, { signal, timeoutMs: ANSWER_MS });
    return true;
  } catch (reason) {
    throwIfAborted(signal);
    const { code } = OtaError.from(reason);
    return code === 'rpc/remote' || code === 'rpc/bad-reply';
  }
}

/** A device that refuses a block is in its update still, failed or not; one that knows of none is not the one that began it. */
async function hasForgotten(session: UpdateSession, signal: AbortSignal): Promise<boolean> {
  try {
    const { state } = await session.call('OTA.Status', null, { signal });
    return state === IDLE;
  } catch {
    throwIfAborted(signal);
    return false; // what it refused is what counts
  }
}

/** Until the person goes on; the link may go meanwhile, which shows then. */
async function* restUntilGoOn(session: UpdateSession, signal: AbortSignal): Steps<void> {
  const { pause, clock } = session.deps;
  const leftMs = session.watchdog.leftMs(clock.now());
  yield session.event({ type: 'paused', why: 'asked', link: session.linkKind, leftMs });
  if (pause !== undefined) await pressed(pause, signal);
}

async function pressed(pause: PauseSwitch, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { requested, changed } = pause;
    if (!requested) return;
    await untilAborted(changed, signal);
  }
}
