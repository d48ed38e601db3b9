import type AttendantComponent from './Attendant.svelte';
import type AwakeLineComponent from './AwakeLine.svelte';
import type AwakeSignComponent from './AwakeSign.svelte';
import type DisplayMoreComponent from './DisplayMore.svelte';
import type KeepRecordComponent from '../receipt/KeepRecord.svelte';
import type { AttendantState } from './attendant-state.svelte.ts';
import type { AwakeDeps } from '../../state/awake.svelte.ts';
import { whenIdle } from '../../state/when-idle.ts';

/** Parts and state: fetched at the first call, the same ever after. */
export type OpenAttendant = () => Promise<{
  readonly Attendant: typeof AttendantComponent;
  readonly AwakeLine: typeof AwakeLineComponent;
  readonly AwakeSign: typeof AwakeSignComponent;
  readonly DisplayMore: typeof DisplayMoreComponent;
  readonly KeepRecord: typeof KeepRecordComponent;
  readonly attendant: AttendantState;
}>;

/** Keeps what nobody needs to see the first screen out of what every visit has to load first. */
export function createOpenAttendant(deps: AwakeDeps): OpenAttendant {
  let opened: ReturnType<OpenAttendant> | null = null;
  const open: OpenAttendant = async () => {
    await whenIdle();
    const { AttendantState, ...parts } = await import('./attendant.ts');
    return { ...parts, attendant: new AttendantState(deps) };
  };
  return () => (opened ??= open());
}
