/**
 * Updates devices by runners: a coordinator issues only as many jobs as places are free, and each goes to one of the runners by a shared
 * subscription. What a broker does with the jobs of a dead runner is not relied on (docs/FLEETS.md has what was measured):
 *
 *   queued ── a place is free ── sent ── accepted ── done
 *      ▲                          │         └── the runner is lost, or says nothing of it any more ── queued as `adopt`: the device is asked
 *      └── declined, or nobody accepted it within ACCEPT_MS ──┘
 *
 * A runner begins a device only while its own lease is fresh, and the next runner gets the device only when that is over.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { UpdateEvent } from '../../update/events.ts';
import type { FleetDevice } from '../plan.ts';
import { publicAddress } from '../plan-file.ts';
import { isInstalling } from '../run-roll-out.ts';
import type { FleetHost, UpdateJob } from '../run-roll-out.ts';
import type { SeatDesk, SeatGuest } from '../shared/broker-seat.ts';
import { readTopic, topicsOf } from '../shared/topics.ts';
import type { RollOutTopics } from '../shared/topics.ts';
import { jobEnd, soakEnd, updateEvent } from './job-events.ts';
import { encodeJob, encodeOrder, readAnswer, readRunner } from './job-documents.ts';
import type {
  JobBundle,
  JobKind,
  JobRules,
  RunnerAnswer,
  RunnerEnd,
  RunnerOrder,
} from './job-documents.ts';
import { RunnerRoster } from './runner-roster.ts';

export interface RunnerPoolOptions {
  /** Its name in topics. */
  readonly rollOut: string;
  readonly clock: Clock;
  readonly wallClock: () => number;
  readonly bundles: readonly JobBundle[];
  readonly rules: JobRules;
  /** How many runners there are, and how many devices they take at once, whenever that has changed. */
  readonly told: (now: { readonly runners: number; readonly places: number }) => void;
}

/**
 * From the broker's word that it has a job. A runner takes none that is older than its lease (4 s), and what it says of that comes within
 * another one, or it begins nothing.
 */
const ACCEPT_MS = 10_000;
/** A runner says of each of its jobs every 5 s that it is at it: whoever misses four of these has forgotten it, or its end was lost. */
const UNHEARD_MS = 20_000;
/** Runners that hear of another coordinator name what they have under way at once. */
const ANNOUNCE_MS = 2_000;
/** A runner calls a device off within some seconds; then it is left. */
const CALL_OFF_MS = 10_000;
/** A broker that gives a job to full runners only gets it again at once this often, then later each time. */
const PATIENT_AFTER = 8;
const LONGEST_PAUSE_MS = 5_000;
/** Devices of which it is known who is at them; as many as a plan may have. */
const MOST_AT_WORK = 100_000;

/** In the place of since when a device is under way: a question belongs to no try. */
const QUESTION = 0;

type Phase =
  | { readonly name: 'queued'; readonly notBeforeMs: number }
  | { readonly name: 'sent'; readonly untilMs: number }
  | { readonly name: 'accepted'; readonly runner: string; readonly heardAtMs: number };

/** A device that is to be updated, adopted or asked, until that has ended. */
interface Issue {
  readonly device: FleetDevice;
  readonly since: number;
  readonly onEvent: (event: UpdateEvent) => void;
  readonly settle: (end: RunnerEnd) => void;
  kind: JobKind;
  /** Of the last time that it was issued, or of the runner that was found at it. */
  job: string;
  phase: Phase;
  declined: number;
  isCalledOff: boolean;
  /** The device has all of the firmware: it is not called off any more. */
  restarts: boolean;
}

/** Who is, or was, at a device; `end` null = still. */
interface Work extends Pick<RunnerAnswer, 'runner' | 'job' | 'since'> {
  readonly end: RunnerEnd | null;
}

type WorkOptions = Pick<UpdateJob, 'signal'> & Partial<Pick<UpdateJob, 'onEvent' | 'sinceMs'>>;

export class RunnerPool implements SeatGuest {
  readonly topics: readonly string[];
  readonly host: FleetHost;
  readonly #options: RunnerPoolOptions;
  readonly #topics: RollOutTopics;
  readonly #roster = new RunnerRoster();
  readonly #issues = new Set<Issue>();
  readonly #byJob = new Map<string, Issue>();
  /** By the ids of devices: the last that was said of each. */
  readonly #atWork = new Map<string, Work>();
  #desk: SeatDesk | null = null;
  #changed: () => void = () => undefined;
  #told = '';
  #connectedAt = -Infinity;
  #lastJob = 0;

  constructor(options: RunnerPoolOptions) {
    const { clock, wallClock, rollOut } = options;
    this.#options = options;
    this.#topics = topicsOf(rollOut);
    this.topics = [this.#topics.runners, this.#topics.answers];
    this.host = {
      clock,
      wallClock,
      places: {
        total: () => this.#places().total,
        onChange: (changed) => (this.#changed = changed),
      },
      update: async (device, job) => jobEnd(await this.#work('update', device, job)),
      adopt: async (device, job) => jobEnd(await this.#work('adopt', device, job)),
      stillRuns: async (device, { signal }) => soakEnd(await this.#work('ask', device, { signal })),
    };
  }

  attach(desk: SeatDesk): void {
    this.#desk = desk;
  }

  connected(): void {
    this.#connectedAt = this.#now;
    this.#roster.connected(this.#now);
  }

  hear(topic: string, text: string): void {
    const of = readTopic(this.#options.rollOut, topic);
    if (of?.kind === 'gone' && this.#roster.gone(of.owner)) this.#tellPlaces();
    if (topic === this.#topics.answers) {
      const answer = readAnswer(text);
      if (answer !== null) this.#answered(answer);
      return;
    }
    if (!topic.startsWith(this.#topics.runner(''))) return;
    const runner = readRunner(text);
    if (runner === null || topic !== this.#topics.runner(runner.owner)) return;
    if (this.#roster.hear(runner, this.#now)) this.#tellPlaces();
  }

  tick(): void {
    const now = this.#now;
    for (const { owner } of this.#roster.takeLost(now)) this.#lose(owner);
    for (const issue of [...this.#issues]) this.#look(issue, now);
    this.#tellPlaces();
    this.#pump();
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  get #mayAct(): boolean {
    return this.#desk?.mayAct() ?? false;
  }

  /** Until it has ended; called off, a device that has not restarted is left as it is. */
  #work(
    kind: JobKind,
    device: FleetDevice,
    { signal, onEvent = () => undefined, sinceMs = QUESTION }: WorkOptions,
  ): Promise<RunnerEnd> {
    return new Promise((resolve) => {
      const over = new AbortController();
      const callOff = (): void => this.#callOff(issue, over.signal);
      const notBeforeMs = kind === 'adopt' ? this.#now + ANNOUNCE_MS : 0;
      const issue: Issue = {
        ...{ device, onEvent, kind, since: sinceMs, job: '', declined: 0 },
        ...{ isCalledOff: false, restarts: false, phase: { name: 'queued', notBeforeMs } },
        settle: (end) => {
          signal.removeEventListener('abort', callOff);
          over.abort(new OtaError('cancelled', { by: 'user' }));
          this.#issues.delete(issue);
          this.#byJob.delete(issue.job);
          resolve(end);
          this.#pump();
        },
      };
      this.#issues.add(issue);
      signal.addEventListener('abort', callOff, { once: true });
      const known = this.#atWork.get(device.id);
      if (signal.aborted) callOff();
      else if (known !== undefined && this.#join(issue, known)) {
        if (known.end !== null) issue.settle(known.end);
      } else this.#pump();
    });
  }

  /** As many as places are free, in their order. */
  #pump(): void {
    if (!this.#mayAct) return;
    let { free } = this.#places();
    for (const issue of this.#issues) {
      if (free <= 0) return;
      const { phase } = issue;
      if (phase.name !== 'queued' || phase.notBeforeMs > this.#now) continue;
      this.#send(issue);
      free -= 1;
    }
  }

  /** Of runners that are there; who leaves keeps what it has. */
  #places(): { readonly total: number; readonly free: number } {
    const taken = new Map<string, number>();
    let sent = 0;
    for (const { phase } of this.#issues) {
      if (phase.name === 'sent') sent += 1;
      if (phase.name === 'accepted') taken.set(phase.runner, (taken.get(phase.runner) ?? 0) + 1);
    }
    let total = 0;
    let free = -sent;
    for (const { owner, places } of this.#roster.present) {
      const busy = taken.get(owner) ?? 0;
      total += Math.max(places, busy);
      free += Math.max(0, places - busy);
    }
    return { total, free };
  }

  #send(issue: Issue): void {
    const epoch = this.#desk?.epoch() ?? null;
    if (epoch === null) return;
    const { bundles, rules } = this.#options;
    const { kind, since, device } = issue;
    const job = `${epoch}-${(this.#lastJob += 1)}`;
    issue.job = job;
    issue.phase = { name: 'sent', untilMs: Infinity };
    this.#byJob.set(job, issue);
    const text = encodeJob({
      ...{ epoch, job, kind, since, bundles, rules },
      device: { id: device.id, url: publicAddress(device.url) },
    });
    // Whether it is there is not known where the connection ended: it is waited for all the same.
    const taken = (): void => {
      if (issue.job === job && issue.phase.name === 'sent')
        issue.phase = { name: 'sent', untilMs: this.#now + ACCEPT_MS };
    };
    void this.#desk?.send(this.#topics.jobs, text).then(taken, taken);
  }

  #queue(issue: Issue, kind: JobKind, notBeforeMs = 0): void {
    this.#byJob.delete(issue.job);
    if (issue.isCalledOff) {
      issue.settle(CALLED_OFF);
      return;
    }
    issue.kind = kind;
    issue.job = '';
    issue.phase = { name: 'queued', notBeforeMs };
  }

  #look(issue: Issue, now: number): void {
    const { phase, kind } = issue;
    switch (phase.name) {
      case 'queued':
        // A higher claim: who coordinates now asks the device.
        if (this.#desk?.epoch() === null) issue.settle(CALLED_OFF);
        return;
      case 'sent':
        if (now >= phase.untilMs) this.#queue(issue, kind);
        return;
      case 'accepted':
        if (now - Math.max(phase.heardAtMs, this.#connectedAt) >= UNHEARD_MS)
          this.#queue(issue, kind === 'ask' ? 'ask' : 'adopt');
    }
  }

  #lose(owner: string): void {
    for (const [device, { runner, end }] of this.#atWork)
      if (runner === owner && end === null) this.#atWork.delete(device);
    for (const issue of [...this.#issues])
      if (issue.phase.name === 'accepted' && issue.phase.runner === owner)
        this.#queue(issue, issue.kind === 'ask' ? 'ask' : 'adopt');
    // What the broker keeps of it is of no use any more.
    if (this.#mayAct) this.#desk?.publish(this.#topics.runner(owner), '').catch(() => undefined);
  }

  #callOff(issue: Issue, over: AbortSignal): void {
    issue.isCalledOff = true;
    if (issue.phase.name === 'queued' || issue.restarts) {
      issue.settle(CALLED_OFF);
      return;
    }
    if (issue.phase.name === 'accepted') this.#order(issue.phase.runner, 'call-off', issue.job);
    this.#options.clock.sleep(CALL_OFF_MS, over).then(
      () => issue.settle(CALLED_OFF),
      () => undefined, // it has ended
    );
  }

  #answered(answer: RunnerAnswer): void {
    const { runner, job, device, since } = answer;
    const isKept = this.#atWork.has(device) || this.#atWork.size < MOST_AT_WORK;
    if (answer.kind !== 'declined' && since !== QUESTION && isKept)
      this.#atWork.set(device, {
        ...{ runner, job, since },
        end: answer.kind === 'done' ? answer.end : null,
      });
    const issue = this.#byJob.get(job) ?? this.#joined(answer);
    switch (answer.kind) {
      case 'accepted':
        if (issue !== null) this.#accepted(issue, runner);
        return;
      case 'declined':
        if (issue?.phase.name === 'sent') this.#declined(issue);
        return;
      case 'event':
        if (issue === null) return;
        this.#accepted(issue, runner);
        if (answer.event.type === 'phase') issue.restarts ||= isInstalling(answer.event.phase);
        issue.onEvent(updateEvent(answer, this.#now));
        return;
      case 'done':
        // One that comes again, or of a try that somebody else was given since, is passed over.
        issue?.settle(answer.end);
        if (this.#mayAct) this.#order(runner, 'settled', job);
    }
  }

  #accepted(issue: Issue, runner: string): void {
    const { phase } = issue;
    if (phase.name === 'accepted' && phase.runner !== runner) return;
    issue.phase = { name: 'accepted', runner, heardAtMs: this.#now };
    if (issue.isCalledOff && !issue.restarts) this.#order(runner, 'call-off', issue.job);
  }

  #declined(issue: Issue): void {
    issue.declined += 1;
    const pauseMs =
      issue.declined < PATIENT_AFTER ? 0 : 100 * 2 ** (issue.declined - PATIENT_AFTER);
    this.#queue(issue, issue.kind, this.#now + Math.min(LONGEST_PAUSE_MS, pauseMs));
    this.#pump();
  }

  /** Whoever is at this try of a device that nobody was given here; null = there is none. */
  #joined(answer: RunnerAnswer): Issue | null {
    for (const issue of this.#issues)
      if (issue.device.id === answer.device && this.#join(issue, answer)) return issue;
    return null;
  }

  #join(issue: Issue, of: Pick<RunnerAnswer, 'runner' | 'job' | 'since'>): boolean {
    if (issue.kind === 'ask' || issue.phase.name !== 'queued') return false;
    if (issue.since !== of.since) return false;
    issue.job = of.job;
    issue.phase = { name: 'accepted', runner: of.runner, heardAtMs: this.#now };
    this.#byJob.set(of.job, issue);
    return true;
  }

  #order(runner: string, kind: RunnerOrder['kind'], job: string): void {
    const sent = this.#desk?.send(this.#topics.orders(runner), encodeOrder({ kind, job }));
    sent?.catch(() => undefined); // the connection is over: a runner repeats what was not settled
  }

  #tellPlaces(): void {
    const { total } = this.#places();
    const runners = this.#roster.present.length;
    const told = `${runners} ${total}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#options.told({ runners, places: total });
    this.#changed();
    this.#pump();
  }
}

const CALLED_OFF = { kind: 'called-off' } as const;
