import type { Component } from 'svelte';
import { Lazy } from '../../state/lazy.svelte.ts';
import type { LanesState } from './lanes-state.svelte.ts';

/** The state of the bench, and what shows it. */
export interface LanesModule {
  readonly LanesScreen: Component;
  readonly LanesStrip: Component<{ lanes: LanesState }>;
  readonly LanesKeeper: Component<{ lanes: LanesState }>;
  readonly lanes: LanesState;
}

/** The bench, where several devices are updated at once. */
export class LazyLanes extends Lazy<LanesModule> {
  /** Some lane updates its device. */
  get running(): boolean {
    return this.loaded?.lanes.running ?? false;
  }
}
