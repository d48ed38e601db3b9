import type { Component } from 'svelte';
import type { AttendantState } from './attendant-state.svelte.ts';

type Part = Component<{ attendant: AttendantState }>;

/** Keys, paper, the light of the screen: fetched after the first screen is there. */
export interface AttendantModule {
  readonly Attendant: Part;
  readonly AwakeLine: Part;
  readonly AwakeSign: Part;
  readonly DisplayMore: Part;
  readonly KeepRecord: Part;
  readonly attendant: AttendantState;
}
