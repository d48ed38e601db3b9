import type { Component } from 'svelte';
import { Lazy } from '../../state/lazy.svelte.ts';
import type { BookState } from './book-state.svelte.ts';
import type { CableState } from './cable-state.svelte.ts';

/** The state of the cable, and what shows it. */
export interface CableModule {
  readonly BenchLink: Component<{ cable: CableState }>;
  readonly CablePage: Component<{ cable: CableState }>;
  readonly SeenBefore: Component<{ cable: CableState }>;
  readonly DeviceNotes: Component<{
    book: BookState;
    device: string;
    running: boolean;
    onrelease: (() => void) | null;
  }>;
  readonly cable: CableState;
}

/** The way to serial ports. */
export class LazyCable extends Lazy<CableModule> {
  /** USB cable was pressed. */
  async press(): Promise<void> {
    const { cable } = await this.load();
    await cable.press();
  }
}
