import type LanesKeeperComponent from './LanesKeeper.svelte';
import type LanesScreenComponent from './LanesScreen.svelte';
import type LanesStripComponent from './LanesStrip.svelte';
import type { LanesState } from './lanes-state.svelte.ts';

/** What is behind the door: the state of the bench, and what shows it. */
export interface LanesRoom {
  readonly LanesScreen: typeof LanesScreenComponent;
  readonly LanesStrip: typeof LanesStripComponent;
  readonly LanesKeeper: typeof LanesKeeperComponent;
  readonly lanes: LanesState;
}

/** Keeps the bench out of what every visit has to load: fetched when its screen is first opened, the same ever after. */
export class LanesDoor {
  readonly #load: () => Promise<LanesRoom>;
  #opening: Promise<LanesRoom> | null = null;
  #room = $state.raw<LanesRoom | null>(null);

  constructor(load: () => Promise<LanesRoom>) {
    this.#load = load;
  }

  /** Null until it was opened. */
  get room(): LanesRoom | null {
    return this.#room;
  }

  /** Some lane updates its device. */
  get running(): boolean {
    return this.#room?.lanes.running ?? false;
  }

  async open(): Promise<LanesRoom> {
    this.#opening ??= this.#load();
    this.#room = await this.#opening;
    return this.#room;
  }
}
