import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { SignatureVerdict } from '../../../src/contracts/signature.ts';
import { NO_NOTES } from '../../../src/report/run-notes.ts';
import { reportText, updateReport } from '../../../src/report/update-report.ts';
import { parseReport } from '../../support/report/report-schema.ts';
import {
  boot,
  eventAt,
  figures,
  firmware,
  info,
  notesOf,
  RESULTS,
  sourceOf,
} from '../../support/report/report-sources.ts';

describe('a saved report', () => {
  it.each(RESULTS)('has its whole shape after the end $result, and says it first', (result) => {
    const text = reportText(updateReport(sourceOf({ result })));
    const report = parseReport(text);
    expect(report.outcome.result).toBe(result.result);
    expect(text.slice(0, 40)).toMatch(/^\{\n {2}"head": \[\n/);
    expect(report.failure === null).toBe(!('failure' in result));
    if ('failure' in result) expect(report.head.join('\n')).toContain(report.failure?.text);
  });

  it('says in its head what runs, from what to what, when and over what', () => {
    expect(updateReport(sourceOf()).head).toEqual([
      'Slipway update report: committed',
      'esp32_0A1B2C runs 1.1.0.',
      'From 1.0.0 to 1.1.0, over a serial line.',
      'Began 2026-11-20 14:31:08 UTC, took 1 min 35 s.',
      'Left out on purpose: passwords, tokens, keys, what files and blocks contain, and paths of this computer.',
    ]);
  });

  it('names two builds of one version apart', () => {
    const before = { ...info, fw_version: '1.1.0' };
    const notes = notesOf(eventAt(0, { type: 'device', when: 'before', info: before, boot }));
    expect(updateReport(sourceOf({ notes })).head[2]).toBe(
      'From 1.1.0 (build build-100) to 1.1.0 (build build-110), over a serial line.',
    );
  });

  it('has what the signature was worth, and not whose it was', () => {
    const signed = (signature: SignatureVerdict) =>
      updateReport(sourceOf({ firmware: { ...firmware, signature } })).firmware;
    expect(signed({ kind: 'broken', why: 'no-match' })).toMatchObject({ signature: 'broken' });
    const good = signed({ kind: 'good', by: ['Ada'] });
    expect(good).toMatchObject({ signature: 'good' });
    expect(JSON.stringify(good)).not.toContain('Ada');
  });

  it('has device, firmware, stages, settings and events of the update', () => {
    const report = updateReport(sourceOf());
    expect(report.madeBy).toEqual({
      ...{ program: 'app', version: '0.1.0', commit: 'abc1234', build: '1a2b3c4d' },
    });
    expect(report.device.before).toMatchObject({ id: info.id, mac: info.mac, ramFree: 120_000 });
    expect(report.device.last).toMatchObject({ version: '1.1.0', activeSlot: 0 });
    expect(report.device.after).toBeNull();
    expect(report.firmware).toMatchObject({ file: 'fw.zip', sha256: 'b'.repeat(64) });
    expect(report.stages).toEqual([
      { stage: 'check', startedAtSeconds: 0, seconds: 1 },
      { stage: 'prepare', startedAtSeconds: 1, seconds: 2 },
      { stage: 'write', startedAtSeconds: 3, seconds: 92 },
    ]);
    expect(report.settings).toEqual({ commitTimeoutSeconds: 300, allowed: ['same-version'] });
    expect(report.events.at(-1)).toEqual({
      ...{ atSeconds: 8, event: 'retry', confirmedBytes: 0, offset: 4096, attempt: 2 },
      why: 'rpc/timeout',
    });
    expect(report.outcome.sentAgain).toBe(1);
    expect(report.deviceLog?.lines).toEqual([
      { at: '2026-11-20T14:31:09.000Z', text: 'mgos_ota.c:12 Written 4096' },
    ]);
  });

  it('tells why the old firmware runs again, and what runs by the last answer', () => {
    const back = RESULTS.find(({ result }) => result === 'reverted') ?? null;
    const report = updateReport(sourceOf({ result: back }));
    expect(report.cause).toBe('time-over');
    expect(report.running).toMatchObject({ version: '1.0.0', slot: 0, isCommitted: true });
    expect(report.head[4]).toMatch(/^Why: .*the time to keep it was over/);
  });

  it('is one also where no device was reached, and where nothing is known', () => {
    const failure = toFailure(new OtaError('bundle/not-a-zip', { file: '/home/a/x.bin' }));
    const nothing = { result: null, firmware: null, link: null, log: null, last: null } as const;
    const report = updateReport(
      sourceOf({ ...nothing, failure, notes: NO_NOTES, commitTimeoutMs: null }),
    );
    parseReport(reportText(report));
    expect(report.outcome.result).toBe('refused');
    expect(report.head.slice(0, 3)).toEqual([
      'Slipway update report: refused',
      'Began 2026-11-20 14:31:08 UTC.',
      expect.stringMatching(/^Why: x\.bin is not a firmware package/),
    ]);
    expect(report.failure?.facts).toEqual({ file: 'x.bin' });
  });

  it('is bounded, however long the update took and however much the device prints', () => {
    const events = Array.from({ length: 5_000 }, (_, at) =>
      eventAt(at, { type: 'retry', offset: at, attempt: 1, why: 'rpc/timeout' }),
    );
    const log = Array.from({ length: 5_000 }, (_, at) => ({ atMs: at, text: 'x'.repeat(5_000) }));
    const report = updateReport(sourceOf({ notes: notesOf(...events), log }));
    const text = reportText(report);
    parseReport(text);
    expect(text.length).toBeLessThan(200_000);
    expect(report.events).toHaveLength(300);
    expect(report.eventsLeftOut).toBe(4_700);
    expect(report.events.map((event) => event['offset'])).toEqual([
      ...Array.from({ length: 100 }, (_, at) => at),
      ...Array.from({ length: 200 }, (_, at) => 4_800 + at),
    ]);
    expect(report.deviceLog?.olderLeftOut).toBe(4_700);
  });

  it('makes one note of a search and of checks that repeat themselves, and keeps a restart', () => {
    const check = (at: number, restarted: boolean) =>
      eventAt(at, {
        ...{ type: 'device', when: 'after', info, boot },
        check: { answeredInMs: 20, restarted },
      });
    const notes = notesOf(
      ...Array.from({ length: 9 }, (_, at) =>
        eventAt(at, {
          ...{ type: 'looking', tries: at + 1 },
          failure: toFailure(new OtaError('link/refused', { address: 'x', detail: '' })),
        }),
      ),
      ...[check(10, false), check(11, false), check(12, true), check(13, false)],
    );
    const { events } = updateReport(sourceOf({ notes }));
    expect(events.map(({ event, times, restarted }) => [event, times, restarted])).toEqual([
      ['looking', 9, undefined],
      ['device', 3, true],
      ['device', undefined, false],
    ]);
  });

  it('counts a stage that is entered again with all its time', () => {
    const phase = (at: number, name: 'preparing' | 'writing') =>
      eventAt(at, { type: 'phase', phase: name });
    const notes = notesOf(
      ...[phase(0, 'preparing'), phase(2_000, 'writing')],
      ...[phase(5_000, 'preparing'), phase(6_000, 'writing')],
    );
    const result = { ...figures, seconds: 10, result: 'committed' } as const;
    expect(updateReport(sourceOf({ notes, result })).stages).toEqual([
      { stage: 'prepare', startedAtSeconds: 0, seconds: 3 },
      { stage: 'write', startedAtSeconds: 2, seconds: 7 },
    ]);
  });
});
