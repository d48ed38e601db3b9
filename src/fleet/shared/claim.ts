/**
 * Who coordinates a roll-out that a broker keeps. One claim is retained; its epoch, which only grows, is the fencing token: nobody acts
 * on an older one than the highest that was seen.
 *
 *   following ─ claiming ─ leading ─ (suspended) ─ following          a claim counts as a lease: whoever holds it reads its own beats
 *                             └────── leaving ────────┘               back from the broker, and begins nothing when none came back
 *                                                                     for LEASE_MS. Nobody else acts before that time is over.
 *
 * Pure: time comes in. A broker has no compare-and-swap, so two may claim at the same time: the higher claim wins wherever it is
 * read, in whatever order the two arrive (docs/FLEETS.md has the argument).
 */

import { BeatLease, LEASE_MS, MARGIN_MS } from './beat-lease.ts';

/**
 * `held`: published again each BEAT_MS. `leaving`: begins nothing any more, writes down how what is under way ends, and anybody may take
 * over. `released`: over.
 */
export type ClaimState = 'held' | 'leaving' | 'released';

export interface Claim {
  readonly epoch: number;
  /** Nobody else's. */
  readonly owner: string;
  /** For people: host and process. */
  readonly name: string;
  /** Counts up, so that a reader of its own claim knows which one came back. */
  readonly beat: number;
  readonly state: ClaimState;
}

/** As a reader takes it. `gone`: it is held, and whoever holds it is silent, or its connection ended without a good-bye. */
export type ClaimStanding = 'nobody' | 'own' | 'gone' | ClaimState;

/** A claim that is held and silent for so long is free. */
export const SILENCE_MS = 6_000;
/** A roll-out that was let go is over, mostly: whoever reads that it is claims nothing. */
const RELEASED_MS = 3_000;
/** What the broker keeps has arrived by then; more is not lost where it has not. */
const LOOK_MS = 1_000;

/** Epochs begin with the time of day: also where a broker has forgotten the claim, the next one is higher. */
const EPOCHS_A_SECOND = 2 ** 20;

/** Higher than `seen`, and hardly ever that of another who claims in the same second. `random`: 0 to 2^20 - 1. */
export const nextEpoch = (seen: number, wallMs: number, random: number): number =>
  Math.max(seen + 1, Math.floor(wallMs / 1000) * EPOCHS_A_SECOND + random);

interface KeeperOptions {
  readonly owner: string;
  readonly name: string;
  /** Milliseconds of the wall clock, and a number from 0 to 2^20 - 1. */
  readonly wallClock: () => number;
  readonly random: () => number;
  /** Takes over from whoever holds it, without waiting for that one's silence. */
  readonly takesOver: boolean;
}

/** Times are milliseconds of one monotonic clock. */
export class ClaimKeeper {
  readonly #options: KeeperOptions;
  #takesOver: boolean;
  /** Highest of all, and the last that was heard with it. */
  #top: Claim | null = null;
  #topAt = -Infinity;
  #own: number | null = null;
  #claimedAt = -Infinity;
  #isLeaving = false;
  readonly #lease = new BeatLease();
  #isEchoed = false;
  /** The broker said that the connection of the highest ended without a good-bye, and nothing came from it since. */
  #isGone = false;
  /** Since when this connection stands; null = none does. */
  #connectedAt: number | null = null;
  /** When somebody else was last known to hold it. */
  #foreignAt = -Infinity;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#takesOver = options.takesOver;
  }

  /** The highest that was seen; null = none. */
  get top(): Claim | null {
    return this.#top;
  }

  /** null = no claim of ours stands. */
  get epoch(): number | null {
    return this.#own;
  }

  /** A claim that was sent on this connection has come back: all that the broker kept came before it. */
  get isEchoed(): boolean {
    return this.#isEchoed && this.#own !== null;
  }

  /** Without a connection nothing new is known: it is taken to be held still. */
  standing(nowMs: number): ClaimStanding {
    const top = this.#top;
    if (top === null) return 'nobody';
    if (top.owner === this.#options.owner) return this.#own === null ? 'released' : 'own';
    if (top.state !== 'held') return top.state;
    const silentAt = Math.max(this.#topAt, this.#connectedAt ?? Infinity) + SILENCE_MS;
    return this.#isGone || nowMs >= silentAt ? 'gone' : 'held';
  }

  /** A connection stands from now on. Without a lease somebody may have acted since, and the broker may have forgotten it. */
  connected(nowMs: number): void {
    this.#connectedAt = nowMs;
    this.#isEchoed = false;
    if (!this.#lease.isFresh(nowMs)) this.#foreignAt = nowMs;
    this.#lease.connected(nowMs);
  }

  disconnected(): void {
    this.#connectedAt = null;
  }

  hear(claim: Claim, nowMs: number): void {
    if (claim.owner === this.#options.owner) {
      if (claim.epoch !== this.#own) return; // one that was lost since
      if (this.#lease.hear(claim.beat)) this.#isEchoed = true;
      this.#top = claim;
      return;
    }
    if (claim.state === 'held') this.#foreignAt = nowMs;
    if (this.#top !== null && isHigher(this.#top, claim)) return;
    this.#top = claim;
    this.#topAt = nowMs;
    this.#isGone = false;
    if (claim.state === 'leaving' || claim.state === 'released') this.#foreignAt = -Infinity;
    if (this.#own !== null && !this.#isOwnHigher(claim)) {
      this.#own = null;
      this.#takesOver = false; // once: whoever took over then is not fought
      this.#lease.end();
    }
  }

  /** The broker's word (the will of a connection). Who still has a lease is waited for, and may come back. */
  gone(owner: string): void {
    if (this.#top?.owner === owner && owner !== this.#options.owner) this.#isGone = true;
  }

  /** Our claims do not come back on this connection: another one is to be opened. */
  isDeaf(nowMs: number): boolean {
    if (this.#own === null || this.#connectedAt === null) return false;
    return nowMs >= this.#claimedAt + LEASE_MS && this.#lease.isDeaf(nowMs);
  }

  /** The claim to be published now, if any; called each BEAT_MS and more often. */
  due(nowMs: number): Claim | null {
    if (this.#connectedAt === null) return null;
    if (this.#own === null) {
      if (this.#isLeaving || !this.#isFree(nowMs)) return null;
      const { wallClock, random } = this.#options;
      this.#claimedAt = nowMs;
      this.#isEchoed = false;
      this.#own = nextEpoch(this.#top?.epoch ?? 0, wallClock(), random());
      return this.#claim(nowMs);
    }
    return this.#lease.isDue(nowMs) ? this.#claim(nowMs) : null;
  }

  /** Nobody begins anything but whoever this is true for, and at most one at a time. */
  mayAct(nowMs: number): boolean {
    if (this.#own === null || this.#isLeaving || !this.#lease.isFresh(nowMs)) return false;
    return nowMs >= this.#foreignAt + LEASE_MS + MARGIN_MS;
  }

  /** Begins nothing any more. What is to be published, unless no claim of ours stands. */
  leave(nowMs: number): Claim | null {
    this.#isLeaving = true;
    return this.#own === null ? null : this.#claim(nowMs);
  }

  /** What the broker keeps of the claim from then on; null = none of ours stands. */
  release(): Claim | null {
    const { owner, name } = this.#options;
    const epoch = this.#own;
    this.#own = null;
    this.#isLeaving = true; // and claims nothing any more
    return epoch === null
      ? null
      : { epoch, owner, name, beat: this.#lease.beat, state: 'released' };
  }

  #claim(nowMs: number): Claim {
    const { owner, name } = this.#options;
    const beat = this.#lease.next(nowMs);
    const state = this.#isLeaving ? 'leaving' : 'held';
    return { epoch: this.#own ?? 0, owner, name, beat, state };
  }

  #isOwnHigher({ epoch, owner }: Claim): boolean {
    const own = this.#own ?? 0;
    return own > epoch || (own === epoch && this.#options.owner > owner);
  }

  #isFree(nowMs: number): boolean {
    const connectedAt = this.#connectedAt ?? Infinity;
    if (nowMs < connectedAt + LOOK_MS) return false;
    if (this.#top === null || this.#takesOver) return true;
    switch (this.#top.state) {
      case 'leaving':
        return true;
      case 'released':
        return nowMs >= this.#topAt + RELEASED_MS;
      case 'held': {
        const patienceMs = this.#isGone ? LEASE_MS : SILENCE_MS;
        return nowMs >= Math.max(this.#foreignAt, connectedAt) + patienceMs;
      }
    }
  }
}

const isHigher = (one: Claim, other: Claim): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.owner > other.owner);
