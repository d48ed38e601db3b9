import { outside } from '../messages/outside-text.ts';
import { receiptWords } from '../messages/receipt-words.ts';
import type { UpdateResult } from '../update/events.ts';

export interface ResultNames {
  /** As a sentence takes it. */
  readonly device: string;
  /** What the new firmware is called. */
  readonly to: string;
}

/** What a device runs after an update, by its last answer, as the first sentence of a receipt and of a report. */
export function resultHeadline(result: UpdateResult, { device, to }: ResultNames): string {
  const { headline } = receiptWords;
  switch (result.result) {
    case 'committed':
      return headline.committed(device, to);
    case 'uncommitted':
      return headline.uncommitted(device, to);
    case 'reverted':
      return headline.reverted(device, outside(result.running.version));
    case 'other':
      return headline.other(
        device,
        outside(result.running.version),
        outside(result.running.buildId),
      );
    case 'unknown':
      return headline.unknown(device);
    case 'cancelled':
    case 'failed':
    case 'refused':
      return headline.untouched(device);
  }
}
