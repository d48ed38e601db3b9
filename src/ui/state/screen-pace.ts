import { BRIEF_MS, isBrief, type ScreenView } from './screen-view.ts';

/** A state once shown stays this long, so that nothing flickers past (screens.md#pace). */
export const STAY_MS = 600;

interface Since {
  readonly key: string;
  readonly at: number;
}

/** How calmly the screen follows the states: brief ones are left out, none flickers past. Times are of any one clock, ms. */
export class ScreenPace {
  #shown: Since & { readonly passes: boolean };
  /** What is to come, and since when. */
  #next: Since | null = null;

  constructor(first: ScreenView, now: number) {
    this.#shown = { key: keyOf(first), at: now, passes: passes(first) };
  }

  /** How long `next` has to wait until it is shown; 0: show it now. */
  waitMs(next: ScreenView, now: number): number {
    const key = keyOf(next);
    if (this.#next?.key !== key) this.#next = { key, at: now };
    if (key === this.#shown.key || isUrgent(next)) return 0;
    const lasts = isBrief(next) ? this.#next.at + BRIEF_MS : now;
    const stayed = this.#shown.passes ? this.#shown.at + STAY_MS : now;
    return Math.max(0, lasts - now, stayed - now);
  }

  /** `view` is what the screen shows from now on. */
  show(view: ScreenView, now: number): void {
    const key = keyOf(view);
    if (key !== this.#shown.key) this.#shown = { key, at: now, passes: passes(view) };
  }
}

/** The same for what is one state to people, however its numbers change. */
const keyOf = (view: ScreenView): string =>
  view.kind === 'running' ? `running ${view.run.phase}` : view.kind;

/** Goes on by itself: whoever looks has nothing to decide. */
const passes = (view: ScreenView): boolean =>
  view.kind === 'running' ? view.run.trial === null && !isUrgent(view) : isBrief(view);

/** What happened to the update, or was asked for, is seen at once. */
const isUrgent = (view: ScreenView): boolean =>
  view.kind === 'running' && (view.run.pause !== null || view.run.cancelling);
