import { openSerialClient } from '../../../workers/client/serial-client.ts';
import { openUpdater } from '../../../workers/client/updater-client.ts';
import { withProps } from '../../parts/with-props.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import './lanes.css';
import type { LanesModule } from '../../state/late-modules.ts';
import { LanesState } from './lanes-state.svelte.ts';
import type { LanesDeps } from './lanes-state.svelte.ts';
import LanesKeeper from './LanesKeeper.svelte';
import LanesScreen from './LanesScreen.svelte';

/** The whole module, made once. */
export function createLanes(
  update: UpdateState,
  own: Partial<Pick<LanesDeps, 'isPossible' | 'openSerial' | 'openUpdater'>> = {},
): LanesModule & { readonly lanes: LanesState } {
  const lanes = new LanesState({
    update,
    isPossible: own.isPossible ?? 'serial' in navigator,
    openSerial: own.openSerial ?? (() => openSerialClient('itself')),
    openUpdater: own.openUpdater ?? (() => Promise.resolve({ ok: true, value: openUpdater() })),
    now: () => performance.now(),
    wall: () => Date.now(),
    newId: () => crypto.randomUUID(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return {
    LanesScreen: withProps(LanesScreen, { lanes }),
    LanesKeeper: withProps(LanesKeeper, { lanes }),
    lanes,
  };
}
