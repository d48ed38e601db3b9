/**
 * A runner: takes jobs of a roll-out from a broker's shared subscription, as many at once as it has places, does them, and says what came of
 * each. It decides nothing: who is begun, and again, is the coordinator's matter. What is under way when the broker is lost goes on, and its
 * end is told again until a coordinator has written it down.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { OpenTopicClient, TopicClient } from '../../contracts/topic-client.ts';
import type { UpdateEvent } from '../../update/events.ts';
import { isInstalling } from '../run-roll-out.ts';
import type { FleetHost } from '../run-roll-out.ts';
import { BeatLease } from '../shared/beat-lease.ts';
import { readClaim } from '../shared/documents.ts';
import { fencedUpdate } from '../shared/fenced-host.ts';
import { topicsOf } from '../shared/topics.ts';
import type { RollOutTopics } from '../shared/topics.ts';
import { connectionLost, whileConnected } from '../shared/while-connected.ts';
import { jobEvent } from './job-events.ts';
import { encodeAnswer, encodeRunner, readJob, readOrder, readRunner } from './job-documents.ts';
import type { JobEvent, RunnerAnswer, RunnerEnd, RunnerJob } from './job-documents.ts';

export interface JobServerOptions {
  /** Its name in topics. */
  readonly rollOut: string;
  readonly open: OpenTopicClient;
  readonly clock: Clock;
  /** 128 random bits, in hex. */
  readonly owner: string;
  /** For people. */
  readonly name: string;
  /** Devices that it takes at once. */
  readonly places: number;
  /** What a job is done by. Throws what is wrong before its device is asked. */
  readonly hostFor: (job: RunnerJob, options: { readonly signal: AbortSignal }) => Promise<JobHost>;
  readonly told: (news: RunnerNews) => void;
}

export type JobHost = Required<Pick<FleetHost, 'update' | 'adopt' | 'stillRuns'>>;

export type RunnerNews =
  | { readonly kind: 'connection'; readonly lost: OtaError | null }
  | { readonly kind: 'begun'; readonly job: RunnerJob }
  | { readonly kind: 'ended'; readonly job: RunnerJob; readonly end: RunnerEnd };

/** Between two looks at what is due, and between two tries to connect. */
const TICK_MS = 250;
const RETRY_MS = 1_000;
/** What is under way is named again, and what was done and is not settled. */
const REPEAT_MS = 5_000;
const PROGRESS_MS = 1_000;
/** A runner that leaves waits so long for somebody to write down what it did last. */
const SETTLES_MS = 5_000;
/** Ends that nobody settled, and jobs that were seen; older ones are forgotten, and their devices asked. */
const MOST_ENDS = 1_000;
const MOST_SEEN = 10_000;

interface RunningJob {
  /** The last that was issued of this device. */
  job: RunnerJob;
  readonly abort: AbortController;
  restarts: boolean;
  progressAtMs: number;
}

export class JobServer {
  readonly #options: JobServerOptions;
  readonly #topics: RollOutTopics;
  readonly #lease = new BeatLease();
  /** By the ids of devices. */
  readonly #running = new Map<string, RunningJob>();
  /** By jobs: not settled yet. */
  readonly #ends = new Map<string, RunnerAnswer>();
  readonly #seen = new Set<string>();
  #client: TopicClient | null = null;
  #hasStood = false;
  #isLeaving = false;
  #idleSinceMs = 0;
  #epoch = 0;
  #repeatedAtMs = 0;

  constructor(options: JobServerOptions) {
    this.#options = options;
    this.#topics = topicsOf(options.rollOut);
  }

  /** It still speaks and hears by way of the broker, so nobody else was given what it has. */
  get mayAct(): boolean {
    return this.#lease.isFresh(this.#now);
  }

  /** Takes nothing any more; `run` ends when all that is under way has. */
  leave(): void {
    this.#isLeaving = true;
    this.#idleSinceMs = this.#now;
    this.#publishState();
  }

  /**
   * Until it was told to leave, or the signal: then what has not restarted is called off, and the rest left. Throws what the first connection
   * fails with, and what the signal says.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, told } = this.#options;
    try {
      for (;;) {
        try {
          await this.#connection(signal);
          return;
        } catch (reason) {
          signal.throwIfAborted();
          if (!this.#hasStood) throw reason;
          told({ kind: 'connection', lost: OtaError.from(reason) });
        }
        if (this.#isOver()) return;
        await clock.sleep(RETRY_MS, signal);
      }
    } finally {
      for (const { abort } of this.#running.values()) abort.abort(calledOff());
    }
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  /** Until it is over: returns where it has left, else throws. */
  async #connection(signal: AbortSignal): Promise<void> {
    const { open, clock, told, owner } = this.#options;
    const { claim, runner, orders, sharedJobs, gone } = this.#topics;
    this.#lease.connected(this.#now);
    const connection = {
      ...{ open, clock, signal },
      topics: [claim, runner(owner), orders(owner), sharedJobs],
      message: (topic: string, text: string) => this.#hear(topic, text),
      will: { topic: gone(owner), text: '{}' },
    };
    await whileConnected(connection, async (client, over) => {
      this.#client = client;
      this.#hasStood = true;
      this.#lease.connected(this.#now);
      try {
        told({ kind: 'connection', lost: null });
        this.#repeat();
        await this.#keep(over);
        await this.#sayGoodBye();
      } finally {
        this.#client = null;
      }
    });
  }

  /** Until it has left. Throws where the connection is over. */
  async #keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!this.#isOver()) {
      const now = this.#now;
      if (this.#lease.isDeaf(now)) throw connectionLost('our own messages do not come back');
      if (this.#lease.isDue(now)) this.#publishState();
      if (now - this.#repeatedAtMs >= REPEAT_MS) this.#repeat();
      await clock.sleep(TICK_MS, signal);
    }
  }

  #isOver(): boolean {
    if (!this.#isLeaving || this.#running.size > 0) return false;
    return this.#ends.size === 0 || this.#now - this.#idleSinceMs >= SETTLES_MS;
  }

  /** The broker keeps nothing of it. */
  async #sayGoodBye(): Promise<void> {
    const { clock, owner } = this.#options;
    const over = new AbortController();
    const published = this.#client?.publish(this.#topics.runner(owner), '');
    const late = clock.sleep(RETRY_MS, over.signal);
    await Promise.race([published, late]).catch(() => undefined); // whoever reads it finds it silent
    over.abort(calledOff());
    late.catch(() => undefined);
  }

  #publishState(): void {
    const { owner, name, places } = this.#options;
    if (this.#client === null) return;
    const beat = this.#lease.next(this.#now);
    const state = { owner, name, places: this.#isLeaving ? 0 : places, beat };
    this.#client.publish(this.#topics.runner(owner), encodeRunner(state)).catch(() => undefined); // the next connection says it
  }

  #hear(topic: string, text: string): void {
    const { owner } = this.#options;
    const { claim, runner, orders, jobs } = this.#topics;
    if (topic === runner(owner)) this.#lease.hear(readRunner(text)?.beat ?? 0);
    else if (topic === claim) this.#raise(readClaim(text)?.epoch ?? 0);
    else if (topic === orders(owner)) this.#obey(text);
    else if (topic === jobs) this.#take(text);
  }

  /** Whoever coordinates it now is told what is under way here. */
  #raise(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#repeat();
  }

  #obey(text: string): void {
    const order = readOrder(text);
    if (order === null) return;
    if (order.kind === 'settled') this.#ends.delete(order.job);
    else
      for (const { job, abort, restarts } of this.#running.values())
        if (job.job === order.job && !restarts) abort.abort(calledOff());
  }

  #take(text: string): void {
    const job = readJob(text);
    if (job === null || job.epoch < this.#epoch) return;
    this.#raise(job.epoch);
    if (this.#seen.has(job.job)) return;
    remember(this.#seen, job.job);
    const running = this.#running.get(job.device.id);
    if (running !== undefined && running.job.kind !== 'ask' && job.kind !== 'ask') {
      running.job = job; // it is at it already
      this.#say(job, { kind: 'accepted' });
      return;
    }
    const isFull = this.#isLeaving || this.#running.size >= this.#options.places;
    if (isFull || running !== undefined || !this.mayAct) {
      this.#say(job, { kind: 'declined' });
      return;
    }
    void this.#work(job);
  }

  async #work(job: RunnerJob): Promise<void> {
    const { told } = this.#options;
    const abort = new AbortController();
    const running: RunningJob = { job, abort, restarts: false, progressAtMs: -Infinity };
    this.#running.set(job.device.id, running);
    this.#say(job, { kind: 'accepted' });
    told({ kind: 'begun', job });
    const end = await this.#do(running).catch((reason: unknown) => {
      return abort.signal.aborted ? CALLED_OFF : failedBy(OtaError.from(reason));
    });
    this.#running.delete(job.device.id);
    this.#idleSinceMs = this.#now;
    this.#ends.set(running.job.job, this.#answer(running.job, { kind: 'done', end }));
    const [oldest = ''] = this.#ends.keys();
    if (this.#ends.size > MOST_ENDS) this.#ends.delete(oldest);
    this.#say(running.job, { kind: 'done', end });
    told({ kind: 'ended', job: running.job, end });
  }

  async #do(running: RunningJob): Promise<RunnerEnd> {
    const { job, abort } = running;
    const { signal } = abort;
    const host = await this.#options.hostFor(job, { signal });
    signal.throwIfAborted();
    const device = { ...job.device, group: null };
    const given = {
      sinceMs: job.since,
      signal,
      // A plan of runners has no device wait for people.
      released: () => Promise.resolve('go-on' as const),
      onEvent: (event: UpdateEvent) => this.#tell(running, event),
    };
    switch (job.kind) {
      case 'update':
        return fencedUpdate(host, this, { device, job: given });
      case 'adopt':
        running.restarts = true; // nothing is written to it
        return host.adopt(device, given);
      case 'ask':
        return (await host.stillRuns(device, { signal })) ?? { kind: 'runs' };
    }
  }

  /** Phases as they come, what is written once a second. */
  #tell(running: RunningJob, event: UpdateEvent): void {
    const now = this.#now;
    const told = jobEvent(event);
    if (told === null) return;
    if (told.type === 'phase') running.restarts ||= isInstalling(told.phase);
    if (told.type === 'progress') {
      if (now - running.progressAtMs < PROGRESS_MS) return;
      running.progressAtMs = now;
    }
    this.#say(running.job, { kind: 'event', event: told });
  }

  #repeat(): void {
    this.#repeatedAtMs = this.#now;
    for (const { job } of this.#running.values()) this.#say(job, { kind: 'accepted' });
    for (const answer of this.#ends.values()) this.#send(answer);
  }

  #answer({ job, since, device }: RunnerJob, said: Said): RunnerAnswer {
    return { runner: this.#options.owner, job, since, device: device.id, ...said };
  }

  #say(job: RunnerJob, said: Said): void {
    this.#send(this.#answer(job, said));
  }

  #send(answer: RunnerAnswer): void {
    this.#client?.send(this.#topics.answers, encodeAnswer(answer)).catch(() => undefined); // it is said again
  }
}

type Said =
  | { readonly kind: 'accepted' | 'declined' }
  | { readonly kind: 'event'; readonly event: JobEvent }
  | { readonly kind: 'done'; readonly end: RunnerEnd };

const CALLED_OFF = { kind: 'called-off' } as const;

/** No device was asked: where the package could not be fetched, another time may do. */
const failedBy = (error: OtaError): RunnerEnd => ({
  kind: 'failed',
  failure: toFailure(error),
  mayAgain: error.code === 'source/not-fetched',
});

function remember(seen: Set<string>, job: string): void {
  seen.add(job);
  const [oldest = ''] = seen;
  if (seen.size > MOST_SEEN) seen.delete(oldest);
}

const calledOff = (): OtaError => OtaError.from(new OtaError('cancelled', { by: 'user' }));
