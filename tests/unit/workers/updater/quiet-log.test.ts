import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../../src/contracts/link-log.ts';
import { QuietLog } from '../../../../src/workers/updater/link-log.ts';

function setUp() {
  const lines: string[] = [];
  const log = new QuietLog((record) =>
    lines.push('id' in record ? `${record.event} ${String(record.id)}` : record.event),
  );
  const pass = (...records: readonly LogRecord[]): void => records.forEach(log.record);
  return { lines, log, pass };
}

const request = (id: number): LogRecord => ({
  ...{ at: 0, event: 'request', id, method: 'Sys.GetInfo', params: null, bytes: 40 },
});
const reply = (id: number): LogRecord => ({
  ...{ at: 0, event: 'reply', id, outcome: { ok: true, result: {} }, bytes: 40 },
});
const unanswered = (id: number): LogRecord => ({
  ...{ at: 0, event: 'unanswered', id, waitedMs: 3_000 },
});

describe('the log of a link that is kept open', () => {
  it('has no line of a question that only asks whether the device is there, and every line of others', () => {
    const { lines, log, pass } = setUp();
    log.hush(1);
    pass(request(1), { at: 0, event: 'taken', id: 1 }, reply(1), request(2), reply(2));
    pass({ at: 0, event: 'noise', why: 'console', bytes: Uint8Array.of(65) });
    expect(lines).toEqual(['request 2', 'reply 2', 'noise']);
  });

  it('has the first of several such questions in a row that get no answer, whole', () => {
    const { lines, log, pass } = setUp();
    for (const id of [1, 2, 3]) {
      log.hush(id);
      pass(request(id), unanswered(id));
    }
    expect(lines).toEqual(['request 1', 'unanswered 1']);
    log.hush(4);
    log.hush(5);
    pass(request(4), reply(4), request(5), unanswered(5));
    expect(lines.slice(2)).toEqual(['request 5', 'unanswered 5']);
  });
});
