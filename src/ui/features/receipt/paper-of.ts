import { appBuild } from '../../state/app-build.ts';
import type { ChoiceState } from '../../state/choice-state.svelte.ts';
import type { FinishedRun } from '../../state/run-view.ts';
import { receiptPaper } from './receipt-paper.ts';
import type { ReceiptPaper } from './receipt-paper.ts';

/** The receipt of this update, as long as its file, device and way are chosen. */
export function paperOf(
  finished: FinishedRun,
  { firmware, report, allowed }: Pick<ChoiceState, 'firmware' | 'report' | 'allowed'>,
  { place = null }: { readonly place?: string | null } = {},
): ReceiptPaper {
  const bundle = firmware.kind === 'sound' ? firmware.bundle : null;
  const info = report?.info ?? finished.run.after?.info ?? null;
  return receiptPaper({ finished, bundle, info, place, allowed, appBuild }, report);
}
