import type BenchLinkComponent from './BenchLink.svelte';
import type CablePageComponent from './CablePage.svelte';
import type DeviceNotesComponent from './DeviceNotes.svelte';
import type SeenBeforeComponent from './SeenBefore.svelte';
import type { CableState } from './cable-state.svelte.ts';
import { Door } from '../../state/door.svelte.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** What is behind the door: the state of the cable, and what shows it. */
export interface CableRoom {
  readonly BenchLink: typeof BenchLinkComponent;
  readonly CablePage: typeof CablePageComponent;
  readonly SeenBefore: typeof SeenBeforeComponent;
  readonly DeviceNotes: typeof DeviceNotesComponent;
  readonly cable: CableState;
}

/** The way to serial ports. */
export class CableDoor extends Door<CableRoom> {
  /** `load` is for pages whose ports are not the browser's. */
  constructor(update: UpdateState, load = () => loadRoom(update)) {
    super(load);
  }

  /** USB cable was pressed. */
  async press(): Promise<void> {
    const { cable } = await this.open();
    await cable.press();
  }
}

async function loadRoom(update: UpdateState): Promise<CableRoom> {
  const { openRoom } = await import('./cable-room.ts');
  return openRoom(update);
}
