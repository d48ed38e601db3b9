import type { Component } from 'svelte';

/** The practice device's own screen, with its state. */
export interface EmulatorModule {
  readonly EmulatorScreen: Component;
}
