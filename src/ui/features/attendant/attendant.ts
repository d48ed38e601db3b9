/** What open-attendant.ts fetches in one piece. */
import './print.css';

export { default as Attendant } from './Attendant.svelte';
export { default as AwakeLine } from './AwakeLine.svelte';
export { default as AwakeSign } from './AwakeSign.svelte';
export { default as DisplayMore } from './DisplayMore.svelte';
export { default as KeepRecord } from '../receipt/KeepRecord.svelte';
export { AttendantState } from './attendant-state.svelte.ts';
