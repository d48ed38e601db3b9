/** The receipt of an update, as it is printed, builds by name, and what was kept and cannot be read any more. */
import type { LinkLine, RecordedLine } from '../contracts/link-log.ts';
import english from './en/receipt.ts';
import { locale, textGroup, texts } from './locale.ts';
import { timeOfDay } from './numbers.ts';

/** Names what runs: shown to people, and given with every report of a fault. */
export interface BuildInfo {
  readonly version: string;
  /** Short id of the commit; null where the sources were not under git. */
  readonly commit: string | null;
  /** Beginning of the SHA-256 over the sources; null where they run without being built. */
  readonly build: string | null;
}

const text = texts('receipt', english.receipt);
const builds = texts('build', english.build);
const damaged = texts('damaged', english.damaged);

export const receiptWords = textGroup('receipt', english.receipt, 'receipt');

/** When an update ran, with its zone. Milliseconds since 1970. */
export function periodWords(beganMs: number, endedMs: number): string {
  const day = new Intl.DateTimeFormat(text.dates, { dateStyle: 'long' });
  const zone = new Intl.DateTimeFormat(text.dates, { timeZoneName: 'shortOffset' });
  const name = zone.formatToParts(endedMs).find(({ type }) => type === 'timeZoneName')?.value;
  return text.receipt.period(
    day.format(beganMs),
    timeOfDay(beganMs),
    timeOfDay(endedMs),
    name ?? '',
  );
}

/** Every digit of a number of bytes, in a column of its own. */
export const byteCount = (bytes: number): string => bytes.toLocaleString(locale.tag);

/** `commit abc1234, build 1a2b3c4d`. */
export function buildDetails({ commit, build }: BuildInfo): string {
  const parts = [
    commit === null ? builds.unknownCommit : builds.commit(commit),
    build === null ? builds.fromSource : builds.build(build),
  ];
  return parts.join(', ');
}

/** What `--version` prints. */
export const versionLine = (info: BuildInfo): string =>
  `slipway ${info.version} (${buildDetails(info)})`;

/** A line of the worker's record as it is shown: what its browser has lost stands among the device's log. */
export function lineOfRecord(line: RecordedLine): LinkLine {
  if (line.kind !== 'damaged') return line;
  const { seq, atMs, what, key } = line;
  return { seq, atMs, kind: 'log', text: damaged[what](key), delays: false };
}
