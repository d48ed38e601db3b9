import { createNetwork } from '../../../src/ui/features/network/create-network.ts';
import type { LocalAccess } from '../../../src/ui/features/network/network-pages.ts';
import { PlacesDouble } from './places-double.ts';
import type { UpdateState } from '../../../src/ui/state/update-state.svelte.ts';

/** The way over the network from a page that a script places; the bytes take the world's own wire. */
export class NetworkDouble {
  page = { protocol: 'http:', hostname: 'localhost' };
  access: LocalAccess | null = null;
  readonly places = new PlacesDouble();

  readonly module = (update: UpdateState) =>
    createNetwork(update, {
      around: {
        page: this.page,
        access: () => Promise.resolve(this.access),
        prime: () => new Promise(() => undefined),
        wait: () => new Promise(() => undefined),
      },
    });
}
