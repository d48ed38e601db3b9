/**
 * Puts right what a cut left, before the first change after a mount. The order keeps the answer of
 * spiffs-contents.ts the same, however often the supply goes away meanwhile:
 *
 * 1. The block whose erase was cut off is erased: nothing in it counts.
 * 2. The headers that lost are condemned. A dying header that decided it is still there.
 * 3. Whatever no file needs is deleted, in any order: what a winner needs is not among it. A block that was about
 *    to be erased and got no further than the first bytes holds nothing else: it is erased.
 */
import type { SpiffsPages } from './spiffs-pages.ts';
import { pagesOf, type SpiffsVolume } from './spiffs-volume.ts';

/** Afterwards every page is free and blank, deleted, or needed by a file. Loses nothing. */
export function tidyVolume(volume: SpiffsVolume): void {
  const { pages } = volume;
  if (pages.spentBlock !== null) pages.erase(pages.spentBlock);
  for (const header of volume.losers) pages.condemn(header);
  const needed = new Set([...volume.files.values()].flatMap(pagesOf));
  for (let block = 0; block < pages.layout.blocks; block += 1)
    if (pages.isMarred(block) && !pages.inBlock(block).some((page) => needed.has(page)))
      pages.erase(block);
    else pages.discard(leftovers(pages, needed, block));
}

function leftovers(
  pages: SpiffsPages,
  needed: ReadonlySet<number>,
  block: number,
): readonly number[] {
  const inBlock = pages.inBlock(block);
  const lastWritten = inBlock.map((page) => pages.kindOf(page) !== 'free').lastIndexOf(true);
  return inBlock.filter((page, entry) => {
    const kind = pages.kindOf(page);
    // SPIFFS copies a page before it writes the lookup (`spiffs_page_move`), and takes what follows a free page
    // for free (`spiffs_gc_find_candidate`).
    if (kind === 'free') return entry < lastWritten || !pages.isBlank(page);
    return kind !== 'gone' && !needed.has(page);
  });
}
