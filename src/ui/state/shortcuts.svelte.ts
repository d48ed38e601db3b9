import { Remembered } from './remembered.svelte.ts';

/** Keys without Ctrl, and the sheets that name them. */
export class Shortcuts {
  /** Switched off by who dictates, or hits them by mistake. */
  readonly letterKeys = new Remembered('slipway-letter-keys', { on: true });
  #sheet = $state<'palette' | 'keys' | null>(null);

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
