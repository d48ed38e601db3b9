import type { UpdateState } from '../../state/update-state.svelte.ts';
import '../../parts/troubleshooting/troubleshooting.css';
import Places from './Places.svelte';
import { withProps } from '../../state/lazy.svelte.ts';
import type { MethodModule } from '../../state/late-modules.ts';
import NetworkPage from './NetworkPage.svelte';
import { NetworkState } from './network-state.svelte.ts';
import type { NetworkDeps } from './network-state.svelte.ts';
import { networkHere } from './network-pages.ts';

/** The whole module, made once. */
export function createNetwork(
  update: UpdateState,
  own: Partial<NetworkDeps> = {},
): MethodModule & { readonly method: NetworkState } {
  const network = new NetworkState({
    update,
    around: own.around ?? networkHere(),
  });
  return {
    Page: withProps(NetworkPage, { network }),
    Known: withProps(Places, { network }),
    method: network,
  };
}
