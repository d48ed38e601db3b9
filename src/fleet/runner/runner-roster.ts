/** Which runners there are, by what they say of themselves and by the broker's word that one is gone. Pure: time comes in. */
import { LEASE_MS, MARGIN_MS } from '../shared/beat-lease.ts';
import { SILENCE_MS } from '../shared/claim.ts';
import type { RunnerState } from './job-documents.ts';

/** So long after its last word a runner begins nothing any more: its lease is over. */
const LOST_MS = LEASE_MS + MARGIN_MS;
/** More are not kept. */
const MOST_RUNNERS = 1_000;

interface KnownRunner {
  readonly state: RunnerState;
  readonly heardAtMs: number;
  readonly isGone: boolean;
  /** It was heard to go on: what a broker keeps of one that died long ago is none. */
  readonly isLive: boolean;
}

export class RunnerRoster {
  readonly #runners = new Map<string, KnownRunner>();
  /** Since when they can be heard. */
  #connectedAt = -Infinity;

  connected(nowMs: number): void {
    this.#connectedAt = nowMs;
  }

  /** Those that are not known to be gone. */
  get present(): readonly RunnerState[] {
    return [...this.#runners.values()].flatMap(({ state, isGone, isLive }) =>
      isLive && !isGone ? [state] : [],
    );
  }

  /** True if it, or how much it takes, is news. */
  hear(state: RunnerState, nowMs: number): boolean {
    const known = this.#runners.get(state.owner);
    if (known === undefined && this.#runners.size >= MOST_RUNNERS) return false;
    const isLive = known !== undefined && known.state.beat !== state.beat;
    const next = {
      state,
      heardAtMs: nowMs,
      isGone: false,
      isLive: isLive || known?.isLive === true,
    };
    this.#runners.set(state.owner, next);
    return known?.state.places !== state.places || known.isGone || known.isLive !== next.isLive;
  }

  /** The broker's word. It may come back. */
  gone(owner: string): boolean {
    const known = this.#runners.get(owner);
    if (known === undefined || known.isGone) return false;
    this.#runners.set(owner, { ...known, isGone: true });
    return true;
  }

  /** Those that are gone and begin nothing any more: each is named once. */
  takeLost(nowMs: number): readonly RunnerState[] {
    const lost: RunnerState[] = [];
    for (const [owner, { state, heardAtMs, isGone }] of this.#runners) {
      const silentMs = nowMs - Math.max(heardAtMs, this.#connectedAt);
      if (silentMs < (isGone ? LOST_MS : SILENCE_MS)) continue;
      this.#runners.delete(owner);
      lost.push(state);
    }
    return lost;
  }
}
