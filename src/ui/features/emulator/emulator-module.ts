import type { Component } from 'svelte';
import type { EmulatorBench } from '../../state/emulator.svelte.ts';

/** The practice device's own screen and its state. */
export interface EmulatorModule {
  readonly EmulatorScreen: Component<{ bench: EmulatorBench }>;
  readonly bench: EmulatorBench;
}
