/**
 * A device that updates itself, watched until it has installed the file or restarts: by the reply to the request that
 * began it, where there is one; by OTA.Status, where the link takes a second request; by what its server has handed
 * out. A link that is lost is no end: the device goes on without it.
 */
import { OtaError } from '../../contracts/failure.ts';
import { throwIfAborted, untilAborted, createBackOff } from '../../rpc/deadline.ts';
import type { OtaStatus } from '../../rpc/methods.ts';
import { askDevice, FAILED, IDLE, INSTALLED, RECEIVING } from '../ask-device.ts';
import type { DeviceView } from '../ask-device.ts';
import type { UpdateEvent } from '../events.ts';
import { isSameDevice, isSameFirmware } from '../judge-return.ts';
import type { UpdateSession } from '../session.ts';

/** How the request that began it ended. Never rejects. */
export type RequestEnd =
  | { readonly kind: 'done' }
  /** The device's own no, or what it failed with. */
  | { readonly kind: 'refused'; readonly error: OtaError }
  /** The link is gone, or no reply came in time: what the device does now has to be asked. */
  | { readonly kind: 'lost' };

export interface WatchOptions {
  readonly before: DeviceView;
  readonly signal: AbortSignal;
  /** null = nothing is waited for but what the device does. */
  readonly request: Promise<RequestEnd> | null;
  /** It is open on the link of this session. */
  readonly takesLink: boolean;
  /** Bytes that were handed to it so far; null = nobody here knows. */
  readonly servedBytes: (() => number) | null;
  /** Longer it is not watched, in milliseconds. */
  readonly boundMs: number;
  /**
   * It looks again by itself, and its status is of this run: it has failed when it says so later than so many milliseconds
   * after it did first. Left out: when it says so.
   */
  readonly triesForMs?: number;
}

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

/** A question beside the update is answered at once or not at all. */
const ANSWER_MS = 3_000;
/** How often it is told what its server has handed out. */
const SERVED_EVERY_MS = 250;
/** Answers in a row that say the same before it counts: a reply with the reason may be on its way. */
const SAME_BEFORE_SURE = 3;
/** The same of a device that was never seen to begin. */
const IDLE_BEFORE_SURE = 10;

/** Until it has installed the file, or restarts. Throws update/pull-refused, update/not-fetched, cancelled. */
export async function* watchDevice(session: UpdateSession, options: WatchOptions): Steps<void> {
  const { clock } = session.deps;
  const { signal, boundMs } = options;
  const startedAt = clock.now();
  const course = new Course(session, options);
  for (;;) {
    const end = await course.nextMoment(signal);
    throwIfAborted(signal);
    if (end?.kind === 'done') {
      yield* course.allThere();
      return;
    }
    if (end?.kind === 'refused') throw end.error;
    const waitedMs = clock.now() - startedAt;
    if (waitedMs > boundMs) throw new OtaError('update/not-fetched', { waitedMs });
    yield* course.served();
    if (!course.mayAsk()) continue;
    const seen = await course.look(signal);
    if (seen === 'over') return;
    if (seen === 'gave-up') throw new OtaError('update/not-fetched', { waitedMs });
    if (seen instanceof OtaError) throw seen;
    if (seen !== null) yield* course.told(seen);
  }
}

/** `over`: it has installed it or restarted. An error: what it failed with. A status: it goes on. null: nobody knows. */
type Seen = 'over' | 'gave-up' | OtaError<'update/pull-refused'> | OtaStatus | null;

class Course {
  readonly #session: UpdateSession;
  readonly #options: WatchOptions;
  #request: Promise<RequestEnd> | null;
  #hasBegun: boolean;
  #backOff = createBackOff();
  #last = '';
  #failed = 0;
  #failedAt: number | null = null;
  #idle = 0;
  #allServedAt: number | null = null;
  #lookAt = 0;

  constructor(session: UpdateSession, options: WatchOptions) {
    this.#session = session;
    this.#options = options;
    this.#request = options.request;
    this.#hasBegun = options.request !== null;
    this.#lookAt = session.deps.clock.now() + session.deps.options.timeouts.poll;
  }

  /** The end of the request, or null after a while. */
  async nextMoment(signal: AbortSignal): Promise<RequestEnd | null> {
    const { clock } = this.#session.deps;
    const lookInMs = Math.max(0, this.#lookAt - clock.now());
    const ms = this.#options.servedBytes === null ? lookInMs : Math.min(lookInMs, SERVED_EVERY_MS);
    const stop = new AbortController();
    const pause = clock.sleep(ms, stop.signal).then(
      () => null,
      () => null,
    );
    try {
      const end = await untilAborted(Promise.race([this.#request ?? pause, pause]), signal);
      if (end !== null) this.#request = null;
      return end;
    } finally {
      stop.abort(new OtaError('cancelled', { by: 'user' }));
    }
  }

  /** A device that takes one frame at a time hears nothing else before its reply. */
  mayAsk(): boolean {
    if (this.#session.deps.clock.now() < this.#lookAt) return false;
    const isTaken = this.#options.takesLink && this.#session.linkTraits.oneFrameInFlight;
    if (this.#request === null || !isTaken) return true;
    const { clock, options } = this.#session.deps;
    // It has had every byte for longer than its flash takes: the reply is lost.
    const since = clock.now() - (this.#allServedAt ?? clock.now());
    if (since <= options.timeouts.firstWrite) {
      this.#lookAt = clock.now() + options.timeouts.poll;
      return false;
    }
    this.#request = null;
    return true;
  }

  *served(): Generator<UpdateEvent, void, void> {
    const { bundle, clock } = this.#session.deps;
    const bytes = this.#options.servedBytes?.() ?? 0;
    if (bytes > 0) this.#hasBegun = true;
    if (bytes >= bundle.sizeBytes) this.#allServedAt ??= clock.now();
    if (bytes > this.#session.acknowledgedBytes) yield* this.#progress(bytes, null);
  }

  /** Its own word: it has installed all of it. */
  *allThere(): Generator<UpdateEvent, void, void> {
    yield* this.#progress(this.#session.deps.bundle.sizeBytes, null);
  }

  *told(status: OtaStatus): Generator<UpdateEvent, void, void> {
    const { sizeBytes } = this.#session.deps.bundle;
    const bytes = Math.floor((sizeBytes * Math.min(100, status.progress_percent)) / 100);
    yield* this.#progress(bytes, status);
  }

  *#progress(bytes: number, status: OtaStatus | null): Generator<UpdateEvent, void, void> {
    const session = this.#session;
    const { sizeBytes: totalBytes } = session.deps.bundle;
    if (bytes > session.acknowledgedBytes) session.acknowledge(Math.min(bytes, totalBytes));
    const said = status === null ? '' : `${status.state} ${status.message}`;
    const now = `${session.acknowledgedBytes} ${said}`;
    if (now === this.#last) return;
    this.#last = now;
    const told = status && {
      status: {
        state: status.state,
        message: status.message,
        percent: status.progress_percent,
      },
    };
    yield session.event({ type: 'progress', totalBytes, part: null, ...told });
  }

  async look(signal: AbortSignal): Promise<Seen> {
    try {
      return await this.#question(signal);
    } finally {
      const { clock, options } = this.#session.deps;
      const pauseMs = this.#session.isOpen ? options.timeouts.poll : this.#backOff.next();
      this.#lookAt = clock.now() + pauseMs;
    }
  }

  async #question(signal: AbortSignal): Promise<Seen> {
    const session = this.#session;
    try {
      if (!session.isOpen) await session.connect(signal);
      const status = await session.call('OTA.Status', null, { signal, timeoutMs: ANSWER_MS });
      this.#backOff = createBackOff();
      if (status.state !== RECEIVING)
        return await this.#judge(await askDevice(session, { signal, timeoutMs: ANSWER_MS }));
      this.#hasBegun = true;
      this.#idle = this.#failed = 0;
      return status;
    } catch {
      throwIfAborted(signal);
      // A device that erases answers nothing; one that is gone never says that its link is over.
      const stays = this.#request !== null || session.linkTraits.survivesRestart;
      if (session.isOpen && !stays) await session.close();
      return null;
    }
  }

  async #judge(now: DeviceView): Promise<Seen> {
    const session = this.#session;
    const { info } = this.#options.before;
    const isOurs = isSameDevice(info, now.info);
    session.deps.answered?.(now.info, isOurs ? 'the-device' : 'another');
    if (!isOurs) {
      await session.close();
      return null;
    }
    if (session.meet(now.info).restarted || !isSameFirmware(info, now.info)) return 'over';
    const { state = IDLE, message = '' } = now.status ?? {};
    if (state === INSTALLED) return 'over';
    const { triesForMs } = this.#options;
    if (state === FAILED && triesForMs !== undefined) {
      const at = session.deps.clock.now();
      this.#failedAt ??= at;
      if (at - this.#failedAt < triesForMs) return null;
      this.#hasBegun = true;
    }
    if (!this.#hasBegun) return null;
    if (state === FAILED) {
      this.#failed += 1;
      if (this.#request !== null && this.#failed < SAME_BEFORE_SURE) return null;
      return new OtaError('update/pull-refused', { remoteCode: -1, remoteMessage: message });
    }
    this.#idle += 1;
    return this.#request === null && this.#idle >= IDLE_BEFORE_SURE ? 'gave-up' : null;
  }
}
