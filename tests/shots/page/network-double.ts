import { createNetwork } from '../../../src/ui/features/network/create-network.ts';
import { RecentAddresses } from '../../../src/ui/features/network/network-state.svelte.ts';
import type { LocalAccess } from '../../../src/ui/features/network/network-pages.ts';
import type { UpdateState } from '../../../src/ui/state/update-state.svelte.ts';

/** The way over the network from a page that a script places; the bytes take the world's own wire. */
export class NetworkDouble {
  page = { protocol: 'http:', hostname: 'localhost' };
  access: LocalAccess | null = null;
  readonly recent = new RecentAddresses();

  readonly module = (update: UpdateState) =>
    createNetwork(update, {
      recent: this.recent,
      around: { page: this.page, access: () => Promise.resolve(this.access) },
    });
}
