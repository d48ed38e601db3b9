import { openSerialClient } from '../../../workers/client/serial-client.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import '../doctor/doctor.css';
import BenchLink from './BenchLink.svelte';
import CablePage from './CablePage.svelte';
import { CableState } from './cable-state.svelte.ts';
import type { CableDeps } from './cable-state.svelte.ts';
import type { CableModule } from './lazy-cable.ts';
import { systemOf } from './causes.ts';
import { createOnce } from '../doctor/once.ts';
import DeviceNotes from './DeviceNotes.svelte';
import SeenBefore from './SeenBefore.svelte';

/** The whole module, made once. */
export function createCable(update: UpdateState, own: Partial<CableDeps> = {}): CableModule {
  const cable = new CableState({
    serial: own.serial ?? openSerialClient(),
    update,
    explained: own.explained ?? createOnce('slipway-cable-explained'),
    system: own.system ?? systemOf(navigator.userAgent),
  });
  return { BenchLink, CablePage, DeviceNotes, SeenBefore, cable };
}
