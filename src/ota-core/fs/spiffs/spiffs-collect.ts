/**
 * Empties a block and erases it. For each index page that is in it or points into it: the pieces are copied, then
 * the index page with their new places, unfinished; finishing it makes two that say the same, deleting the old
 * one leaves the new. The old pieces need no mark: nothing points to them, and the block goes at the end.
 */
import { invariant } from '../../primitives/invariant.ts';
import type { SpiffsFile } from './spiffs-contents.ts';
import { blockOf, entriesOf, FLAG, ID_INDEX, PAGE, type SpiffsLayout } from './spiffs-layout.ts';
import { piecesOf, type SpiffsVolume } from './spiffs-volume.ts';

/** `targets` are blank pages in other blocks, as many as needed. Loses nothing. */
export function collectBlock(
  volume: SpiffsVolume,
  block: number,
  targets: readonly number[],
): void {
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
