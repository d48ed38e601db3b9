import type { Partition, PartitionTable } from '../../../../src/ota-core/device/profile.ts';

/** Which partition an offset of the chip lies in; null between them. */
export function partitionAt(table: PartitionTable, offset: number): Partition | null {
  const inside = ({ offset: start, sizeBytes }: Partition): boolean =>
    offset >= start && offset < start + sizeBytes;
  return table.find(inside) ?? null;
}
