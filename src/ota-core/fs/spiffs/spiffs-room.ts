/**
 * Free pages for what is to be written, made by erasing blocks. Nothing is written before it is certain that the
 * pages are there: `full` changes no file. Blocks in which everything is deleted go first; then the one that
 * gives most for the pages it costs to move out what counts; among equals the one that was erased longest ago.
 */
import { invariant } from '../../primitives/invariant.ts';
import { piecesOf, usedPages, type SpiffsVolume } from './spiffs-contents.ts';
import type { SpiffsFile } from './spiffs-contents.ts';
import { noPages } from './stock-pages.ts';
import { blockOf, entriesOf, FLAG, ID_INDEX, PAGE, type SpiffsLayout } from './spiffs-layout.ts';

/** Blocks that SPIFFS keeps for collecting (`SPIFFS_info`, `spiffs_gc_check`): files never fill them. */
export const SPARE_BLOCKS = 2;

/** `count` blank pages of a tidy volume. Throws FilesystemError `full`. */
export function makeRoom(volume: SpiffsVolume, count: number): readonly number[] {
  const { blocks, entriesPerBlock } = volume.pages.layout;
  const left = (blocks - SPARE_BLOCKS) * entriesPerBlock - usedPages(volume);
  if (count > left) throw noPages();
  for (;;) {
    const uses = blockUses(volume);
    const free = uses.reduce((sum, use) => sum + use.free, 0);
    // A block's worth stays free: the next collection moves into it.
    if (free >= count + entriesPerBlock) return freePages(volume, uses).slice(0, count);
    const victim = chooseVictim(uses, free);
    if (victim === null) throw noPages();
    const others = uses.filter((use) => use !== victim);
    collectBlock(volume, victim.block, freePages(volume, others).slice(0, victim.cost));
  }
}

interface BlockUse {
  readonly block: number;
  readonly eraseCount: number;
  readonly free: number;
  /** Pages gained by collecting it: every collection brings fewer deleted pages, so collecting ends. */
  readonly gain: number;
  /** Pages in other blocks that collecting it takes. */
  readonly cost: number;
}

function blockUses(volume: SpiffsVolume): readonly BlockUse[] {
  const { pages } = volume;
  const rewrites = indexRewrites(volume);
  return Array.from({ length: pages.layout.blocks }, (_, block) => {
    const kinds = pages.inBlock(block).map((page) => pages.kindOf(page));
    const free = kinds.filter((kind) => kind === 'free').length;
    const gone = kinds.filter((kind) => kind === 'gone').length;
    const extra = rewrites[block] ?? 0;
    return {
      block,
      eraseCount: pages.eraseCountOf(block),
      free,
      gain: gone - extra,
      cost: kinds.length - free - gone + extra,
    };
  });
}

/** Per block: index pages in other blocks that point into it. */
function indexRewrites({ pages, files }: SpiffsVolume): readonly number[] {
  const { layout } = pages;
  const rewrites = Array.from({ length: layout.blocks }, () => 0);
  for (const file of files.values())
    file.indexPages.forEach((index, span) => {
      const pieces = piecesOf(layout, file, span);
      const blocks = new Set(pieces.map((page) => blockOf(layout, page)));
      blocks.delete(blockOf(layout, index));
      for (const block of blocks) rewrites[block] = (rewrites[block] ?? 0) + 1;
    });
  return rewrites;
}

function chooseVictim(uses: readonly BlockUse[], free: number): BlockUse | null {
  const worth = uses.filter((use) => use.gain > 0 && use.cost <= free - use.free);
  const better = (a: BlockUse, b: BlockUse): number =>
    Number(b.cost === 0) - Number(a.cost === 0) || b.gain - a.gain || a.eraseCount - b.eraseCount;
  return [...worth].sort(better)[0] ?? null;
}

/** Those of blocks already begun, then the blocks erased longest ago; in order within a block, as SPIFFS fills it. */
function freePages({ pages }: SpiffsVolume, uses: readonly BlockUse[]): readonly number[] {
  const isWhole = (use: BlockUse): boolean => use.free === pages.layout.entriesPerBlock;
  const order = [...uses].sort(
    (a, b) => Number(isWhole(a)) - Number(isWhole(b)) || a.eraseCount - b.eraseCount,
  );
  return order.flatMap(({ block }) =>
    pages.inBlock(block).filter((page) => pages.kindOf(page) === 'free'),
  );
}

/**
 * Empties a block and erases it. For each index page that is in it or points into it: the pieces are copied, then
 * the index page with their new places, unfinished; finishing it makes two that say the same, deleting the old
 * one leaves the new. The old pieces need no mark: nothing points to them, and the block goes at the end.
 */

/** `targets` are blank pages in other blocks, as many as needed. Loses nothing. */
function collectBlock(volume: SpiffsVolume, block: number, targets: readonly number[]): void {
  const supply = targets.values();
  for (const file of [...volume.files.values()])
    for (let span = 0; span < file.indexPages.length; span += 1)
      moveOut(volume, { name: file.name, span, block }, supply);
  volume.pages.erase(block);
}

interface Move {
  readonly page: number;
  readonly target: number;
}

function moveOut(
  { pages, files }: SpiffsVolume,
  { name, span, block }: { readonly name: string; readonly span: number; readonly block: number },
  supply: Iterator<number>,
): void {
  const { layout } = pages;
  const file = files.get(name);
  const index = file?.indexPages[span];
  if (file === undefined || index === undefined) return;
  const isInside = (page: number): boolean => blockOf(layout, page) === block;
  const pieces = piecesOf(layout, file, span).filter(isInside);
  if (pieces.length === 0 && !isInside(index)) return;
  const moves = pieces.map((page): Move => ({ page, target: take(supply) }));
  const target = take(supply);
  pages.claim([
    ...moves.map((move) => ({ page: move.target, lookup: file.id })),
    { page: target, lookup: file.id | ID_INDEX },
  ]);
  for (const move of moves) pages.write(move.target, pages.read(move.page));
  const moved = withMoves(file, { index, target, moves });
  pages.write(target, pointedAnew(layout, pages.read(index), { file: moved, span }));
  pages.finish(target);
  pages.discard([index]);
  files.set(name, moved);
}

function withMoves(
  file: SpiffsFile,
  { index, target, moves }: { index: number; target: number; moves: readonly Move[] },
): SpiffsFile {
  const targets = new Map(moves.map((move) => [move.page, move.target]));
  return {
    ...file,
    indexPages: file.indexPages.map((page) => (page === index ? target : page)),
    dataPages: file.dataPages.map((page) => targets.get(page) ?? page),
  };
}

/** An index page with the places of the file's pieces as they are now, not finished. Changes `bytes`. */
function pointedAnew(
  layout: SpiffsLayout,
  bytes: Uint8Array,
  { file, span }: { readonly file: SpiffsFile; readonly span: number },
): Uint8Array {
  const table = new DataView(bytes.buffer, entriesOf(layout, span).at);
  piecesOf(layout, file, span).forEach((page, entry) => table.setUint16(2 * entry, page, true));
  bytes[PAGE.flags] = (bytes[PAGE.flags] ?? 0) | FLAG.final;
  return bytes;
}

function take(supply: Iterator<number>): number {
  const next = supply.next();
  invariant(next.done !== true, 'a collection was given too few pages');
  return next.value;
}
