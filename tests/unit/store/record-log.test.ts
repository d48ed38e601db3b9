import { describe, expect, it } from 'vitest';
import type { BlockFile } from '../../../src/store/flash-blocks.ts';
import { openRecordLog } from '../../../src/store/record-log.ts';

/** A file in memory with the same rules. */
function memoryFile(start = ''): BlockFile & { text(): string } {
  let bytes = new TextEncoder().encode(start);
  return {
    get sizeBytes() {
      return bytes.byteLength;
    },
    read(offset, into) {
      into.set(bytes.subarray(offset, offset + into.byteLength));
    },
    write(offset, data) {
      const next = new Uint8Array(Math.max(bytes.byteLength, offset + data.byteLength));
      next.set(bytes);
      next.set(data, offset);
      bytes = next;
    },
    truncate(sizeBytes) {
      bytes = bytes.slice(0, sizeBytes);
    },
    close: () => undefined,
    text: () => new TextDecoder().decode(bytes),
  };
}

describe('the record log', () => {
  it('gives back what was appended, after reopening', () => {
    const file = memoryFile();
    const log = openRecordLog(file);
    log.append({ version: '1.0.0' });
    log.append({ version: '1.1.0', name: 'Kühlraum' });
    expect(openRecordLog(file).records).toEqual([
      { version: '1.0.0' },
      { version: '1.1.0', name: 'Kühlraum' },
    ]);
  });

  it('loses only the record that was torn, wherever the tear is', () => {
    const whole = '{"a":1}\n{"b":2}\n';
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const file = memoryFile(whole.slice(0, cut));
      const log = openRecordLog(file);
      const lines = whole.slice(0, cut).split('\n').length - 1;
      expect(log.records).toEqual([{ a: 1 }, { b: 2 }].slice(0, lines));
      log.append({ c: 3 });
      expect(openRecordLog(file).records).toEqual([...log.records]);
      expect(log.records.at(-1)).toEqual({ c: 3 });
    }
  });

  it('passes over a line that is no JSON', () => {
    expect(openRecordLog(memoryFile('{"a":1}\nrubbish\n{"b":2}\n')).records).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });

  it('is empty after it was cleared', () => {
    const file = memoryFile('{"a":1}\n');
    openRecordLog(file).clear();
    expect(file.text()).toBe('');
    expect(openRecordLog(file).records).toEqual([]);
  });
});
