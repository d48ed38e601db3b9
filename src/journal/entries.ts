/**
 * The journal of one update: what is known of it from outside when its page, thread or process is gone. Append-only, one entry a
 * line, each with the CRC-32 of its own JSON:
 *
 *   1c291ca3 {"type":"stage","atMs":1764512345678,"stage":"writing"}
 *
 * A process that ends in mid-write leaves a torn last line, which is cut off. A line that is damaged ends what can be believed:
 * what stands after it is not read. No password is in it, and no address with one.
 */
import * as v from 'valibot';
import { crc32 } from '../ota-core/primitives/crc32.ts';
import type { ForceName } from '../update/events.ts';

/** The longest line has the texts of the first entry. */
const MOST_LINE_BYTES = 16 * 1024;
/** An entry for each percent, for each stage, and a few passes of them. */
export const MOST_JOURNAL_ENTRIES = 1_000;
/** More is none of ours, and is not read. */
export const MOST_JOURNAL_BYTES = 256 * 1024;

const LONGEST_TEXT = 1_000;
const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(amount, v.integer());

const forceName = v.custom<ForceName>((value) => v.is(text, value));

/** How the device is reached once more: the way, and the place on it where it has one that may be written down. */
const reach = v.object({
  method: v.picklist(['practice', 'cable', 'bluetooth', 'network', 'command']),
  place: v.nullable(text),
});

const sessionEntry = v.object({
  type: v.literal('session'),
  /** Of this format. */
  version: v.literal(1),
  atMs: amount,
  sessionId: text,
  /** Its MAC, which no update changes; the id where a firmware tells no MAC. */
  device: v.object({ mac: text, id: text, arch: text, app: text }),
  /** What runs before the update; `slot` null = not reported. */
  from: v.object({ version: text, buildId: text, slot: v.nullable(count) }),
  reach,
  delivery: v.picklist(['write', 'pull', 'post', 'poll', 'shadow']),
  firmware: v.object({
    /** Of the file, lower-case hex. */
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    fileName: text,
    name: text,
    version: text,
    buildId: text,
    sizeBytes: count,
  }),
  commitTimeoutMs: amount,
  /** Findings that a person allowed; a name of no finding allows nothing. */
  force: v.pipe(v.array(forceName), v.maxLength(32)),
});

/** The phases of an update from its first call that changes something (update/events.ts), in their order. */
export const JOURNAL_STAGES = [
  'preparing',
  'writing',
  'finalizing',
  'rebooting',
  'verifying',
  'committing',
] as const;

const entry = v.variant('type', [
  sessionEntry,
  v.object({ type: v.literal('stage'), atMs: amount, stage: v.picklist(JOURNAL_STAGES) }),
  /** At least so many bytes are acknowledged; 0 = it started over. */
  v.object({ type: v.literal('acknowledged'), atMs: amount, bytes: count }),
  /** The new firmware runs, not kept yet. `dueAtMs`: the device goes back by itself then, ms since 1970; null = it tells no limit. */
  v.object({ type: v.literal('trial'), atMs: amount, dueAtMs: v.nullable(amount) }),
  /** As the result of the update said. */
  v.object({ type: v.literal('end'), atMs: amount, result: text }),
]);

export type JournalEntry = v.InferOutput<typeof entry>;
export type SessionEntry = v.InferOutput<typeof sessionEntry>;
export type JournalReach = v.InferOutput<typeof reach>;
export type JournalStage = (typeof JOURNAL_STAGES)[number];

/** One line, its end included. */
export function encodeEntry(value: JournalEntry): string {
  const json = JSON.stringify(value);
  return `${crcOf(json)} ${json}\n`;
}

export interface DecodedJournal {
  /** Those before the first damaged line, in their order. */
  readonly entries: readonly JournalEntry[];
  /** `torn`: the last line has no end and was left out. `damaged`: see `damagedLine`. */
  readonly tail: 'whole' | 'torn' | 'damaged';
  /** Counted from 1; null = none. */
  readonly damagedLine: number | null;
  /** Characters of the text that are the believed lines: whoever appends goes on there. */
  readonly soundLength: number;
}

export function decodeJournal(journal: string): DecodedJournal {
  const entries: JournalEntry[] = [];
  let at = 0;
  while (at < journal.length) {
    const end = journal.indexOf('\n', at);
    if (end === -1) return { entries, tail: 'torn', damagedLine: null, soundLength: at };
    const found = entries.length < MOST_JOURNAL_ENTRIES ? decodeLine(journal.slice(at, end)) : null;
    if (found === null)
      return { entries, tail: 'damaged', damagedLine: entries.length + 1, soundLength: at };
    entries.push(found);
    at = end + 1;
  }
  return { entries, tail: 'whole', damagedLine: null, soundLength: at };
}

/** null: it is none, or not as it was written. */
function decodeLine(line: string): JournalEntry | null {
  const json = line.slice(CRC_LENGTH + 1);
  if (line.length > MOST_LINE_BYTES || line.slice(0, CRC_LENGTH + 1) !== `${crcOf(json)} `)
    return null;
  const parsed = v.safeParse(entry, jsonOrNull(json));
  return parsed.success ? parsed.output : null;
}

const CRC_LENGTH = 8;

const crcOf = (json: string): string =>
  crc32(new TextEncoder().encode(json)).toString(16).padStart(CRC_LENGTH, '0');

function jsonOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // no entry
  }
}
