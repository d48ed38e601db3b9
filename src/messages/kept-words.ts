/** What this browser has kept and cannot read any more. */
import type { LinkLine, RecordedLine } from '../contracts/link-log.ts';
import english from './en/about.ts';
import { texts } from './locale.ts';

const text = texts('damaged', english.damaged);

/** A line of the worker's record as it is shown: what its browser has lost stands among the device's log. */
export function lineOfRecord(line: RecordedLine): LinkLine {
  if (line.kind !== 'damaged') return line;
  const { seq, atMs, what, key } = line;
  return { seq, atMs, kind: 'log', text: text[what](key), delays: false };
}
