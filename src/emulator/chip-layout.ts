/** What the picture of a chip needs of a profile: where things lie, and how people name the slots. */

export interface LayoutPartition {
  readonly name: string;
  /** Chip address, a multiple of the erase block. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

export interface LayoutSlot {
  readonly id: number;
  /** `A`, `B` … as the screen says it. */
  readonly label: string;
  readonly app: LayoutPartition;
  readonly fs: LayoutPartition | null;
}

export interface ChipLayout {
  /** Bytes. */
  readonly sizeBytes: number;
  /** Bytes. */
  readonly eraseSize: number;
  /** In the order of their addresses; places without a name are left out. */
  readonly partitions: readonly LayoutPartition[];
  readonly slots: readonly LayoutSlot[];
}

/** More boxes than these do not fit beside each other on a phone (design of the flash picture). */
const MOST_CELLS = 32;

/** Bytes behind one box: the erase block, doubled until a slot has at most 32 boxes. */
export function cellBytesOf(layout: ChipLayout): number {
  let bytes = layout.eraseSize;
  const boxes = (slot: LayoutSlot) =>
    Math.ceil(slot.app.size / bytes) + Math.ceil((slot.fs?.size ?? 0) / bytes);
  while (layout.slots.some((slot) => boxes(slot) > MOST_CELLS)) bytes *= 2;
  return bytes;
}

/** The partition an address lies in. */
export function layoutPartitionAt(layout: ChipLayout, offset: number): LayoutPartition | null {
  return layout.partitions.find((p) => offset >= p.offset && offset < p.offset + p.size) ?? null;
}

/** The slot an address lies in. */
export function slotAt(layout: ChipLayout, offset: number): LayoutSlot | null {
  const inside = (p: LayoutPartition | null) =>
    p !== null && offset >= p.offset && offset < p.offset + p.size;
  return layout.slots.find((slot) => inside(slot.app) || inside(slot.fs)) ?? null;
}
