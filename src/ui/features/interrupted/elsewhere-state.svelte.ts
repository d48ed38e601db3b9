import type { InterruptedUpdate } from '../../../workers/api.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { callTab } from './tab-call.ts';
import type { Called } from './tab-call.ts';

/** Where a press on one of them leads: the other tab was called, is asked to stop, or has not stopped. */
export type TabAnswer = Called | 'calling' | 'stopping' | 'goes-on';

/** Updates that run in other tabs of this browser, and what this one may do about them. */
export class ElsewhereState {
  readonly #update: UpdateState;
  #all = $state.raw<readonly InterruptedUpdate[]>([]);
  #answer = $state.raw<{ readonly of: string; readonly what: TabAnswer } | null>(null);

  constructor(update: UpdateState) {
    this.#update = update;
  }

  get all(): readonly InterruptedUpdate[] {
    return this.#all;
  }

  answerOf({ sessionId }: InterruptedUpdate): TabAnswer | null {
    return this.#answer?.of === sessionId ? this.#answer.what : null;
  }

  /** The other tab is asked, and has not answered yet. */
  isAsking(one: InterruptedUpdate): boolean {
    const answer = this.answerOf(one);
    return answer === 'calling' || answer === 'stopping';
  }

  async look(): Promise<void> {
    const outcome = await this.#update.ask((updater) => updater.updatesElsewhere());
    if (outcome.ok) this.#all = this.#update.running ? [] : outcome.value;
  }

  async call(one: InterruptedUpdate): Promise<void> {
    if (this.isAsking(one)) return;
    this.#say(one, 'calling');
    this.#say(one, await callTab(one.device));
  }

  /** True: the other tab has stopped, and this one may go on with it. */
  async takeOver(one: InterruptedUpdate): Promise<boolean> {
    if (this.isAsking(one)) return false;
    this.#say(one, 'stopping');
    const outcome = await this.#update.ask((updater) => updater.takeOverUpdate(one.sessionId));
    const isFree = outcome.ok && outcome.value;
    this.#say(one, isFree ? null : 'goes-on');
    return isFree;
  }

  #say({ sessionId: of }: InterruptedUpdate, what: TabAnswer | null): void {
    this.#answer = what && { of, what };
  }
}
