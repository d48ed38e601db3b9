import type { CellState, PictureCell, PartitionRow } from '../../../../contracts/flash-picture.ts';
import { PLACE_WORDS } from '../../../../messages/flash-words.ts';
import type { PartReport } from '../../../../workers/api.ts';

/** What is known of a slot's content without looking into the chip. */
export type Fill =
  | { readonly kind: 'not-reported'; readonly fsBytes: number | null }
  /** The parts of the file lie there, as far as the device confirmed them. */
  | {
      readonly kind: 'parts';
      readonly parts: readonly PartReport[];
      readonly confirmedBytes: number;
      /** How a confirmed box looks. */
      readonly looks: CellState;
      /** More is on its way into it. */
      readonly writing: boolean;
    };

/** More boxes than these are too narrow beside each other in a column of a phone. */
const MOST_BOXES = 28;
const SMALLEST_BOX = 4 * 1024;

interface Placed extends PartReport {
  readonly dataOffset: number;
  readonly slotPart: 'app' | 'fs';
}

/** Does it go into this slot? */
const isPlacedIn =
  (slot: number) =>
  (part: PartReport): part is Placed =>
    part.slotPart !== null &&
    part.dataOffset !== null &&
    (part.onlySlot === null || part.onlySlot === slot);

/** What an update writes into this slot, application first, whatever order the file has. */
const placedParts = (parts: readonly PartReport[], slot: number): readonly Placed[] =>
  parts
    .filter(isPlacedIn(slot))
    .sort((a, b) => Number(a.slotPart === 'fs') - Number(b.slotPart === 'fs'));

/** Bytes behind one box: doubled until the parts of a file fit beside each other in this slot. */
export function boxBytesOf(parts: readonly PartReport[], slot: number): number {
  const sizes = placedParts(parts, slot).map((part) => part.sizeBytes);
  let bytes = SMALLEST_BOX;
  const boxes = (): number => sizes.reduce((sum, size) => sum + Math.ceil(size / bytes), 0);
  while (boxes() > MOST_BOXES) bytes *= 2;
  return bytes;
}

/** The boxes of one slot. A device tells no sizes: parts are as large as the file says, the rest is one dashed box. */
export function rowsOf(
  fill: Fill,
  { slot, boxBytes }: { readonly slot: number; readonly boxBytes: number },
): readonly PartitionRow[] {
  if (fill.kind === 'not-reported')
    return [dashed('app', PLACE_WORDS.app, null), dashed('fs', PLACE_WORDS.fs, fill.fsBytes)];
  return placedParts(fill.parts, slot).map((part) => ({
    partition: PLACE_WORDS[part.slotPart],
    kind: part.slotPart,
    sizeBytes: null,
    cells: boxesOf(part, fill, boxBytes),
  }));
}

const dashed = (
  kind: PartitionRow['kind'],
  partition: string,
  sizeBytes: number | null,
): PartitionRow => ({
  partition,
  kind,
  sizeBytes,
  cells: [{ state: 'unknown', offset: 0, length: 0 }],
});

function boxesOf(
  part: Placed,
  fill: Extract<Fill, { kind: 'parts' }>,
  boxBytes: number,
): readonly PictureCell[] {
  const confirmed = fill.confirmedBytes - part.dataOffset;
  return Array.from({ length: Math.ceil(part.sizeBytes / boxBytes) }, (_, index): PictureCell => {
    const offset = index * boxBytes;
    const end = Math.min(part.sizeBytes, offset + boxBytes);
    const box = { offset, length: end - offset };
    if (end <= confirmed) return { ...box, state: fill.looks };
    const isHere = offset <= confirmed && fill.confirmedBytes > 0;
    if (isHere && fill.writing) return { ...box, state: 'writing' };
    return { ...box, state: offset < confirmed ? fill.looks : 'unknown' };
  });
}
