import type { PartReport } from '../../workers/api.ts';
import { screenWords } from '../../messages/screen-words.ts';

/**
 * Is it installed by an update of a device that runs from this slot? A part that is for one slot is left out where
 * that is the one that runs. null: the device does not tell, so any may be.
 */
export const isWritten = (
  { installed, onlySlot }: Pick<PartReport, 'installed' | 'onlySlot'>,
  fromSlot: number | null,
): boolean => installed && (onlySlot === null || onlySlot !== fromSlot);

/** What happens to a part in an update of a device that runs from this slot; null = no device tells. */
export function fateOf(
  part: Pick<PartReport, 'installed' | 'slotPart' | 'onlySlot'>,
  fromSlot: number | null,
): string {
  const words = screenWords.parts;
  if (!isWritten(part, fromSlot)) return words.other;
  if (part.slotPart === null) return words.outside;
  return part.onlySlot === null || fromSlot !== null
    ? words.installed
    : words.ofSlot(part.onlySlot);
}
