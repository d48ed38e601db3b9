/**
 * Whether the chosen device is still there, asked and not assumed. Between two uses of the way it is asked
 * over the link that its last answer came by; that link stays open, as opening a port may reset a board.
 * A link that ends is looked for again, until whoever uses the way next ends the watch.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { Failure, FailureCode } from '../../contracts/failure.ts';
import { linkAbort, throwIfAborted, withDeadline, createBackOff } from '../../rpc/deadline.ts';
import type { OtaStatus, SysInfo } from '../../rpc/methods.ts';
import { isSameDevice, otherDevice } from '../../update/judge-return.ts';
import type { DeviceReport, PresenceEvent } from '../api.ts';

/** Between an answer and the next question. */
export const ASK_EVERY_MS = 5_000;
/** A device that is idle answers Sys.GetInfo within this. */
export const ANSWER_MS = 3_000;
/** One lost frame is no silence. */
const MISSES = 2;
/** A board that was reset by the opening of its port prints its start first: asked so often on one link. */
const TRIES_ON_LINK = 5;

interface AnswerOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** A link that is kept open. */
export interface HeldLink {
  /** Settles once, with what the end of the link is as a failure. */
  readonly ended: Promise<OtaError>;
  /** Sys.GetInfo, left out of the log when it is answered. */
  isThere(options: AnswerOptions): Promise<SysInfo>;
  /** OTA.Status, in the log as `isThere`. */
  status(options: AnswerOptions): Promise<OtaStatus>;
}

/** The way to the device, as far as its presence is concerned. */
export interface WatchedDevice {
  /** null: no link is open. */
  readonly held: HeldLink | null;
  /** Opens a link and keeps it. Throws what opening throws. */
  hold(signal: AbortSignal): Promise<HeldLink>;
  /** All that it says of itself, over the link that is kept. */
  ask(signal: AbortSignal): Promise<DeviceReport>;
  letGo(): Promise<void>;
  /** Where another device answers, this one may be at another place. */
  readonly hasPlaces: boolean;
  /** Another device answers on the link that is kept: the place of this one is looked for elsewhere. */
  answered(info: SysInfo, who: 'another'): void;
}

export interface PresenceDeps {
  readonly clock: Clock;
  readonly device: WatchedDevice;
  readonly tell: (latest: PresenceEvent) => void;
}

export class Presence {
  readonly #deps: PresenceDeps;
  #watching: AbortController | null = null;
  /** Somebody else uses the way for a moment. */
  #aside = 0;
  #wake: () => void = () => undefined;
  /** Clock of the last answer. */
  #answeredAt = 0;

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
  }

  /** It has just said this of itself, and the link is kept. */
  begin(report: DeviceReport): void {
    this.#answeredAt = this.#deps.clock.now();
    this.#start((signal) => this.#watch(report, signal));
  }

  /** It said this when it last answered, and cannot be reached now: it is looked for. */
  seek(report: DeviceReport, failure: Failure): void {
    this.#start(async (signal) => {
      const found = await this.#find(report, failure, signal);
      this.#deps.tell({ kind: 'answers', report: found });
      await this.#watch(found, signal);
    });
  }

  /** The way is needed for something else. */
  end(): void {
    this.#watching?.abort(new OtaError('cancelled', { by: 'user' }));
    this.#watching = null;
  }

  /** Nothing is asked meanwhile. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    this.#aside += 1;
    try {
      return await work();
    } finally {
      this.#aside -= 1;
    }
  }

  /** Something was plugged in or unplugged. */
  lookNow(): void {
    this.#wake();
  }

  #start(work: (signal: AbortSignal) => Promise<void>): void {
    this.end();
    const watching = new AbortController();
    this.#watching = watching;
    work(watching.signal).catch(() => undefined); // ended: the only way out
  }

  async #watch(report: DeviceReport, signal: AbortSignal): Promise<void> {
    for (let known = report; ;) {
      const lost = await this.#untilLost(known, signal);
      known = await this.#find(lost.known, toFailure(lost.error), signal);
      this.#deps.tell({ kind: 'answers', report: known });
    }
  }

  async #untilLost(
    report: DeviceReport,
    signal: AbortSignal,
  ): Promise<{ readonly known: DeviceReport; readonly error: OtaError }> {
    const { clock, device, tell } = this.#deps;
    const { held } = device;
    let known = report;
    let missed = 0;
    if (held === null) return { known, error: closed() };
    const end: { error: OtaError | null } = { error: null };
    void held.ended.then((error) => {
      end.error = error;
      this.#wake();
    });
    for (;;) {
      if (end.error === null && missed !== 1) await this.#pause(ASK_EVERY_MS, signal);
      if (end.error !== null || device.held !== held)
        return { known, error: end.error ?? closed() };
      if (this.#aside > 0) continue;
      const answer = await this.#answerOf(held, signal);
      if (answer === 'lost') return { known, error: await held.ended };
      if (answer === 'none') {
        missed += 1;
        if (missed === MISSES) tell({ kind: 'silent', forMs: clock.now() - this.#answeredAt });
        continue;
      }
      const wasSilent = missed >= MISSES;
      missed = 0;
      this.#answeredAt = clock.now();
      if (answer === 'refuses') {
        if (wasSilent) tell({ kind: 'answers', report: null });
        continue;
      }
      const other = otherThan(known, answer);
      if (other !== null) {
        device.answered(answer, 'another');
        await device.letGo();
        return { known, error: other };
      }
      const status = await this.#statusOf(held, known, signal);
      if (hasStartedSince(known.info, answer) || isOtherwise(known.status, status)) {
        const asked = await this.#askAgain(signal);
        if (asked !== null) known = asked;
        else missed = MISSES; // asked once more at the next answer
        if (asked !== null) tell({ kind: 'answers', report: asked });
        continue;
      }
      const isFurther = known.status?.progress_percent !== status?.progress_percent;
      known = { ...known, info: answer, status };
      if (isFurther) tell({ kind: 'answers', report: known });
      else if (wasSilent) tell({ kind: 'answers', report: null });
    }
  }

  /** `refuses` is an answer, too. */
  async #answerOf(
    held: HeldLink,
    signal: AbortSignal,
  ): Promise<SysInfo | 'refuses' | 'none' | 'lost'> {
    try {
      return await held.isThere({ signal, timeoutMs: ANSWER_MS });
    } catch (reason) {
      throwIfAborted(signal);
      const { code } = OtaError.from(reason);
      if (code === 'rpc/timeout') return 'none';
      return code === 'rpc/remote' || code === 'rpc/bad-reply' ? 'refuses' : 'lost';
    }
  }

  /** What its updater does, which somebody else may have told it; as before where it does not say. */
  async #statusOf(
    held: HeldLink,
    { status }: DeviceReport,
    signal: AbortSignal,
  ): Promise<OtaStatus | null> {
    if (status === null) return null;
    try {
      return await held.status({ signal, timeoutMs: ANSWER_MS });
    } catch {
      throwIfAborted(signal);
      return status; // the link is over by now, or the next question tells
    }
  }

  /** null: it stopped answering on the way. */
  async #askAgain(signal: AbortSignal): Promise<DeviceReport | null> {
    try {
      return await this.#deps.device.ask(signal);
    } catch {
      throwIfAborted(signal);
      return null; // the link is over by now, or the next question tells
    }
  }

  /** Until the same device answers again. */
  async #find(known: DeviceReport, loss: Failure, signal: AbortSignal): Promise<DeviceReport> {
    const { clock, device, tell } = this.#deps;
    const tellGone = (failure: Failure): void =>
      tell({ kind: 'gone', forMs: clock.now() - this.#answeredAt, failure });
    let failure = loss;
    tellGone(failure);
    const backOff = createBackOff();
    for (;;) {
      const waits =
        WAITS_FOR_PERSON.includes(failure.code) ||
        (failure.code === 'device/other-device' && !device.hasPlaces);
      await this.#pause(waits ? null : backOff.next(), signal);
      if (this.#aside > 0) continue;
      try {
        const report = await this.#tryOnce(known, signal);
        this.#answeredAt = clock.now();
        return report;
      } catch (reason) {
        throwIfAborted(signal);
        await device.letGo();
        const before = failure.code;
        failure = toFailure(OtaError.from(reason));
        if (failure.code !== before) tellGone(failure);
      }
    }
  }

  async #tryOnce(known: DeviceReport, signal: AbortSignal): Promise<DeviceReport> {
    const { clock, device } = this.#deps;
    const late = (): OtaError =>
      new OtaError('link/refused', { address: 'device', detail: `not open in ${CONNECT_MS} ms` });
    const held = await withDeadline({ clock, ms: CONNECT_MS, signal, late }, (own) =>
      device.hold(own),
    );
    for (let tries = 1; ; tries += 1) {
      const answer = await held
        .isThere({ signal, timeoutMs: ANSWER_MS })
        .catch((reason: unknown) => OtaError.from(reason));
      throwIfAborted(signal);
      if (answer instanceof OtaError) {
        if (answer.code === 'rpc/remote' || answer.code === 'rpc/bad-reply') break;
        if (answer.code !== 'rpc/timeout' || tries === TRIES_ON_LINK) throw answer;
        continue;
      }
      const other = otherThan(known, answer);
      if (other === null) break;
      device.answered(answer, 'another');
      throw other;
    }
    const report = await device.ask(signal);
    const other = otherThan(known, report.info);
    if (other !== null) throw other;
    return report;
  }

  /** null: until something is plugged in, or somebody looks. */
  async #pause(ms: number | null, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const over = linkAbort(signal);
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    const aborted = new Promise<void>((resolve) =>
      over.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    const slept =
      ms === null ? aborted : this.#deps.clock.sleep(ms, over.signal).catch(() => undefined);
    await Promise.race([slept, woken, aborted]);
    over.abort(new OtaError('cancelled', { by: 'user' }));
    over.release();
    throwIfAborted(signal);
  }
}

/** Trying again by itself changes nothing here, and would reset somebody else's board each time. */
const WAITS_FOR_PERSON: readonly FailureCode[] = [
  'link/not-allowed',
  'link/no-feature',
  'link/stale-grant',
];

const closed = (): OtaError => new OtaError('link/lost', { kind: 'none', detail: 'closed' });

const otherThan = ({ info }: DeviceReport, found: SysInfo): OtaError | null =>
  isSameDevice(info, found) ? null : otherDevice(info, found);

/** It was kept, or an update was begun or ended, by somebody else. */
const isOtherwise = (before: OtaStatus | null, now: OtaStatus | null): boolean =>
  before?.is_committed !== now?.is_committed || before?.state !== now?.state;

/** Its uptime fell, or it runs something else. */
const hasStartedSince = (before: SysInfo, info: SysInfo): boolean =>
  info.fw_version !== before.fw_version ||
  info.fw_id !== before.fw_id ||
  info.uptime < before.uptime;

/** Whoever owns a port or a radio bounds its opening; a radio takes its time, and learns on the way. */
export const CONNECT_MS = 45_000;
