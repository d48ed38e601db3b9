/** Every moment of a run at which a power cut could fall, and the chip as a cut leaves it. */
import { FaultPlan, type PlannedCut } from './fault-plan.ts';
import { eraseBlocksOf, isErasedIn } from './flash-areas.ts';
import { FlashFault, PowerCut, type Flash } from './flash.ts';
import type { NorFlash } from './nor-flash.ts';

/** One operation that is about to be done, erases by block. */
export type PlannedOperation =
  | { readonly kind: 'program'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'erase'; readonly offset: number; readonly length: number };

/**
 * Passes everything on to the chip and tells of each operation just before it is done. Numbers the
 * operations as FaultPlan does, so that a moment can be reached again from scratch.
 */
export function recordingFlash(
  chip: NorFlash,
  onOperation: (operation: PlannedOperation, index: number) => void,
): Flash {
  let index = 0;
  return {
    geometry: chip.geometry,
    read: (offset, into) => chip.read(offset, into),
    program(offset, bytes) {
      const number = index++;
      if (!isRefused(chip, offset, bytes))
        onOperation({ kind: 'program', offset, bytes: bytes.slice() }, number); // kept beyond the call
      chip.program(offset, bytes);
    },
    erase(offset, length) {
      for (const block of eraseBlocksOf(chip.geometry, offset, length)) {
        onOperation({ kind: 'erase', ...block }, index++);
        chip.erase(block.offset, block.length);
      }
    },
  };
}

/** Cells that were programmed before: nothing happens to the chip, so no cut can fall into it. */
function isRefused(chip: NorFlash, offset: number, bytes: Uint8Array): boolean {
  try {
    chip.fork().program(offset, bytes);
    return false;
  } catch (error) {
    if (error instanceof FlashFault) return true;
    throw error;
  }
}

/** The chip as the cut leaves it: `before` stays as it is. */
export function chipAfterCut(
  before: NorFlash,
  operation: PlannedOperation,
  torn: Pick<PlannedCut, 'variant' | 'seed'>,
): NorFlash {
  const chip = before.fork();
  if (torn.variant === 'clean' || isEraseOfNothing(chip, operation)) return chip;
  const plan = new FaultPlan(chip, { ...torn, operation: 0 });
  try {
    if (operation.kind === 'program') plan.program(operation.offset, operation.bytes);
    else plan.erase(operation.offset, operation.length);
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
  return chip;
}

/** However far it got, an erase of erased cells changes none: most of a slot is that, and need not be torn. */
function isEraseOfNothing(chip: NorFlash, operation: PlannedOperation): boolean {
  return operation.kind === 'erase' && isErasedIn(chip, operation.offset, operation.length);
}
