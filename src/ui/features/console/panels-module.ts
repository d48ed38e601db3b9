import type { Component } from 'svelte';
import type { HandCall } from '../../state/hand-call.svelte.ts';
import type { LinkWatch } from '../../state/link-watch.svelte.ts';

/** The console and the link panel, and what they watch. */
export interface PanelsModule {
  readonly Panels: Component<{ watch: LinkWatch; call: HandCall }>;
  readonly watch: LinkWatch;
  readonly call: HandCall;
}
