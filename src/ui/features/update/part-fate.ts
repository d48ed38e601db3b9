import { screenWords } from '../../../messages/screen-words.ts';
import type { PartReport } from '../../../workers/api.ts';
import { isWritten } from '../../state/written-parts.ts';

const words = screenWords.parts;

/** What happens to a part in an update of a device that runs from this slot; null = no device tells. */
export function fateOf(
  part: Pick<PartReport, 'installed' | 'slotPart' | 'onlySlot'>,
  fromSlot: number | null,
): string {
  if (!isWritten(part, fromSlot)) return words.other;
  if (part.slotPart === null) return words.outside;
  return part.onlySlot === null || fromSlot !== null
    ? words.installed
    : words.ofSlot(part.onlySlot);
}
