/**
 * A roll-out that a broker keeps: follows it, coordinates it while no higher claim stands, and follows it again after that. What was
 * under way when another one took over goes on to its end here, unwritten: the other one asks the device.
 */
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { Failure } from '../../contracts/failure.ts';
import type { DeviceRecord } from '../device-record.ts';
import type { FleetDevice } from '../plan.ts';
import type { RollOut, RollOutControl, RollOutStep } from '../roll-out.ts';
import { runRollOut } from '../run-roll-out.ts';
import type { FleetHost, RollOutEvent } from '../run-roll-out.ts';
import { BrokerSeat } from './broker-seat.ts';
import type { SeatNews, SeatOptions } from './broker-seat.ts';
import type { ClaimStanding } from './claim.ts';
import type { SharedPlan } from './documents.ts';
import { fencedHost } from './fenced-host.ts';

export interface SharedOptions extends Omit<SeatOptions, 'told'> {
  /** null = it only watches. */
  readonly host: FleetHost | null;
  /** Halted by the plan, whoever coordinates waits for people, as long as nobody ends it; else it ends there. */
  readonly waitsWhenHalted?: boolean;
}

export type SharedEvent =
  | RollOutEvent
  /** The broker has told the plan, or taken ours: before anything of its devices. */
  | { readonly type: 'plan'; readonly plan: SharedPlan; readonly rollOut: RollOut }
  /** Who coordinates from now on; `isOwn`: this one. */
  | {
      readonly type: 'coordinator';
      readonly name: string;
      readonly epoch: number;
      readonly isOwn: boolean;
    }
  /** The connection of who coordinates ended without a good-bye. */
  | { readonly type: 'gone'; readonly name: string }
  /** null = it stands. */
  | { readonly type: 'connection'; readonly failure: Failure | null };

export interface SharedEnd {
  readonly rollOut: RollOut | null;
  readonly step: RollOutStep;
}

/** For `return` of what `run` returns: of a generator that is ended from outside nobody reads the end. */
export const UNREAD_END: SharedEnd = {
  rollOut: null,
  step: { state: 'stopped', wave: 0, start: [], ask: [], wakeAtMs: null },
};

interface Leading {
  readonly rollOut: RollOut;
  changed: () => void;
}

/** What the broker is given to take the last records and the end of the claim. */
const RELEASES_MS = 5_000;
/** So long after the last document the picture of an ended roll-out is taken for whole. */
const WHOLE_MS = 1_000;

export class SharedRollOut {
  readonly #options: SharedOptions;
  readonly #seat: BrokerSeat;
  readonly #news: SharedEvent[] = [];
  #coordinator: string | null = null;
  #devices: ReadonlyMap<string, FleetDevice> = new Map();
  #isStopped = false;
  #failed: OtaError | null = null;
  #toldAtMs = 0;
  /** That runs here, and what wakes it. */
  #own: Leading | null = null;
  #wake: () => void = () => undefined;

  constructor(options: SharedOptions) {
    this.#options = options;
    this.#seat = new BrokerSeat({ ...options, told: (news) => this.#tell(news) });
  }

  /** What is known now; null = the broker has no plan of it, or has not told it yet. */
  get rollOut(): RollOut | null {
    return this.#own?.rollOut ?? this.#seat.picture.rollOut();
  }

  /** What people wish, as the broker keeps it. */
  get control(): RollOutControl {
    return this.#seat.picture.control;
  }

  /** Who coordinates it, by its own name. */
  get standing(): { readonly kind: ClaimStanding; readonly name: string | null } {
    return { kind: this.#seat.standing, name: this.#seat.claim?.name ?? null };
  }

  /** For whoever coordinates it. Not before its plan was told. Rejects where there is no connection. */
  wish(wishes: Partial<RollOutControl>): Promise<void> {
    return this.#seat.wish(wishes);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Begins nothing any more, and lets others take over; who is under way goes on to the end. */
  stop(): void {
    this.#isStopped = true;
    this.#seat.leave();
    this.#steer();
    this.#wake();
  }

  /** Ends with the roll-out, or when it was stopped. Aborted, everything is left as it is. Throws what the first connection fails with. */
  async *run(signal: AbortSignal): AsyncGenerator<SharedEvent, SharedEnd, void> {
    const over = new AbortController();
    const seated = this.#seat.run(over.signal).catch((reason: unknown) => {
      if (!over.signal.aborted) this.#failed = OtaError.from(reason);
      this.#wake();
    });
    const stop = (): void => this.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        yield* this.#news.splice(0);
        if (this.#failed !== null) throw this.#failed;
        const end = this.#seat.mayAct ? yield* this.#lead(signal) : this.#ended();
        if (end !== null) return end;
        await this.#woken();
      }
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort(new OtaError('cancelled', { by: 'user' }));
      await seated;
    }
  }

  /** null = another one took over before the end. */
  async *#lead(signal: AbortSignal): AsyncGenerator<SharedEvent, SharedEnd | null, void> {
    const rollOut = this.#seat.picture.rollOut();
    const { host } = this.#options;
    if (rollOut === null || host === null) return null;
    const own = { rollOut, changed: (): void => undefined };
    this.#own = own;
    this.#tellCoordinator(true);
    yield* this.#news.splice(0);
    this.#steer();
    try {
      for (;;) {
        const step = yield* this.#steps(own, host, signal);
        if (!this.#rests(own, signal)) return await this.#finish(rollOut, step);
        yield* this.#restedNews(own, signal);
      }
    } finally {
      this.#own = null;
    }
  }

  async *#steps(
    own: Leading,
    host: FleetHost,
    signal: AbortSignal,
  ): AsyncGenerator<SharedEvent, RollOutStep, void> {
    const { rollOut } = own;
    const steps = runRollOut(rollOut, fencedHost(host, this.#seat, rollOut), {
      signal,
      mayBegin: () => this.#seat.mayAct,
      onChange: (changed) => (own.changed = changed),
    });
    for (let next = steps.next(); ;) {
      const step = await Promise.race([next, this.#woken()]);
      yield* this.#news.splice(0);
      if (step === undefined) continue;
      if (step.done === true) return step.value;
      next = steps.next();
      const { value: event } = step;
      if (event.type === 'record') void this.#seat.write(event.device.id, event.record);
      if (event.type !== 'record' || this.#seat.isClaimant) yield event;
    }
  }

  /** It is halted, and whoever coordinates it waits for people. */
  #rests({ rollOut }: Leading, signal: AbortSignal): boolean {
    const { waitsWhenHalted = false, wallClock } = this.#options;
    if (!waitsWhenHalted || signal.aborted || this.#isStopped || !this.#seat.isClaimant)
      return false;
    const step = rollOut.next(wallClock());
    return step.state === 'halted' && rollOut.isEnd(step);
  }

  async *#restedNews(own: Leading, signal: AbortSignal): AsyncGenerator<SharedEvent, void, void> {
    while (this.#rests(own, signal)) {
      yield* this.#news.splice(0);
      await this.#woken();
    }
  }

  async #finish(rollOut: RollOut, step: RollOutStep): Promise<SharedEnd | null> {
    if (!this.#seat.isClaimant) return this.#isStopped ? { rollOut, step } : null;
    const { clock } = this.#options;
    const late = new AbortController();
    const timer = new AbortController();
    clock.sleep(RELEASES_MS, timer.signal).then(
      () => late.abort(new OtaError('cancelled', { by: 'user' })),
      () => undefined, // released before
    );
    await this.#seat.release(late.signal);
    timer.abort(new OtaError('cancelled', { by: 'user' }));
    return { rollOut, step };
  }

  /** As a follower sees it; null = it goes on. */
  #ended(): SharedEnd | null {
    const { clock, wallClock } = this.#options;
    const idle = { wave: 0, start: [], ask: [], wakeAtMs: null } as const;
    if (this.#isStopped)
      return { rollOut: this.#seat.picture.rollOut(), step: { ...idle, state: 'stopped' } };
    const isWhole = clock.now() - this.#toldAtMs >= WHOLE_MS;
    if (this.#seat.claim?.state !== 'released' || !isWhole) return null;
    const rollOut = this.#seat.picture.rollOut();
    const step = rollOut?.next(wallClock()) ?? null;
    return rollOut !== null && step !== null && rollOut.isEnd(step) ? { rollOut, step } : null;
  }

  /** Until there is news, or for as long as a picture needs to be whole. */
  async #woken(): Promise<undefined> {
    if (this.#news.length > 0) return undefined;
    const timer = new AbortController();
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    const sleeps = this.#options.clock.sleep(WHOLE_MS, timer.signal).catch(() => undefined); // woken before
    await Promise.race([woken, sleeps]);
    timer.abort(new OtaError('cancelled', { by: 'user' }));
    return undefined;
  }

  /** What people wish, of this coordinator and of all; whoever was passed by a higher claim begins nothing. */
  #steer(): void {
    if (this.#own === null) return;
    const wishes: RollOutControl = this.#seat.picture.control;
    const stopped = wishes.stopped || this.#isStopped || !this.#seat.isClaimant;
    this.#own.rollOut.control = { ...wishes, stopped };
    this.#own.changed();
  }

  #tell(news: SeatNews): void {
    this.#toldAtMs = this.#options.clock.now();
    this.#tellPlan();
    switch (news.kind) {
      case 'record':
        this.#tellRecord(news.id, news.record);
        break;
      case 'claim':
        this.#tellCoordinator(this.#seat.mayAct);
        break;
      case 'gone': {
        const { claim } = this.#seat;
        if (claim?.owner === news.owner && claim.owner !== this.#options.owner)
          this.#push({ type: 'gone', name: claim.name });
        break;
      }
      case 'connection':
        this.#push({
          type: 'connection',
          failure: news.lost === null ? null : toFailure(news.lost),
        });
        break;
      case 'role':
        if (news.mayAct) this.#tellCoordinator(true);
        break;
      case 'plan':
      case 'control':
        break;
    }
    this.#steer();
    this.#wake();
  }

  #tellPlan(): void {
    const { picture } = this.#seat;
    if (this.#devices.size > 0 || picture.plan === null) return;
    const rollOut = picture.rollOut();
    if (rollOut === null) return;
    this.#devices = new Map(rollOut.plan.devices.map((device) => [device.id, device]));
    this.#push({ type: 'plan', plan: picture.plan, rollOut });
  }

  #tellRecord(id: string, record: DeviceRecord): void {
    const device = this.#devices.get(id);
    if (this.#own?.rollOut.absorb(id, record) === false) return;
    if (device !== undefined) this.#push({ type: 'record', device, record });
  }

  /** This one is named when it may begin something, not before. */
  #tellCoordinator(mayAct: boolean): void {
    const { claim } = this.#seat;
    if (claim === null || claim.state === 'released') return;
    const { name, epoch, owner } = claim;
    if (owner === this.#options.owner && !mayAct) return;
    const coordinator = `${epoch} ${owner}`;
    if (coordinator === this.#coordinator) return;
    this.#coordinator = coordinator;
    this.#push({ type: 'coordinator', name, epoch, isOwn: owner === this.#options.owner });
  }

  #push(event: SharedEvent): void {
    this.#news.push(event);
  }
}
