import type { CellState, PictureCell, SlotRole } from '../contracts/flash-picture.ts';
import { isErased } from '../ota-core/flash/flash-areas.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import type { LayoutPartition } from './chip-layout.ts';
import type { ChipOperation } from './operation-log.ts';
import type { UpdateTracker } from './update-tracker.ts';

/** Who wrote a block last. `before`: it was there when watching began. */
export type BlockWriter = 'before' | 'update' | 'boot-loader' | 'firmware';

const WRITERS: readonly BlockWriter[] = ['before', 'update', 'boot-loader', 'firmware'];

/**
 * What is known of each erase block, kept up by the operations themselves: a chip of 4 MiB is read
 * once at the start, and again only where an operation was torn.
 */
export class BlockMap {
  readonly eraseSize: number;
  readonly #flash: Flash;
  readonly #filled: Uint8Array;
  readonly #writer: Uint8Array;
  readonly #wear: Uint32Array;
  readonly #scratch: Uint8Array;

  constructor(flash: Flash) {
    const { size, eraseSize } = flash.geometry;
    const count = size / eraseSize;
    this.#flash = flash;
    this.eraseSize = eraseSize;
    this.#filled = new Uint8Array(count);
    this.#writer = new Uint8Array(count);
    this.#wear = new Uint32Array(count);
    this.#scratch = new Uint8Array(eraseSize);
    for (let block = 0; block < count; block++) this.#look(block);
  }

  apply(operation: ChipOperation, writer: BlockWriter): void {
    const first = this.blockOf(operation.offset);
    const last = this.blockOf(operation.offset + Math.max(operation.length, 1) - 1);
    for (let block = first; block <= last; block++) {
      this.#writer[block] = WRITERS.indexOf(writer);
      if (operation.kind === 'erase') this.#wear[block] = this.wear(block) + 1;
      if (operation.torn === true) this.#look(block);
      else if (operation.kind === 'erase') this.#filled[block] = 0;
      // Programming all ones leaves a block erased; only then is a look worth its time.
      else if (!this.isFilled(block)) this.#look(block);
    }
  }

  /** Says afterwards who wrote these blocks. */
  attribute(blocks: readonly number[], writer: BlockWriter): void {
    for (const block of blocks) this.#writer[block] = WRITERS.indexOf(writer);
  }

  /** The blocks that a stretch of the chip lies in. */
  blocksOf(offset: number, length: number): readonly number[] {
    const first = this.blockOf(offset);
    const count = this.blockOf(offset + length - 1) - first + 1;
    return Array.from({ length: count }, (_, index) => first + index);
  }

  blockOf(offset: number): number {
    return Math.floor(offset / this.eraseSize);
  }

  /** Any bit of it is cleared. */
  isFilled(block: number): boolean {
    return this.#filled[block] === 1;
  }

  /** Erases since watching began. */
  wear(block: number): number {
    return this.#wear[block] ?? 0;
  }

  lastWriter(block: number): BlockWriter {
    return WRITERS[this.#writer[block] ?? 0] ?? 'before';
  }

  #look(block: number): void {
    this.#flash.read(block * this.eraseSize, this.#scratch);
    this.#filled[block] = isErased(this.#scratch) ? 0 : 1;
  }
}

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
