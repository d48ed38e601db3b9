/**
 * One reader of a roll-out at a broker, and where it wants to, a candidate for coordinating it: keeps a connection, the picture and the
 * claim, and writes down what a coordinator decides. Lost connections are made again for as long as it is wanted.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { OpenTopicClient, TopicClient } from '../../contracts/topic-client.ts';
import type { DeviceRecord } from '../device-record.ts';
import type { RollOutControl } from '../roll-out.ts';
import { ClaimKeeper } from './claim.ts';
import type { Claim, ClaimStanding } from './claim.ts';
import { encodeClaim, encodeControl, encodePlan, encodeRecord } from './documents.ts';
import type { SharedPlan, Stamped } from './documents.ts';
import { Picture } from './picture.ts';
import type { Told } from './picture.ts';
import { topicsOf } from './topics.ts';
import type { RollOutTopics } from './topics.ts';
import { connectionLost, whileConnected } from './while-connected.ts';

export interface SeatOptions {
  /** Its name in topics. */
  readonly rollOut: string;
  readonly open: OpenTopicClient;
  readonly clock: Clock;
  readonly wallClock: () => number;
  /** A number from 0 to 2^20 - 1. */
  readonly random: () => number;
  /** 128 random bits, in hex. */
  readonly owner: string;
  /** For people. */
  readonly name: string;
  /** null = it only watches, and publishes nothing. */
  readonly candidate: { readonly plan: SharedPlan; readonly takesOver: boolean } | null;
  readonly told: (news: SeatNews) => void;
  /** Whoever else speaks by this connection. */
  readonly guest?: SeatGuest | undefined;
}

/** Is told what comes in this connection's order, and speaks under its claim. */
export interface SeatGuest {
  readonly topics: readonly string[];
  readonly attach: (desk: SeatDesk) => void;
  readonly connected: () => void;
  readonly hear: (topic: string, text: string) => void;
  /** Each TICK_MS while the connection stands. */
  readonly tick: () => void;
}

export interface SeatDesk {
  /** null = no claim of ours stands. */
  readonly epoch: () => number | null;
  readonly mayAct: () => boolean;
  /** As those of a TopicClient; reject where there is no connection. */
  readonly send: TopicClient['send'];
  readonly publish: TopicClient['publish'];
}

export type SeatNews =
  | Told
  /** Whether this seat may act has changed, or who else does; `isOwn`: it is this one. */
  | { readonly kind: 'role'; readonly mayAct: boolean }
  | { readonly kind: 'connection'; readonly lost: OtaError | null };

/** Between two looks at what is due. */
const TICK_MS = 250;
/** Between two tries to connect. */
const RETRY_MS = 1_000;

export class BrokerSeat {
  readonly picture: Picture;
  readonly #options: SeatOptions;
  readonly #topics: RollOutTopics;
  readonly #keeper: ClaimKeeper;
  /** Settles what waits for its record to be acknowledged: true = the broker has it. */
  readonly #waiting = new Map<string, Set<(isKept: boolean) => void>>();
  readonly #inFlight = new Map<string, Stamped<DeviceRecord>>();
  #client: TopicClient | null = null;
  /** Some connection stood: a lost one is made again. */
  #hasStood = false;
  #revision = 0;
  #mayAct = false;

  constructor(options: SeatOptions) {
    this.#options = options;
    this.picture = new Picture(options.rollOut);
    this.#topics = topicsOf(options.rollOut);
    this.#keeper = new ClaimKeeper({
      ...options,
      takesOver: options.candidate?.takesOver ?? false,
    });
    const client = (): TopicClient => {
      if (this.#client === null) throw connectionLost('not connected');
      return this.#client;
    };
    options.guest?.attach({
      epoch: () => this.#keeper.epoch,
      mayAct: () => this.mayAct,
      send: async (topic, text) => client().send(topic, text),
      publish: async (topic, text) => client().publish(topic, text),
    });
  }

  /** Whoever holds the claim, as far as is known; null = nobody. */
  get claim(): Claim | null {
    return this.#keeper.top;
  }

  get standing(): ClaimStanding {
    return this.#keeper.standing(this.#options.clock.now());
  }

  get owner(): string {
    return this.#options.owner;
  }

  /** No claim of ours was passed by a higher one. */
  get isClaimant(): boolean {
    return this.#keeper.epoch !== null;
  }

  get mayAct(): boolean {
    return this.#keeper.mayAct(this.#options.clock.now());
  }

  /** Until the signal, whose reason is thrown; throws what the first connection fails with, too. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, told } = this.#options;
    for (;;) {
      try {
        await this.#connection(signal);
      } catch (reason) {
        signal.throwIfAborted();
        if (!this.#hasStood) throw reason;
        told({ kind: 'connection', lost: OtaError.from(reason) });
      }
      await clock.sleep(RETRY_MS, signal);
    }
  }

  /** Settles when the broker has it: true; false: a higher claim, or the signal, came before. */
  write(id: string, value: DeviceRecord, signal: AbortSignal | null = null): Promise<boolean> {
    const epoch = this.#keeper.epoch;
    if (epoch === null || (signal?.aborted ?? false)) return Promise.resolve(false);
    if (this.picture.recordOf(id)?.value !== value)
      this.picture.set(id, { epoch, revision: (this.#revision += 1), value });
    if (this.picture.isKept(id)) return Promise.resolve(true);
    const kept = new Promise<boolean>((resolve) => {
      this.#waiting.set(id, (this.#waiting.get(id) ?? new Set()).add(resolve));
      signal?.addEventListener('abort', () => resolve(false), { once: true });
    });
    this.#publishRecord(id);
    return kept;
  }

  /** For whoever coordinates it, now and later. Not before what the broker keeps was told. Rejects where the connection is over. */
  async wish(wishes: Partial<RollOutControl>): Promise<void> {
    if (this.#client === null) throw connectionLost('not connected');
    const control = this.picture.changedControl(this.claim?.epoch ?? 0, wishes);
    await this.#client.publish(this.#topics.control, encodeControl(control));
  }

  /** Begins nothing any more: anybody may take over, and until somebody does, this seat writes on. */
  leave(): void {
    const claim = this.#keeper.leave(this.#options.clock.now());
    if (claim !== null) this.#send(this.#topics.claim, encodeClaim(claim));
    this.#tellRole();
  }

  /** Over: the broker keeps that, once it has all records. Waits for both as long as the signal lets it. */
  async release(signal: AbortSignal): Promise<void> {
    for (const id of this.picture.forgotten.records) {
      const record = this.picture.recordOf(id);
      if (record !== null) await this.write(id, record.value, signal);
    }
    const claim = this.#keeper.release();
    if (claim === null || this.#client === null) return;
    const published = this.#client
      .publish(this.#topics.claim, encodeClaim(claim))
      .catch(() => undefined); // whoever reads it finds it silent
    await Promise.race([published, aborted(signal)]);
  }

  async #connection(signal: AbortSignal): Promise<void> {
    const { open, clock, told, owner, candidate, guest } = this.#options;
    const { gone, all: topics } = this.#topics;
    let isBegun = false;
    const begin = (): void => {
      if (isBegun) return;
      isBegun = true;
      this.picture.connected();
      this.#keeper.connected(clock.now());
      guest?.connected();
    };
    const connection = {
      ...{ open, clock, signal },
      topics: [...topics, ...(guest?.topics ?? [])],
      message: (topic: string, text: string) => {
        begin();
        this.#hear(topic, text);
      },
      will: candidate === null ? null : { topic: gone(owner), text: '{}' },
    };
    await whileConnected(connection, async (client, over) => {
      begin();
      this.#hasStood = true;
      this.#client = client;
      try {
        told({ kind: 'connection', lost: null });
        await this.#keep(over);
      } finally {
        this.#client = null;
        this.#inFlight.clear();
        this.#keeper.disconnected();
        this.#tellRole();
      }
    });
  }

  /** Until the connection is over. */
  async #keep(signal: AbortSignal): Promise<void> {
    const { clock, candidate, guest } = this.#options;
    let restored: number | null = null;
    for (;;) {
      const now = clock.now();
      if (candidate !== null) {
        if (this.#keeper.isDeaf(now)) throw connectionLost('our own messages do not come back');
        const claim = this.#keeper.due(now);
        if (claim !== null) this.#send(this.#topics.claim, encodeClaim(claim));
        if (this.#keeper.isEchoed && restored !== this.#keeper.epoch) {
          restored = this.#keeper.epoch;
          this.#restore(candidate.plan);
        }
      }
      this.#tellRole();
      guest?.tick();
      await clock.sleep(TICK_MS, signal);
    }
  }

  #hear(topic: string, text: string): void {
    const { clock, told, guest } = this.#options;
    guest?.hear(topic, text);
    const news = this.picture.hear(topic, text);
    if (news === null) return;
    if (news.kind === 'gone') this.#keeper.gone(news.owner);
    if (news.kind === 'claim') {
      this.#keeper.hear(news.claim, clock.now());
      if (this.#keeper.epoch === null) this.#yield();
    }
    told(news);
    this.#tellRole();
  }

  /** What the broker lacks of what is known here it gets. */
  #restore(own: SharedPlan): void {
    this.picture.usePlan(own);
    const { plan, control, records } = this.picture.forgotten;
    if (plan !== null) this.#send(this.#topics.plan, encodePlan(plan));
    if (control !== null) this.#send(this.#topics.control, encodeControl(control));
    for (const id of records) this.#publishRecord(id);
    // The broker had taken it, and the connection ended before that was acknowledged.
    for (const id of this.#waiting.keys()) if (this.picture.isKept(id)) this.#settle(id, true);
  }

  #settle(id: string, isKept: boolean): void {
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.delete(id);
    for (const settle of waiting) settle(isKept);
  }

  /** A higher claim: nothing is written any more. */
  #yield(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, false);
  }

  #publishRecord(id: string): void {
    const client = this.#client;
    const record = this.picture.recordOf(id);
    if (client === null || record === null || this.#inFlight.get(id) === record) return;
    this.#inFlight.set(id, record);
    const published = (): void => {
      if (this.#client !== client || this.#inFlight.get(id) !== record) return; // a later one is on its way
      this.#inFlight.delete(id);
      this.picture.keeps(id, record);
      this.#settle(id, true);
    };
    client
      .publish(this.#topics.device(id), encodeRecord(record))
      .then(published)
      .catch(() => undefined); // the connection is over: the next one gets it
  }

  #send(topic: string, text: string): void {
    this.#client?.publish(topic, text).catch(() => undefined); // the connection is over: the next one gets it
  }

  #tellRole(): void {
    const { mayAct } = this;
    if (mayAct === this.#mayAct) return;
    this.#mayAct = mayAct;
    this.#options.told({ kind: 'role', mayAct });
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
