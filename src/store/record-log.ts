/**
 * Records beside the chip, one JSON text a line, only ever appended: a tab closed in mid-write leaves
 * a torn last line, which is passed over and cut off, and every line before it whole.
 */
import type { BlockFile } from './flash-blocks.ts';

export interface RecordLog {
  /** Every whole line, in the order written; lines that are no JSON are passed over. */
  readonly records: readonly unknown[];
  /** Something was passed over when it was opened. A torn last line is none: that is what a closed tab leaves. */
  readonly damaged: boolean;
  append(record: unknown): void;
  clear(): void;
}

const NEWLINE = 0x0a;

/** A record has some hundred bytes, and there is one for each update: a longer file is none of ours, and is not read. */
const LONGEST_LOG_BYTES = 4 * 1024 * 1024;

export function openRecordLog(file: BlockFile): RecordLog {
  const isOurs = file.sizeBytes <= LONGEST_LOG_BYTES;
  const bytes = new Uint8Array(isOurs ? file.sizeBytes : 0);
  file.read(0, bytes);
  let end = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).split('\n').filter(isFilled);
  const records = parseLines(lines);
  if (!isOurs || end < bytes.byteLength) file.truncate(end);
  return {
    records,
    damaged: !isOurs || records.length < lines.length,
    append(record) {
      const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
      file.write(end, line);
      end += line.byteLength;
      records.push(record);
    },
    clear() {
      file.truncate(0);
      end = 0;
      records.length = 0;
    },
  };
}

const isFilled = (line: string): boolean => line !== '';

function parseLines(lines: readonly string[]): unknown[] {
  return lines.flatMap((line): unknown[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return []; // written by a torn or foreign hand: the record is lost, the others are not
    }
  });
}
