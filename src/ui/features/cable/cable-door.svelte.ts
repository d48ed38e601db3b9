import type BenchLinkComponent from './BenchLink.svelte';
import type CablePageComponent from './CablePage.svelte';
import type DeviceNotesComponent from './DeviceNotes.svelte';
import type SeenBeforeComponent from './SeenBefore.svelte';
import type { CableState } from './cable-state.svelte.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** What is behind the door: the state of the cable, and what shows it. */
export interface CableRoom {
  readonly BenchLink: typeof BenchLinkComponent;
  readonly CablePage: typeof CablePageComponent;
  readonly SeenBefore: typeof SeenBeforeComponent;
  readonly DeviceNotes: typeof DeviceNotesComponent;
  readonly cable: CableState;
}

/** Keeps serial ports out of what every visit has to load: fetched at the first press, the same ever after. */
export class CableDoor {
  readonly #load: () => Promise<CableRoom>;
  #opening: Promise<CableRoom> | null = null;
  #room = $state.raw<CableRoom | null>(null);

  /** `load` is for pages whose ports are not the browser's. */
  constructor(update: UpdateState, load = () => loadRoom(update)) {
    this.#load = load;
  }

  /** Null until it was opened. */
  get room(): CableRoom | null {
    return this.#room;
  }

  async open(): Promise<CableRoom> {
    this.#opening ??= this.#load();
    this.#room = await this.#opening;
    return this.#room;
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
