import type { Component } from 'svelte';
import { Lazy } from '../../state/lazy.svelte.ts';
import type { NetworkState } from './network-state.svelte.ts';

/** The state of the way over the network, and what shows it. */
export interface NetworkModule {
  readonly NetworkPage: Component<{ network: NetworkState }>;
  readonly KnownAddresses: Component<{ network: NetworkState }>;
  readonly network: NetworkState;
}

/** The way to devices that have an address. */
export class LazyNetwork extends Lazy<NetworkModule> {
  /** Network was pressed. */
  async press(): Promise<void> {
    const { network } = await this.load();
    await network.press();
  }
}
