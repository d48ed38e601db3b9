/** Windows on a chip: partitions, and areas that must not change now. */
import { geometryOfWindow } from './erase-blocks.ts';
import { FlashFault, type Flash } from './flash.ts';

/** Bytes from the start of the flash it lies on. */
export interface FlashArea {
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A window that is itself a Flash: offset 0 is the start of the area. Faults carry offsets of the window. */
export function openPartition(flash: Flash, area: FlashArea): Flash {
  const requireInside = (offset: number, length: number): void => {
    const inside = Number.isSafeInteger(offset) && offset >= 0;
    if (!inside || offset + length > area.sizeBytes) throw new FlashFault('out-of-bounds', offset);
  };
  return {
    geometry: geometryOfWindow(flash.geometry, area.offset, area.sizeBytes),
    read(offset, into) {
      requireInside(offset, into.length);
      flash.read(area.offset + offset, into);
    },
    program(offset, bytes) {
      requireInside(offset, bytes.length);
      flash.program(area.offset + offset, bytes);
    },
    erase(offset, length) {
      requireInside(offset, length);
      flash.erase(area.offset + offset, length);
    },
  };
}

/**
 * The same flash, but a program or erase that touches one of `areas` throws FlashFault `protected` and
 * changes nothing. Without `areas` all of it is protected.
 */
export function protectFlash(flash: Flash, areas?: readonly FlashArea[]): Flash {
  const guarded = areas ?? [{ offset: 0, sizeBytes: flash.geometry.size }];
  const requireFree = (offset: number, length: number): void => {
    const hit = guarded.some(
      (area) => offset < area.offset + area.sizeBytes && offset + length > area.offset,
    );
    if (hit) throw new FlashFault('protected', offset);
  };
  return {
    geometry: flash.geometry,
    read: (offset, into) => flash.read(offset, into),
    program(offset, bytes) {
      requireFree(offset, bytes.length);
      flash.program(offset, bytes);
    },
    erase(offset, length) {
      requireFree(offset, length);
      flash.erase(offset, length);
    },
  };
}
