/**
 * Records beside the chip, one JSON text a line, only ever appended: a tab closed in mid-write leaves
 * a torn last line, which is passed over and cut off, and every line before it whole.
 */
import type { BlockFile } from './flash-blocks.ts';

export interface RecordLog {
  /** Every whole line, in the order written; lines that are no JSON are passed over. */
  readonly records: readonly unknown[];
  append(record: unknown): void;
  clear(): void;
}

const NEWLINE = 0x0a;

export function openRecordLog(file: BlockFile): RecordLog {
  const bytes = new Uint8Array(file.sizeBytes);
  file.read(0, bytes);
  let end = bytes.lastIndexOf(NEWLINE) + 1;
  const records = parseLines(new TextDecoder().decode(bytes.subarray(0, end)));
  if (end < bytes.byteLength) file.truncate(end);
  return {
    records,
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

function parseLines(text: string): unknown[] {
  return text.split('\n').flatMap((line): unknown[] => {
    if (line === '') return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return []; // written by a torn or foreign hand: the record is lost, the others are not
    }
  });
}
