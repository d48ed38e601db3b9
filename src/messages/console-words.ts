/** The console: its controls, and each line of the record as it is read. */
import type { Carried, LinkLine } from '../contracts/link-log.ts';
import { MOST_LINE, outside, terminalText } from './outside-text.ts';

const number = new Intl.NumberFormat('en');
const whole = (value: number): string => number.format(Math.round(value));

export const consoleWords = {
  title: 'Console',
  panels: 'Panel',
  close: 'Close',
  counts: (log: number, calls: number, again: number) =>
    `${lines(log)}, ${calls === 1 ? '1 call' : `${whole(calls)} calls`}, ${whole(again)} sent again`,
  find: 'Find in log and frames',
  show: 'Show',
  which: { log: 'Log', frames: 'Frames', both: 'Both' },
  hold: 'Hold',
  holdLabel: 'Hold the view; the update goes on',
  held: (count: number) => `Held, ${whole(count)} new`,
  download: 'Download',
  downloadLabel: 'Download log and frames',
  region: 'Device log and frames, newest last',
  log: 'Device log',
  frames: 'Frames of this page',
  sent: 'sent',
  answered: 'answered',
  nothing: 'Nothing has passed yet.',
  nothingFound: 'No line contains that.',
  /** `over`: of the link's names. */
  noLog: (over: string) =>
    `${over.replace(/^o/, 'O')} there is no device log: the device sends it only over its cable. What this page sends and gets back is here.`,
  older: (count: number) => `${lines(count)} before these: they are in the download.`,
  aloud: 'Read new lines aloud',
  secrets: 'Passwords and keys are shown as ••••, here and in the file.',
  frame: 'The whole frame',
  frameGone: 'This frame is no longer there.',

  call: {
    title: 'Call the device',
    method: 'Method',
    args: 'Arguments, as JSON',
    call: 'Call',
    answer: 'Answer',
    calling: 'Waiting for the answer …',
    noMethod: 'Choose a method first.',
    notJson: 'The arguments are not JSON yet.',
    busy: 'This call waits for its answer.',
    onlyReading:
      'While an update runs, only calls that read are on: anything that writes or restarts waits until it is over.',
    off: (method: string) => `${method} waits until the update is over: it may write or restart.`,
    took: (method: string, ms: number) => `${method}, ${whole(ms)} ms`,
  },
} as const;

function lines(count: number): string {
  return count === 1 ? '1 line' : `${whole(count)} lines`;
}

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

const NOISE: Readonly<Record<string, string>> = {
  'bad-crc': 'its checksum is wrong',
  'too-long': 'it is longer than 64 KiB',
  'too-deep': 'it is nested too deep',
  'not-ascii': 'characters that no frame has',
  'not-json': 'it is no JSON',
  'not-a-frame': 'it is no frame',
};

export function lineWords(line: LinkLine): LineWords {
  switch (line.kind) {
    case 'log':
      return {
        column: 'log',
        direction: null,
        pieces: [{ text: outside(line.text, MOST_LINE) }],
        amber: line.delays,
      };
    case 'sent': {
      const again = line.isAgain ? [{ text: 'the same bytes again' }] : [];
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
      const error = code === null ? [] : [{ text: `error ${code}` }];
      const time = line.ms === null ? 'nobody waits for it any more' : `${whole(line.ms)} ms`;
      const said = [...idOf(line.id), ...error, ...carried(line.says)];
      const pieces = [...said, { text: time, quiet: true }];
      return { column: 'frames', direction: 'in', pieces, amber: code !== null };
    }
    case 'unanswered':
      return own(`${name(line.id)} no answer in ${whole(line.waitedMs / 1_000)} s`, true);
    case 'noise': {
      const why = NOISE[line.why] ?? outside(line.why);
      return own(`${whole(line.bytes)} bytes arrived damaged: ${why}`, true);
    }
    case 'opened': {
      const speed = line.baudRate === null ? '' : `, ${whole(line.baudRate)} baud`;
      return own(`Link open: ${outside(line.label)}${speed}`, false);
    }
    case 'lost':
      return own(`Link lost: ${outside(line.detail, MOST_LINE)}`, true);
    case 'closed':
      return own('Link closed', false);
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
      return [{ text: `${whole(what.bytes)} bytes at ${whole(what.offset)}` }];
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
