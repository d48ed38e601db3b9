/** The panels beside an update: the console and the link. */
import { DEVICE_GONE } from '../contracts/link.ts';
import type { Carried, LinkLine, LinkBound, LinkReport } from '../contracts/link-log.ts';
import english from './en/panels.ts';
import { linkNames } from './failures.ts';
import { texts } from './locale.ts';
import { MOST_LINE, outside, terminalText } from './outside-text.ts';

/** The console: its controls, and each line of the record as it is read. */
export const consoleWords = texts('console', english.console);

/** A piece of a line; `quiet` = less important. */
export interface Piece {
  readonly text: string;
  readonly quiet?: boolean;
}

export interface LineWords {
  /** The device's own log, or what this page did. */
  readonly column: 'log' | 'frames';
  readonly direction: 'out' | 'in' | null;
  readonly pieces: readonly Piece[];
  /** It explains a delay. */
  readonly amber: boolean;
}

export function lineWords(line: LinkLine): LineWords {
  const words = consoleWords.line;
  switch (line.kind) {
    case 'log':
      return {
        column: 'log',
        direction: null,
        pieces: [{ text: outside(line.text, MOST_LINE) }],
        amber: line.delays,
      };
    case 'sent': {
      const again = line.isAgain ? [{ text: words.again }] : [];
      const pieces = [
        { text: outside(line.method) },
        ...idOf(line.id),
        ...carried(line.carries),
        ...again,
      ];
      return { column: 'frames', direction: 'out', pieces, amber: line.isAgain };
    }
    case 'answered': {
      const code = line.errorCode;
      const error = code === null ? [] : [{ text: words.error(code) }];
      const time = line.ms === null ? words.nobodyWaits : words.took(line.ms);
      const said = [...idOf(line.id), ...error, ...carried(line.says)];
      const pieces = [...said, { text: time, quiet: true }];
      return { column: 'frames', direction: 'in', pieces, amber: code !== null };
    }
    case 'unanswered':
      return own(words.unanswered(name(line.id), line.waitedMs / 1_000), true);
    case 'noise': {
      const noises: Readonly<Record<string, string>> = words.noises;
      return own(words.noise(line.bytes, noises[line.why] ?? outside(line.why)), true);
    }
    case 'opened':
      return own(words.opened(outside(line.label), line.baudRate), false);
    case 'lost': {
      const detail = outside(line.detail, MOST_LINE);
      return own(words.lost(detail === DEVICE_GONE ? words.deviceGone : detail), true);
    }
    case 'closed':
      return own(words.closed, false);
  }
}

/** As one text: for finding, for reading aloud, for the file. */
export const plainLine = (line: LinkLine): string =>
  lineWords(line)
    .pieces.map(({ text }) => text)
    .join(' ');

const own = (text: string, amber: boolean): LineWords => ({
  column: 'frames',
  direction: null,
  pieces: [{ text }],
  amber,
});

const name = (id: number | string | null): string => (id === null ? '' : `#${outside(String(id))}`);

const idOf = (id: number | string | null): readonly Piece[] =>
  id === null ? [] : [{ text: name(id), quiet: true }];

function carried(what: Carried): readonly Piece[] {
  switch (what.kind) {
    case 'nothing':
      return [];
    case 'block':
      return [{ text: consoleWords.line.block(what.bytes, what.offset) }];
    case 'json':
      return [{ text: outside(what.isCut ? `${what.text} …` : what.text, MOST_LINE) }];
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

const three = (value: number): string => String(value).padStart(3, '0');

/** `28:37.612`: minutes, seconds and thousandths of the hour that stands above. */
export function lineTime(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getMinutes())}:${two(at.getSeconds())}.${three(at.getMilliseconds())}`;
}

/** `14:` */
export const lineHour = (atMs: number): string => `${two(new Date(atMs).getHours())}:`;

const ARROWS = { out: '>', in: '<' } as const;

/** The record as a text file, with full times. */
export function recordText(record: readonly LinkLine[]): string {
  const rows = record.map((line) => {
    const { column, direction } = lineWords(line);
    const sign = direction === null ? ' ' : ARROWS[direction];
    return `${new Date(line.atMs).toISOString()}  ${column === 'log' ? 'log   ' : 'frames'} ${sign} ${terminalText(plainLine(line))}`;
  });
  return `${rows.join('\n')}\n`;
}

/** The link panel: what bounds the speed, in words, with the measured numbers and what would help. */
export const linkWords = texts('link', english.link);

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
