import type { CellState, PictureCell, SlotRole } from '../contracts/flash-picture.ts';
import type { BlockMap } from './block-map.ts';
import type { LayoutPartition } from './chip-layout.ts';
import type { UpdateTracker } from './update-tracker.ts';

/** What a row of boxes is drawn from. */
export interface RowSource {
  readonly blocks: BlockMap;
  readonly tracker: UpdateTracker;
  /** Bytes behind one box. */
  readonly cellBytes: number;
}

/** The boxes of one partition of a slot with this role. */
export function cellsOf(
  partition: LayoutPartition,
  role: SlotRole,
  source: RowSource,
): readonly PictureCell[] {
  const cells: PictureCell[] = [];
  for (let at = 0; at < partition.size; at += source.cellBytes) {
    const offset = partition.offset + at;
    const length = Math.min(source.cellBytes, partition.size - at);
    const blocks = source.blocks.blocksOf(offset, length);
    cells.push({ offset, length, state: stateOf(blocks, role, source) });
  }
  return cells;
}

/** The most telling thing about several blocks wins: a cut, then the one being written, then the rest. */
function stateOf(
  blocks: readonly number[],
  role: SlotRole,
  { blocks: map, tracker }: RowSource,
): CellState {
  if (tracker.damagedBlock !== null && blocks.includes(tracker.damagedBlock)) return 'damaged';
  if (tracker.writingBlock !== null && blocks.includes(tracker.writingBlock)) return 'writing';
  if (!blocks.some((block) => map.isFilled(block))) return 'erased';
  switch (role) {
    case 'runs':
    case 'way-back':
    case 'starts-next':
      return 'running';
    case 'trial':
    case 'starting':
      return 'new';
    case 'writing':
    case 'half-written':
      return blocks.some((block) => tracker.isFresh(block)) ? 'new' : 'old';
    case 'free':
    case 'will-be-written':
    case 'not-kept':
      return 'old';
    default:
      return role satisfies never;
  }
}
