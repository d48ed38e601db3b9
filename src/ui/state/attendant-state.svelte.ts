import { AwakeState } from './awake.svelte.ts';
import type { AwakeDeps } from './awake.svelte.ts';
import { StorageHold } from './storage-hold.svelte.ts';
import { Remembered } from './remembered.svelte.ts';

/** What attends every screen: the keys and their sheets, the light of the screen, the tone. */
export class AttendantState {
  readonly awake: AwakeState;
  /** How long the browser keeps what this page stores. */
  readonly storage = new StorageHold('storage' in navigator ? navigator.storage : null);
  /** The person was offered to ask for that after an update: once is enough, the menu has it for good. */
  readonly storageAsked = new Remembered('slipway-storage-asked', { on: false });
  /** Keys without Ctrl: switched off by who dictates, or hits them by mistake. */
  readonly letterKeys = new Remembered('slipway-letter-keys', { on: true });
  /** Tone and vibration when an update is over or needs somebody: on for who holds a phone, until it is muted. */
  readonly sound = new Remembered('slipway-sound', { on: isHeld() });
  #sheet = $state<'palette' | 'keys' | null>(null);

  constructor(deps: AwakeDeps) {
    this.awake = new AwakeState(deps);
  }

  get sheet(): 'palette' | 'keys' | null {
    return this.#sheet;
  }

  open(sheet: 'palette' | 'keys'): void {
    this.#sheet = sheet;
  }

  close(): void {
    this.#sheet = null;
  }
}

/** Made for a finger: a phone, or a tablet. */
const isHeld = (): boolean => matchMedia('(pointer: coarse)').matches;
