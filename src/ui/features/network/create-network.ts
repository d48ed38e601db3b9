import type { UpdateState } from '../../state/update-state.svelte.ts';
import '../doctor/doctor.css';
import KnownAddresses from './KnownAddresses.svelte';
import type { NetworkModule } from './lazy-network.ts';
import NetworkPage from './NetworkPage.svelte';
import { NetworkState } from './network-state.svelte.ts';
import type { NetworkDeps } from './network-state.svelte.ts';
import { RecentAddresses } from './recent-addresses.svelte.ts';
import { networkHere } from './surroundings.ts';

/** The whole module, made once. */
export function createNetwork(update: UpdateState, own: Partial<NetworkDeps> = {}): NetworkModule {
  const network = new NetworkState({
    update,
    recent: own.recent ?? new RecentAddresses(),
    around: own.around ?? networkHere(),
  });
  return { KnownAddresses, NetworkPage, network };
}
