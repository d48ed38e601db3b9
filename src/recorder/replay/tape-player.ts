/**
 * Plays what came in from outside, in the order of the tape, to an update whose time stands still in between: answers, what people do,
 * and the end of each wait. What the update does itself has to come in that order, too: the first thing that differs ends the replay.
 */
import { abortError, fromFailure } from '../../contracts/failure.ts';
import type { Failure, OtaError } from '../../contracts/failure.ts';
import type { Rest } from '../../contracts/jumping-clock.ts';
import type { Link } from '../../contracts/link.ts';
import type { RpcRequest } from '../../rpc/frame.ts';
import { sentBlock } from '../../update/link-meter.ts';
import type { TrialDecision } from '../../update/commit.ts';
import type { TapeItem } from '../recording.ts';
import { openStandInLink } from './stand-in-link.ts';
import type { StandInLink } from './stand-in-link.ts';
import type { TapeClock } from './tape-clock.ts';

/** What a replay does otherwise than was recorded. `at`: milliseconds since the beginning; null: nothing was left to come. */
export interface Difference {
  readonly at: number;
  readonly recorded: string | null;
  readonly replayed: string | null;
}

/** What people and clocks do. */
export interface PlayedActs {
  readonly pause: () => void;
  readonly goOn: () => void;
  readonly cancel: () => void;
  readonly decide: (decision: TrialDecision) => void;
  readonly install: () => void;
  readonly check: (index: number) => void;
  readonly setTimeFactor: (factor: number) => void;
}

/** Something that the update did. */
type Done = { readonly text: string } & (
  | { readonly is: 'connect'; readonly waiting: WaitingLink }
  | { readonly is: 'request'; readonly request: RpcRequest; readonly over: StandInLink | null }
);

interface WaitingLink {
  readonly settle: (link: Link) => void;
  readonly fail: (error: OtaError) => void;
}

/** What is fetched or computed meanwhile is waited for so long. */
const MOST_RESTS = 250;
/** A moment, on a clock that tells tenths of a millisecond. */
const AT_ONCE_MS = 1;

type Of<Is extends TapeItem['is']> = Extract<TapeItem, { is: Is }>;

export interface TapePlayerOptions {
  readonly clock: TapeClock;
  readonly rest: Rest;
  readonly acts: PlayedActs;
  readonly signal: AbortSignal;
  /** So many items of all are played. */
  readonly onPlayed: (done: number, of: number) => void;
}

export class TapePlayer {
  readonly #tape: readonly TapeItem[];
  readonly #options: TapePlayerOptions;
  readonly #done: Done[] = [];
  readonly #waiting = new Map<number, WaitingLink>();
  readonly #requests = new Map<unknown, { request: RpcRequest; over: StandInLink }>();
  #link: StandInLink | null = null;
  /** Of the tape, that is to be played next. */
  #next = 0;

  constructor(tape: readonly TapeItem[], options: TapePlayerOptions) {
    this.#tape = tape.filter((item) => !('byHand' in item));
    this.#options = options;
  }

  /** For the update. */
  readonly connect = ({ signal }: { readonly signal: AbortSignal }): Promise<Link> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(abortError(signal)), { once: true });
      const waiting = { settle: resolve, fail: reject };
      this.#did({ is: 'connect', text: 'connect', waiting });
    });

  /** Until the tape is at its end, or the update does something else: that is told. Rejects when the signal aborts. */
  async play(): Promise<Difference | null> {
    for (;;) {
      const item = this.#tape[this.#next];
      if (item === undefined) return null;
      this.#options.onPlayed(this.#next, this.#tape.length);
      if (comesIn(item)) {
        await this.#options.rest();
        if (this.#tape[this.#next] !== item) continue; // played meanwhile
        this.#options.clock.moveTo(item.at);
      }
      this.#next += 1;
      const difference = await this.#playOne(item);
      if (difference !== null) return difference;
    }
  }

  /** So many events were told: what somebody did at that very moment comes before whatever the update does next. */
  heard(count: number): void {
    const item = this.#tape[this.#next];
    if (item?.is !== 'act' || item.heard !== count) return;
    if (item.at - this.#options.clock.now() > AT_ONCE_MS) return;
    this.#next += 1;
    this.#act(item);
  }

  async #playOne(item: TapeItem): Promise<Difference | null> {
    switch (item.is) {
      case 'connect':
      case 'sent':
      case 'block':
        return this.#expect(item);
      case 'gap':
        return item.others > 0 ? cutAt(item) : this.#pass(item);
      case 'files':
      case 'signed':
        return null; // asked for when the update reads them
      case 'opened':
      case 'refused':
      case 'answered':
      case 'took':
      case 'noise':
      case 'ended':
      case 'act':
      case 'woke':
      case 'time':
        this.#emit(item);
        return null;
    }
  }

  /** The next thing that the update does is this one. */
  async #expect(item: Of<'connect' | 'sent' | 'block'>): Promise<Difference | null> {
    const did = await this.#nextDone();
    const recorded = textOf(item);
    this.#options.clock.moveTo(item.at);
    if (did === null) return { at: item.at, recorded, replayed: null };
    if (did.text !== recorded) return { at: item.at, recorded, replayed: did.text };
    if (did.is === 'connect' && item.is === 'connect') this.#waiting.set(item.link, did.waiting);
    if (did.is === 'request' && item.is !== 'connect' && did.over !== null)
      this.#requests.set(item.id, { request: did.request, over: did.over });
    return null;
  }

  /** Blocks for which there was no room: acknowledged one after the other, until the next that was kept. */
  async #pass(gap: Of<'gap'>): Promise<Difference | null> {
    for (const { request, over } of this.#requests.values())
      over.reply(request, { ok: true, result: null });
    this.#requests.clear();
    const next = this.#tape[this.#next];
    const end = next?.is === 'block' ? next.offset : null;
    for (let block = 1; ; block += 1) {
      const did = await this.#nextDone();
      const offset = did?.is === 'request' ? offsetOf(did.request) : null;
      if (did?.is !== 'request' || offset === null || offset === end || block > gap.blocks) {
        if (did !== null) this.#done.unshift(did);
        return null;
      }
      this.#options.clock.moveTo(gap.at + ((gap.until - gap.at) * block) / gap.blocks);
      did.over?.reply(did.request, { ok: true, result: null });
    }
  }

  #emit(item: Incoming): void {
    switch (item.is) {
      case 'opened':
        this.#open(item);
        return;
      case 'refused': {
        const { code, facts } = item;
        const error = fromFailure({ code, facts, trace: '' } as Failure); // of what a link is refused for only the code counts
        this.#waiting.get(item.link)?.fail(error);
        return;
      }
      case 'took':
        this.#reply(item.id, { ok: true, result: null });
        return;
      case 'answered': {
        const { error, result = null } = item;
        this.#reply(item.id, error === undefined ? { ok: true, result } : { ok: false, ...error });
        return;
      }
      case 'ended':
        if (item.by === 'host') return;
        if (item.why === 'lost') this.#link?.lose(item.detail);
        else this.#link?.close();
        return;
      case 'act':
        this.#act(item);
        return;
      case 'woke':
        this.#options.clock.wake(item.sleep);
        return;
      case 'time':
        this.#options.acts.setTimeFactor(item.factor);
        return;
      case 'noise':
    }
  }

  #open({ link, as }: Of<'opened'>): void {
    const opened = openStandInLink(as, (request) => {
      this.#did({ is: 'request', text: textOfRequest(request), request, over: opened });
    });
    this.#link = opened;
    const next = this.#tape[this.#next];
    // Over before anybody could ask anything on it.
    if (next?.is === 'ended' && next.by === 'far' && next.link === link) {
      this.#next += 1;
      this.#emit(next);
    }
    this.#waiting.get(link)?.settle(opened.link);
  }

  #reply(id: unknown, outcome: Parameters<StandInLink['reply']>[1]): void {
    const asked = this.#requests.get(id);
    this.#requests.delete(id);
    asked?.over.reply(asked.request, outcome);
  }

  #act(item: Of<'act'>): void {
    const { acts } = this.#options;
    switch (item.act) {
      case 'pause':
        acts.pause();
        return;
      case 'go-on':
        acts.goOn();
        return;
      case 'cancel':
        acts.cancel();
        return;
      case 'keep':
      case 'go-back':
        acts.decide(item.act);
        return;
      case 'install':
        acts.install();
        return;
      case 'check':
        acts.check(item.index);
        return;
    }
  }

  #did(done: Done): void {
    this.#done.push(done);
  }

  /** null: everything has come to rest, and it does nothing more. */
  async #nextDone(): Promise<Done | null> {
    const { rest, signal } = this.#options;
    for (let rests = 0; rests < MOST_RESTS; rests += 1) {
      signal.throwIfAborted();
      const did = this.#done.shift();
      if (did !== undefined) return did;
      await rest();
    }
    return null;
  }
}

/** From outside, when everything else has come to rest. */
type Incoming = Exclude<TapeItem, Of<'connect' | 'sent' | 'block' | 'gap' | 'files' | 'signed'>>;

const NOT_INCOMING: readonly TapeItem['is'][] = [
  'connect',
  'sent',
  'block',
  'gap',
  'files',
  'signed',
];

const comesIn = ({ is }: TapeItem): boolean => !NOT_INCOMING.includes(is);

const cutAt = ({ at }: Of<'gap'>): Difference => ({ at, recorded: null, replayed: null });

function textOf(item: Of<'connect' | 'sent' | 'block'>): string {
  if (item.is === 'connect') return 'connect';
  return item.is === 'sent' ? item.method : blockText(item);
}

const blockText = ({
  offset,
  bytes,
}: {
  readonly offset: number;
  readonly bytes: number;
}): string => `OTA.Write ${offset} ${bytes}`;

function textOfRequest({ method, params }: RpcRequest): string {
  const block = method === 'OTA.Write' ? sentBlock(params) : null;
  return block === null ? method : blockText(block);
}

const offsetOf = ({ method, params }: RpcRequest): number | null =>
  method === 'OTA.Write' ? (sentBlock(params)?.offset ?? null) : null;
