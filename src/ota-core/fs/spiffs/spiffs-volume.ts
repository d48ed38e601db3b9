/** A mounted SPIFFS in memory: its pages and its files, kept in step by whoever changes either. */
import { readContents, type SpiffsFile } from './spiffs-contents.ts';
import { entriesOf, type SpiffsLayout } from './spiffs-layout.ts';
import type { SpiffsPages } from './spiffs-pages.ts';

export interface SpiffsVolume {
  readonly pages: SpiffsPages;
  readonly files: Map<string, SpiffsFile>;
  /** Headers to be condemned before anything else changes; empty once the volume is tidy. */
  readonly losers: readonly number[];
}

/** Only reads. Throws FilesystemError `corrupt`. */
export function mountVolume(pages: SpiffsPages): SpiffsVolume {
  const { files, losers } = readContents(pages);
  return { pages, files: new Map(files), losers };
}

export function pagesOf(file: SpiffsFile): readonly number[] {
  return [...file.dataPages, ...file.indexPages];
}

/** Pages that files need. */
export function usedPages(volume: SpiffsVolume): number {
  return [...volume.files.values()].reduce(
    (sum, { indexPages, dataPages }) => sum + indexPages.length + dataPages.length,
    0,
  );
}

/** Data pages that the index page of a span points to. */
export function piecesOf(layout: SpiffsLayout, file: SpiffsFile, span: number): readonly number[] {
  const { first, count } = entriesOf(layout, span);
  return file.dataPages.slice(first, first + count);
}
