import { describe, expect, it } from 'vitest';
import { openRecordLog } from '../../../src/store/flash-blocks.ts';
import { MemoryFile } from '../../support/store/memory-file.ts';

describe('the record log', () => {
  it('gives back what was appended, after reopening', () => {
    const file = new MemoryFile();
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
      const file = new MemoryFile(whole.slice(0, cut));
      const log = openRecordLog(file);
      const lines = whole.slice(0, cut).split('\n').length - 1;
      expect(log.records).toEqual([{ a: 1 }, { b: 2 }].slice(0, lines));
      log.append({ c: 3 });
      expect(openRecordLog(file).records).toEqual([...log.records]);
      expect(log.records.at(-1)).toEqual({ c: 3 });
    }
  });

  it('cuts a torn line off the file, whether or not a record follows, and however short that is', () => {
    const torn = '{"a":1}\n{"name":"a record that was being written when the tab was closed';
    const file = new MemoryFile(torn);
    const log = openRecordLog(file);
    expect(file.text).toBe('{"a":1}\n');
    log.append({ b: 2 });
    expect(file.text).toBe('{"a":1}\n{"b":2}\n');
  });

  it('passes over a line that is no JSON', () => {
    expect(openRecordLog(new MemoryFile('{"a":1}\nrubbish\n{"b":2}\n')).records).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });

  it('is empty after it was cleared', () => {
    const file = new MemoryFile('{"a":1}\n');
    openRecordLog(file).clear();
    expect(file.text).toBe('');
    expect(openRecordLog(file).records).toEqual([]);
  });
});
