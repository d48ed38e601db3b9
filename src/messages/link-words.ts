/** The link panel: what bounds the speed, in words, with the measured numbers and what would help. */
import type { LinkBound, LinkReport } from '../contracts/link-log.ts';
import english from './en/link.ts';
import { linkNames } from './link-names.ts';
import { texts } from './locale.ts';

export const linkWords = texts('link', english);

/** `393 ms`; below 10 with one decimal. */
export const milliseconds = (ms: number): string => linkWords.milliseconds(ms);

/** `USB, 115,200 baud, 8N1`. */
export function linkSource({ kind, baudRate, pieceBytes }: LinkReport['link']): string {
  const { name } = linkNames(kind);
  if (pieceBytes !== undefined) return linkWords.source.pieces(name, pieceBytes);
  return baudRate === null ? name : linkWords.source.line(name, baudRate);
}

export interface BoundWords {
  readonly limit: string;
  readonly numbers: string;
  readonly help: string;
}

type BoundWriter = (bound: LinkBound, bytesPerSecond: number | null) => BoundWords;

/** One of the bounds of screens.md#what-bounds-a-link, the numbers behind it, and what would help. */
export function boundWords(bound: LinkBound, bytesPerSecond: number | null): BoundWords {
  // each cause has a writer for its own facts; TypeScript cannot see it through an index
  const write = linkWords.bounds[bound.cause] as BoundWriter;
  return write(bound, bytesPerSecond);
}
