import { FlashFault } from '../flash/flash.ts';

/**
 * Does what writes boot state; false if the flash does not keep it. A block at the end of its life must not end the
 * boot loader: what it cannot note down it does without, and the record that counted before still does. Every other
 * fault is a bug and passes through.
 */
export function isStored(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof FlashFault && error.kind === 'not-stored') return false;
    throw error;
  }
}
