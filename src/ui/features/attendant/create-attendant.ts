import type { AwakeDeps } from '../../state/awake.svelte.ts';
import KeepRecord from '../receipt/KeepRecord.svelte';
import type { AttendantModule } from './attendant-module.ts';
import { AttendantState } from './attendant-state.svelte.ts';
import Attendant from './Attendant.svelte';
import AwakeLine from './AwakeLine.svelte';
import AwakeSign from './AwakeSign.svelte';
import DisplayMore from './DisplayMore.svelte';
import './print.css';

export function createAttendant(deps: AwakeDeps): AttendantModule {
  const attendant = new AttendantState(deps);
  return { Attendant, AwakeLine, AwakeSign, DisplayMore, KeepRecord, attendant };
}
