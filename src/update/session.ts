import { OtaError } from '../contracts/failure.ts';
import { LOOPBACK } from '../contracts/link.ts';
import type { Link, LinkEnd, LinkMedium, LinkTraits } from '../contracts/link.ts';
import { invariant } from '../ota-core/primitives/invariant.ts';
import { openClient } from '../rpc/client.ts';
import type { CallOptions, OpenClient, RpcClient } from '../rpc/client.ts';
import { withDeadline } from '../rpc/deadline.ts';
import type { MethodName, MethodParams, MethodResult, SysInfo } from '../rpc/methods.ts';
import type { CheckAnswer } from './checks/judge-answer.ts';
import type { UpdateHost } from './deps.ts';
import { LinkPace, leastTrialMs } from './link-pace.ts';
import type { Contact, UpdateEvent, UpdateEventBody, UpdateFigures } from './events.ts';
import type { TrialTime } from './judge-return.ts';

/**
 * How far the device is in it, which decides what an error means and what must be cleaned up.
 * `begun`: OTA.Begin was sent. `complete`: so was the last byte, and OTA.End would install.
 * `ended`: so was OTA.End. `trial`: the new firmware was seen. `committing`: it was told to stay.
 */
export type Stage = 'untouched' | 'begun' | 'complete' | 'ended' | 'trial' | 'committing';

export interface SessionCallOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** One update's connection and context: which link, which device, how far. Links come and go, the session stays. */
export class UpdateSession {
  readonly deps: UpdateHost;
  stage: Stage = 'untouched';
  /** A finding was overridden that says what the device will refuse after the transfer. */
  isRefusalForetold = false;
  /** What the device runs before the update; null until it told. */
  from: string | null = null;
  /** When the device gives up the update that was begun. */
  readonly watchdog = new DeviceWatchdog();
  /** Of its calls before it was begun. */
  readonly pace = new LinkPace();
  /** What checks of the product got to their questions before the update, by the names of the checks. */
  answersBefore: ReadonlyMap<string, CheckAnswer> = new Map();
  /** Of the firmware on trial, as of its last answer; null = none was seen. */
  trial: TrialTime | null = null;
  readonly #startedAt: number;
  #open: OpenClient | null = null;
  #deviceId: string | null = null;
  #acknowledgedBytes = 0;
  #sentBytes = 0;
  #medium: LinkMedium = LOOPBACK;
  #callId: number | null = null;
  #writing: { readonly from: number; readonly to: number } | null = null;
  #contact: Contact = 'answers';
  #answeredAt: number;
  #uptime: { readonly seconds: number; readonly atMs: number } | null = null;

  constructor(deps: UpdateHost) {
    this.deps = deps;
    this.#startedAt = deps.clock.now();
    this.#answeredAt = this.#startedAt;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  get link(): Link {
    invariant(this.#open !== null, 'the session has a link');
    return this.#open.channel.link;
  }

  /** Settles when the present link is over; at once when there is none. */
  get ended(): Promise<LinkEnd> {
    return this.#open?.channel.ended ?? Promise.resolve({ why: 'closed' });
  }

  get acknowledgedBytes(): number {
    return this.#acknowledgedBytes;
  }

  /** Bytes that have left since OTA.Begin, acknowledged or not: the device has at most so many. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Of the present link, or of the last one. */
  get linkKind(): string {
    return this.#medium.kind;
  }

  /** Of the present link, or of the last one. */
  get linkTraits(): LinkTraits {
    return this.#medium.traits;
  }

  /** The first OTA.Write is about to be sent. */
  beginWriting(): void {
    const now = this.deps.clock.now();
    this.#writing = { from: now, to: now };
  }

  acknowledge(bytes: number): void {
    this.#acknowledgedBytes = bytes;
    const now = this.deps.clock.now();
    this.#writing = { from: this.#writing?.from ?? now, to: now };
    this.watchdog.progress(bytes, now);
  }

  /** A write that ends at `bytes` is about to leave. */
  noteSent(bytes: number): void {
    this.#sentBytes = Math.max(this.#sentBytes, bytes);
  }

  /** The device has nothing of this update any more; OTA.Begin comes next. */
  forgetBytes(): void {
    this.#acknowledgedBytes = 0;
    this.#sentBytes = 0;
  }

  /**
   * Notes what a device said of itself. `restarted`: its uptime is less than it would be without a restart;
   * a tenth of the time and two seconds are allowed for clocks that differ.
   */
  meet(info: SysInfo): { readonly restarted: boolean } {
    const atMs = this.deps.clock.now();
    const last = this.#uptime;
    this.#uptime = { seconds: info.uptime, atMs };
    if (last === null) return { restarted: false };
    const least = last.seconds + (0.9 * (atMs - last.atMs)) / 1000 - 2;
    return { restarted: info.uptime < Math.max(last.seconds, least) };
  }

  /** Milliseconds of the device's time; the zero is arbitrary. */
  deviceNow(): number {
    const { clock, deviceTime = clock } = this.deps;
    return deviceTime.now();
  }

  /** How long the firmware may be on trial: as it was wished, and over a slow link long enough to be kept at all. 0: no trial. */
  get commitTimeoutMs(): number {
    const { commitTimeoutMs, timeouts } = this.deps.options;
    return commitTimeoutMs === 0
      ? 0
      : Math.max(commitTimeoutMs, leastTrialMs(this.pace, timeouts.firstStart));
  }

  /** Milliseconds of the device's time until it goes back by itself; null = it tells no limit. Never below 0. */
  trialLeftMs(): number | null {
    const dueAt = this.trial?.dueAt ?? null;
    return dueAt === null ? null : Math.max(0, dueAt - this.deviceNow());
  }

  /** The firmware on trial answered when it was asked last. */
  get inContact(): boolean {
    return this.#contact === 'answers';
  }

  /** Tells whether the firmware on trial can be asked, where that has changed. */
  *contact(contact: Contact): Generator<UpdateEvent, void, void> {
    if (contact === this.#contact) return;
    this.#contact = contact;
    const silentMs = contact === 'answers' ? 0 : this.deps.clock.now() - this.#answeredAt;
    const leftMs = this.trialLeftMs();
    yield this.event({ type: 'contact', contact, link: this.linkKind, silentMs, leftMs });
  }

  /** The device of this session, in every event from now on. */
  identify(deviceId: string): void {
    this.#deviceId = deviceId;
  }

  figures(): UpdateFigures {
    const { from, to } = this.#writing ?? { from: 0, to: 0 };
    return {
      bytes: this.#acknowledgedBytes,
      seconds: (this.deps.clock.now() - this.#startedAt) / 1000,
      writeSeconds: (to - from) / 1000,
    };
  }

  /** A new link in place of the present one. Throws link/refused, link/lost or cancelled. */
  async connect(signal: AbortSignal): Promise<void> {
    await this.close();
    const { clock, lineClock, connect, nextId, options, address = 'its address' } = this.deps;
    const ms = options.timeouts.connect;
    const late = () => new OtaError('link/refused', { address, detail: `${ms} ms` });
    const link = await withDeadline({ clock, ms, signal, late }, async (inner) => {
      const opened = await connect({ signal: inner });
      // A link that opens after all is not left behind.
      if (inner.aborted) await opened.close();
      return opened;
    });
    const timeoutMs = options.timeouts.call;
    const open = openClient(link, {
      ...{ clock, lineClock, nextId, timeoutMs },
      signIn: this.deps.signIn,
      log: this.deps.log,
    });
    this.#medium = { kind: link.kind, traits: link.traits };
    this.#open = open;
    this.deps.lend?.(open.client);
    void open.channel.ended.then(() => {
      if (this.#open === open) this.#open = null;
    });
  }

  /** Throws what the client throws; link/lost at once when there is no link. */
  call<M extends MethodName>(
    method: M,
    params: MethodParams[M],
    asked: SessionCallOptions,
  ): Promise<MethodResult<M>> {
    return this.#exchange((client, options) => client.call(method, params, options), asked);
  }

  /** The same for a method that only a product has: its result as the device gave it. */
  ask(method: string, params: unknown, asked: SessionCallOptions): Promise<unknown> {
    return this.#exchange((client, options) => client.ask(method, params, options), asked);
  }

  async #exchange<T>(
    ask: (client: RpcClient, options: CallOptions) => Promise<T>,
    { signal, timeoutMs }: SessionCallOptions,
  ): Promise<T> {
    if (this.#open === null)
      throw new OtaError('link/lost', { kind: 'none', detail: 'no link is open' });
    const { stats } = this.#open.channel.link;
    const askedAt = this.deps.clock.now();
    const bytesBefore = stats.sentBytes + stats.receivedBytes;
    const result = await ask(this.#open.client, {
      signal,
      ...(timeoutMs !== undefined && { timeoutMs }),
      onId: (id) => {
        this.#callId = id;
      },
    });
    this.#answeredAt = this.deps.clock.now();
    if (this.stage === 'untouched')
      this.pace.note({
        bytes: stats.sentBytes + stats.receivedBytes - bytesBefore,
        ms: this.#answeredAt - askedAt,
      });
    return result;
  }

  /** Gives `body` its context: which session, device, bundle, call, and when. */
  event(body: UpdateEventBody): UpdateEvent {
    return {
      sessionId: this.deps.sessionId,
      deviceId: this.#deviceId,
      bundleSha256: this.deps.bundle.sha256,
      acknowledgedBytes: this.#acknowledgedBytes,
      callId: this.#callId,
      at: this.deps.clock.now(),
      ...body,
    };
  }

  /** Lets the link go; may be called at any time. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.channel.close();
  }
}

/** A stock core restarts its watchdog so long after the last time, if bytes have advanced … */
const PROGRESS_MS = 5_000;
/** … or after so many bytes (device-core.md#data-delivery). */
const PROGRESS_BYTES = 50_000;
/** Replies are late and clocks differ: only after this is an update that still runs not the one that was left. */
const DOUBT_MS = 10_000;

/**
 * When the device gives an update up that makes no progress: its watchdog, counted here as it counts there.
 * What the client sees lags behind by one reply at most.
 */
export class DeviceWatchdog {
  #timeoutMs = 0;
  #fedAt = 0;
  #fedBytes = 0;

  /** OTA.Begin with this time-out is about to be sent. */
  begin(timeoutMs: number, now: number): void {
    this.#timeoutMs = timeoutMs;
    this.#fedAt = now;
    this.#fedBytes = 0;
  }

  /** The device has acknowledged so many bytes. */
  progress(bytes: number, now: number): void {
    const moved = bytes - this.#fedBytes;
    if (moved <= 0 || (moved < PROGRESS_BYTES && now - this.#fedAt < PROGRESS_MS)) return;
    this.#fedAt = now;
    this.#fedBytes = bytes;
  }

  /** Milliseconds until it gives up; never below 0. */
  leftMs(now: number): number {
    return Math.max(0, this.#dueAt - now);
  }

  /** Beyond doubt. */
  isOver(now: number): boolean {
    return now - this.#dueAt > DOUBT_MS;
  }

  get #dueAt(): number {
    return this.#fedAt + this.#timeoutMs;
  }
}
