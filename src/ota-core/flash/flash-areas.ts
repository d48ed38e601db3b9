/**
 * Stretches of a chip: which blocks an erase takes, on chips whose blocks are all alike and on those whose blocks are
 * not; windows, which are partitions; areas that must not change now.
 */
import { FlashFault, type FlashGeometry, type BlockRun, type Flash } from './flash.ts';

export interface EraseBlock {
  readonly offset: number;
  readonly length: number;
}

/**
 * The blocks that an erase of this stretch takes, in order of their addresses. Throws FlashFault
 * `misaligned` where the stretch begins or ends inside a block.
 */
export function eraseBlocksOf(
  geometry: FlashGeometry,
  offset: number,
  length: number,
): readonly EraseBlock[] {
  const end = offset + length;
  const inside = blocksOf(geometry, offset, end).filter(
    (block) => block.offset + block.length > offset && block.offset < end,
  );
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (first.offset !== offset || last.offset + last.length !== end)
    throw new FlashFault('misaligned', offset);
  return inside;
}

/** The shortest stretch from offset 0 that holds `length` bytes and ends with a block. */
export function eraseSpan(geometry: FlashGeometry, length: number): number {
  const block = blocksOf(geometry, 0, length).find(
    ({ offset, length: of }) => offset + of >= length,
  );
  return length === 0 || block === undefined ? length : block.offset + block.length;
}

/** The geometry of a window: uniform where all its blocks are. The window begins and ends with a block. */
function geometryOfWindow(
  geometry: FlashGeometry,
  offset: number,
  sizeBytes: number,
): FlashGeometry {
  const { programSize, wordOnce } = geometry;
  const common = { size: sizeBytes, programSize, wordOnce };
  if (geometry.runs === undefined) return { ...common, eraseSize: geometry.eraseSize };
  const runs: BlockRun[] = [];
  for (const { length } of eraseBlocksOf(geometry, offset, sizeBytes)) {
    const last = runs.at(-1);
    if (last?.sizeBytes === length) runs[runs.length - 1] = { ...last, count: last.count + 1 };
    else runs.push({ sizeBytes: length, count: 1 });
  }
  const [first] = runs;
  return runs.length === 1 && first !== undefined
    ? { ...common, eraseSize: first.sizeBytes }
    : { ...common, eraseSize: geometry.eraseSize, runs };
}

/** All blocks of a chip with runs; of a uniform one only those around the stretch. */
function blocksOf(geometry: FlashGeometry, from: number, to: number): readonly EraseBlock[] {
  const { eraseSize, runs } = geometry;
  const blocks: EraseBlock[] = [];
  if (runs === undefined) {
    for (let at = from - (from % eraseSize); at < to; at += eraseSize)
      blocks.push({ offset: at, length: eraseSize });
    return blocks;
  }
  let offset = 0;
  for (const { sizeBytes, count } of runs)
    for (let block = 0; block < count && offset < to; block += 1, offset += sizeBytes)
      if (offset + sizeBytes > from) blocks.push({ offset, length: sizeBytes });
  return blocks;
}

const PIECE_BYTES = 4096;

/** All ones, as an erase leaves cells. A loop, not a call for each byte: this is most of what mounting costs. */
export function isErased(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0xff) return false;
  return true;
}

/** The same of a stretch of flash; reads no further than the first piece that is not. */
export function isErasedIn(flash: Pick<Flash, 'read'>, offset: number, length: number): boolean {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, length));
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const cells = piece.subarray(0, Math.min(PIECE_BYTES, length - at));
    flash.read(offset + at, cells);
    if (!isErased(cells)) return false;
  }
  return true;
}

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
