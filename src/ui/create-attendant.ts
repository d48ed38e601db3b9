import Attendant from './features/attendant/Attendant.svelte';
import Awake from './features/attendant/Awake.svelte';
import DisplayMore from './features/attendant/DisplayMore.svelte';
import './features/attendant/print.css';
import Keys from './features/keys/Keys.svelte';
import KeepRecord from './features/receipt/KeepRecord.svelte';
import PrintedReceipt from './features/receipt/PrintedReceipt.svelte';
import { withProps } from './parts/with-props.ts';
import { AttendantState } from './state/attendant-state.svelte.ts';
import type { AwakeDeps } from './state/awake.svelte.ts';
import type { AttendantModule } from './state/late-modules.ts';

/** What attends every screen, of several features. */
export function createAttendant(deps: AwakeDeps): AttendantModule {
  const attendant = new AttendantState(deps);
  const own = { attendant };
  return {
    Attendant: withProps(Attendant, own),
    AwakeLine: withProps(Awake, { ...own, as: 'line' as const }),
    AwakeSign: withProps(Awake, { ...own, as: 'sign' as const }),
    DisplayMore: withProps(DisplayMore, own),
    KeepRecord: withProps(KeepRecord, own),
    Keys: withProps(Keys, own),
    PrintedReceipt,
    attendant,
  };
}
