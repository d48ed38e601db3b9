/**
 * Free pages for what is to be written, made by erasing blocks. Nothing is written before it is certain that the
 * pages are there: `full` changes no file. Blocks in which everything is deleted go first; then the one that
 * gives most for the pages it costs to move out what counts; among equals the one that was erased longest ago.
 */
import { FilesystemError } from '../filesystem.ts';
import { collectBlock } from './spiffs-collect.ts';
import { blockOf } from './spiffs-layout.ts';
import { piecesOf, usedPages, type SpiffsVolume } from './spiffs-volume.ts';

/** Blocks that SPIFFS keeps for collecting (`SPIFFS_info`, `spiffs_gc_check`): files never fill them. */
export const SPARE_BLOCKS = 2;

/** `count` blank pages of a tidy volume. Throws FilesystemError `full`. */
export function makeRoom(volume: SpiffsVolume, count: number): readonly number[] {
  const { blocks, entriesPerBlock } = volume.pages.layout;
  const left = (blocks - SPARE_BLOCKS) * entriesPerBlock - usedPages(volume);
  if (count > left) throw full(count, left);
  for (;;) {
    const uses = blockUses(volume);
    const free = uses.reduce((sum, use) => sum + use.free, 0);
    // A block's worth stays free: the next collection moves into it.
    if (free >= count + entriesPerBlock) return freePages(volume, uses).slice(0, count);
    const victim = chooseVictim(uses, free);
    if (victim === null) throw full(count, free - entriesPerBlock);
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

function full(wanted: number, left: number): FilesystemError {
  return new FilesystemError('full', `${wanted} pages wanted, ${Math.max(0, left)} left`);
}
