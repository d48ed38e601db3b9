import type { PartReport } from '../../workers/api.ts';

/**
 * Is it installed by an update of a device that runs from this slot? A part that is for one slot is left out where
 * that is the one that runs. null: the device does not tell, so any may be.
 */
export const isWritten = (
  { installed, onlySlot }: Pick<PartReport, 'installed' | 'onlySlot'>,
  fromSlot: number | null,
): boolean => installed && (onlySlot === null || onlySlot !== fromSlot);
