import type { Component } from 'svelte';
import type { ChipWatch } from '../../../state/chip-watch.svelte.ts';
import type { ScreenView } from '../../../state/screen-view.ts';

/** The picture beside an update, and what it watches. */
export interface FlashModule {
  readonly FlashPanel: Component<{ view: ScreenView; late: boolean; chip: ChipWatch }>;
  readonly chip: ChipWatch;
}
