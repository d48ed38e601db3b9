import { openUpdater } from '../../../workers/client/updater-client.ts';
import { withProps } from '../../state/lazy.svelte.ts';
import type { RollOutModule } from '../../state/late-modules.ts';
import { StoredChoice } from '../../state/remembered.svelte.ts';
import { TRUST_KEY } from '../../state/restartable-updater.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import RollOutMonitor from './RollOutMonitor.svelte';
import RollOutScreen from './RollOutScreen.svelte';
import { RollOutPage } from './roll-out-page.svelte.ts';
import type { RollOutPageDeps } from './roll-out-page.svelte.ts';
import './roll-out.css';

/** The whole module, made once. */
export function createRollOut(
  update: Pick<UpdateState, 'ask'>,
  own: Partial<Pick<RollOutPageDeps, 'openUpdater' | 'wall' | 'timeZone'>> = {},
): RollOutModule & { readonly rollOut: RollOutPage } {
  const trust = new StoredChoice(TRUST_KEY);
  const rollOut = new RollOutPage({
    openUpdater: own.openUpdater ?? openUpdater,
    trust: () => trust.value,
    fleet: async () => {
      const known = await update.ask((updater) => updater.fleetDevices());
      return known.ok ? known.value.devices : [];
    },
    brokers: async () => {
      const known = await update.ask((updater) => updater.places());
      const places = known.ok ? known.value.places : [];
      return places.flatMap(({ kind, address }) => (kind === 'broker' ? [address] : []));
    },
    wall: own.wall ?? (() => Date.now()),
    timeZone: own.timeZone ?? (() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  });
  return {
    RollOutScreen: withProps(RollOutScreen, { rollOut }),
    RollOutMonitor: withProps(RollOutMonitor, { rollOut }),
    rollOut,
  };
}
