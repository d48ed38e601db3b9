import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import {
  decodeJournal,
  MOST_JOURNAL_ENTRIES,
  MOST_JOURNAL_BYTES,
} from '../../../src/journal/entries.ts';
import { createUpdateRecorder } from '../../../src/journal/update-recorder.ts';
import type { RecorderDeps } from '../../../src/journal/update-recorder.ts';
import type { UpdateEventBody, UpdateResult } from '../../../src/update/events.ts';
import { sessionEntry } from '../../support/journal/journals.ts';

const { sessionId, reach, delivery, firmware, commitTimeoutMs, force } = sessionEntry();
const context = { sessionId, deviceId: null, bundleSha256: firmware.sha256, callId: null, at: 0 };
const info = {
  ...{ id: 'esp32_0E70AB', mac: '3C71BF0E70AB', arch: 'esp32', app: 'demo' },
  ...{ fw_version: '1.0.0', fw_id: 'old', uptime: 10 },
};
const before: UpdateEventBody = { type: 'device', when: 'before', info, boot: null };
const END: UpdateResult = {
  ...{ result: 'committed', from: '1.0.0', to: '1.1.0', bytes: 0, seconds: 1, writeSeconds: 1 },
};

function setUp(own: Partial<RecorderDeps> = {}) {
  let journal = '';
  let now = 0;
  const recorder = createUpdateRecorder(
    { sessionId, reach, delivery, firmware, commitTimeoutMs, force },
    { append: (line) => (journal += line), wall: () => (now += 1), ...own },
  );
  const hear = (body: UpdateEventBody, acknowledgedBytes = 0): void =>
    recorder.hear({ ...context, ...body, acknowledgedBytes });
  const progress = (bytes: number): void =>
    hear({ type: 'progress', totalBytes: firmware.sizeBytes, part: null }, bytes);
  const typesOf = () => decodeJournal(journal).entries.map(({ type }) => type);
  return { recorder, hear, progress, typesOf, journal: () => journal };
}

describe('the recorder of an update', () => {
  it('begins with the device, and has one line for each percent and for each stage', () => {
    const { recorder, hear, progress, typesOf, journal } = setUp();
    hear({ type: 'phase', phase: 'preparing' });
    expect(journal()).toBe('');
    hear(before);
    hear({ type: 'phase', phase: 'writing' });
    for (let bytes = 0; bytes <= 20_000; bytes += 1_000) progress(bytes);
    hear({ type: 'trial', version: '1.1.0', leftMs: 300_000 });
    recorder.end(END);
    expect(typesOf()).toEqual([
      ...['session', 'stage', 'acknowledged', 'acknowledged', 'trial', 'end'],
    ]);
    expect(decodeJournal(journal()).entries.at(-2)).toMatchObject({ dueAtMs: 300_000 + 6 });
  });

  it('goes on in a journal that has its beginning', () => {
    const { hear, typesOf } = setUp({ isCarriedOn: true });
    hear({ type: 'phase', phase: 'verifying' });
    expect(typesOf()).toEqual(['stage']);
  });

  it('leaves a journal open whose end is not known, or whose device was not met again', () => {
    const failure = toFailure(new OtaError('update/not-back', { waitedMs: 1 }));
    const begun = setUp();
    begun.hear(before);
    expect(begun.recorder.end({ ...END, result: 'unknown', failure })).toBe(false);
    const carried = setUp({ isCarriedOn: true });
    carried.hear({ type: 'phase', phase: 'connecting' });
    expect(carried.recorder.end({ ...END, result: 'failed', failure })).toBe(false);
    expect(carried.recorder.end({ ...END, result: 'refused', failure, findings: [] })).toBe(true);
    expect([begun.typesOf(), carried.typesOf()]).toEqual([['session'], ['end']]);
  });

  it('leaves a journal open which another page goes on with, however far this one came', () => {
    const failure = toFailure(new OtaError('update/taken-over', { device: info.id }));
    for (const result of ['failed', 'unknown'] as const) {
      const { recorder, hear, typesOf } = setUp();
      hear(before);
      expect(recorder.end({ ...END, result, failure })).toBe(false);
      expect(typesOf()).toEqual(['session']);
    }
  });

  it('is bounded, and has room for the end of an update that starts over again and again', () => {
    const { recorder, hear, progress, typesOf, journal } = setUp();
    hear(before);
    for (let times = 0; times < 50; times += 1) {
      hear({ type: 'started-over', why: 'restarted' });
      for (let bytes = 0; bytes < firmware.sizeBytes; bytes += 10_000) progress(bytes);
    }
    hear({ type: 'phase', phase: 'finalizing' });
    recorder.end(END);
    expect(typesOf().length).toBeLessThanOrEqual(MOST_JOURNAL_ENTRIES);
    expect(journal().length).toBeLessThan(MOST_JOURNAL_BYTES);
    expect(typesOf().slice(-2)).toEqual(['stage', 'end']);
  });
});
