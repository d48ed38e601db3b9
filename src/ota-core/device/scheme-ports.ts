/** What a boot scheme gets from the device around it. */
import { findImage } from '../boot/app-image.ts';
import type { AppImage, SlotId } from '../boot/boot-config.ts';
import type { Flash } from '../flash/flash.ts';
import { openPartition } from '../flash/partition.ts';
import { toHex } from '../primitives/bytes.ts';
import type { DigestPort } from '../primitives/digest.ts';
import type { FirmwareShelf } from '../boot/firmware.ts';
import { namedPartition, slotPartition, type PartitionTable } from './partition-table.ts';

export interface SchemePorts {
  readonly digest: DigestPort;
  readonly shelf: FirmwareShelf;
}

/** Finds the image in a slot by what the shelf knows of it. */
export function verifier(
  flash: Flash,
  table: PartitionTable,
  ports: SchemePorts,
): (slot: SlotId) => AppImage | null {
  return (slot) => {
    const window = openPartition(flash, slotPartition(table, 'app', slot));
    return findImage(window, ports.shelf, ports.digest);
  };
}

/** An image that hangs at its first instruction gets no further; every other one runs its early init. */
export function initializer({ shelf }: SchemePorts): (image: AppImage) => boolean {
  return ({ sha256 }) => {
    const known = shelf.list().find((info) => info.sha256 === toHex(sha256));
    return known !== undefined && known.behaviour !== 'hangs-at-once';
  };
}

/** Opens partitions of a chip by name. */
export const windows =
  (flash: Flash, table: PartitionTable) =>
  (name: string): Flash =>
    openPartition(flash, namedPartition(table, name));
