import { openSerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import '../../parts/troubleshooting/troubleshooting.css';
import BenchLink from './BenchLink.svelte';
import CablePage from './CablePage.svelte';
import { CableState } from './cable-state.svelte.ts';
import type { CableDeps } from './cable-state.svelte.ts';
import { withProps } from '../../state/lazy.svelte.ts';
import type { CableModule } from '../../state/late-modules.ts';
import { systemOf } from './causes.ts';
import { createOnce } from '../../state/remembered.svelte.ts';
import DeviceNotes from './DeviceNotes.svelte';
import SeenBefore from './SeenBefore.svelte';

/** The whole module, made once. */
export function createCable(
  update: UpdateState,
  own: Partial<CableDeps> = {},
): CableModule & { readonly method: CableState } {
  const cable = new CableState({
    client: own.client ?? openSerialClient(),
    update,
    explained: own.explained ?? createOnce('slipway-cable-explained'),
    system: own.system ?? systemOf(navigator.userAgent),
  });
  return {
    Page: withProps(CablePage, { cable }),
    Known: withProps(SeenBefore, { cable }),
    BenchLink: withProps(BenchLink, { cable }),
    DeviceNotes,
    method: cable,
  };
}
