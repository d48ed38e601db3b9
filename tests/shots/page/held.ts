import type { Failure } from '../../../src/contracts/failure.ts';
import type { PresenceEvent, UpdateEvent } from '../../../src/workers/api.ts';

/** Calls that are held: asked, and not answered as long as the page is looked at. */
export type HeldCall = 'openBundle' | 'askDevice' | 'compare' | 'start' | 'manage';

/** What stands still although time goes on, so that a state that passes in a moment can be looked at. */
export class Held {
  readonly #calls = new Set<HeldCall>();
  #lastEvent: (event: UpdateEvent) => boolean = () => false;
  #stopped = false;
  #left: Failure | null = null;
  #tell: (news: PresenceEvent) => void = () => undefined;

  hold(call: HeldCall): void {
    this.#calls.add(call);
  }

  isHeld(call: HeldCall): boolean {
    return this.#calls.has(call);
  }

  /** Answers at once, or never. */
  async pass<T>(call: HeldCall, answer: () => Promise<T>): Promise<T> {
    return this.isHeld(call) ? new Promise<never>(() => undefined) : answer();
  }

  /** Where news of the device go between two uses of the way. */
  watch(tell: (news: PresenceEvent) => void): null {
    this.#tell = tell;
    return null;
  }

  tell(news: PresenceEvent): void {
    this.#tell(news);
  }

  /** This event of the update is the last one that the page hears. */
  stopAt(isLast: (event: UpdateEvent) => boolean): void {
    this.#lastEvent = isLast;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** What the update has left on the device, as it tells at its end. */
  leave(failure: Failure): void {
    this.#left = failure;
  }

  /** Hands the event on, unless the last one has passed. */
  hear(event: UpdateEvent, onEvent: (event: UpdateEvent) => void): void {
    if (this.#stopped) return;
    onEvent(event);
    if (event.type === 'committed' && this.#left !== null)
      onEvent({ ...event, type: 'left-behind', failure: this.#left });
    this.#stopped = this.#lastEvent(event);
  }

  /** The result of an update of which the last event has passed does not come. */
  async result<T>(outcome: Promise<T>): Promise<T> {
    const value = await outcome;
    return this.#stopped ? new Promise<never>(() => undefined) : value;
  }
}
