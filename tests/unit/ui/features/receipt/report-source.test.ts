import { describe, expect, it } from 'vitest';
import { reportText, updateReport } from '../../../../../src/report/update-report.ts';
import type { ReportContext } from '../../../../../src/ui/features/receipt/report-source.ts';
import {
  sourceOfRefusal,
  sourceOfRun,
  recordOfLinks,
} from '../../../../../src/ui/features/receipt/report-source.ts';
import { beginRun, withEvent } from '../../../../../src/ui/state/run-view.ts';
import type { LinkBatch } from '../../../../../src/contracts/link-log.ts';
import { boot, eventAt, info, RESULTS } from '../../../../support/report/report-sources.ts';
import { parseReport } from '../../../../support/report/report-schema.ts';
import { bundle, deviceOn, finding, order } from '../../../../support/ui/fixtures.ts';
import { SERIAL } from '../../../../../src/contracts/link.ts';

const ENDED = Date.UTC(2026, 10, 20, 12);

const logged = (seq: number, atMs: number, text: string) =>
  ({ seq, atMs, kind: 'log', text, delays: false }) as const;

const record: LinkBatch = {
  lines: [
    logged(1, ENDED - 3_600_000, 'of another story'),
    logged(2, ENDED - 5_000, 'mgos_ota.c:12 Written 4096'),
    {
      ...{ seq: 3, atMs: ENDED, kind: 'answered', id: 1, ms: 3, errorCode: null, bytes: 9 },
      says: { kind: 'json', text: '{"sta":{"pass":"planted"}}', isCut: false },
    },
    logged(4, ENDED - 4_000, 'wifi: pass=planted'),
    logged(5, ENDED + 3_600_000, 'of the next one'),
  ],
  last: 5,
  report: {
    ...{ bound: { cause: 'flash', blockMs: 120 }, parts: [], bytesPerSecond: 9_000.4 },
    link: { ...SERIAL, label: 'CP210x', baudRate: 115_200 },
    ...{ blockBytes: 2_048, usualMs: 100, slowestMs: 300, calls: 9, again: 1, damaged: 0 },
  },
};

const context: ReportContext = {
  build: { version: '0.1.0', commit: 'abc1234', build: '1a2b3c4d' },
  ...{ bundle, device: deviceOn('1.1.0'), allowed: [], record, lines: 'untouched' },
};

const run = withEvent(
  beginRun(order, 1_000),
  eventAt(5, { type: 'device', when: 'before', info, boot }),
  1_001,
);

describe('the report of the app', () => {
  it.each(RESULTS)('is whole after the end $result', (result) => {
    const finished = { run, result, endedAt: 96_000, endedWallMs: ENDED };
    const report = parseReport(reportText(updateReport(sourceOfRun(finished, context))));
    expect(report.outcome).toMatchObject({
      result: result.result,
      startedAt: new Date(ENDED - 95_000).toISOString(),
    });
    expect(report.device).toMatchObject({ before: { id: info.id }, last: { version: '1.1.0' } });
    expect(report.firmware).toMatchObject({ file: 'fw.zip', sha256: bundle.id });
    expect(report.settings.commitTimeoutSeconds).toBe(300);
  });

  it('has the link with its settings, and of its record the log of that time alone', () => {
    const [result] = RESULTS;
    if (result === undefined) throw new Error('there are results');
    const finished = { run, result, endedAt: 96_000, endedWallMs: ENDED };
    const report = updateReport(sourceOfRun(finished, context));
    expect(report.link).toMatchObject({
      ...{ kind: 'serial', label: 'CP210x', baudRate: 115_200, lines: 'untouched' },
      ...{ blockBytes: 2_048, bytesPerSecond: 9_000, bound: { cause: 'flash', blockMs: 120 } },
    });
    expect(report.deviceLog?.lines.map(({ text }) => text)).toEqual(['mgos_ota.c:12 Written 4096']);
    expect(report.deviceLog?.withheld).toBe(1);
    expect(reportText(report)).not.toContain('planted');
  });

  it('says that there is no log where the thread that kept it is gone', async () => {
    const gone = await recordOfLinks({
      ask: () =>
        Promise.resolve({
          ok: false,
          failure: { code: 'worker/died', facts: { worker: 'updater' }, trace: '' },
        }),
    });
    const [result] = RESULTS;
    if (result === undefined) throw new Error('there are results');
    const finished = { run, result, endedAt: 96_000, endedWallMs: ENDED };
    const source = sourceOfRun(finished, { ...context, record: gone, device: null, bundle: null });
    const report = parseReport(reportText(updateReport(source)));
    expect(report).toMatchObject({ deviceLog: null, link: null, firmware: null });
  });

  it('is one also where nothing was begun, with what cannot be allowed first', () => {
    const findings = [
      finding('device/same-version', { version: '1.0.0', buildId: 'b' }, 'same-version'),
      finding('bundle/wrong-platform', { bundle: 'cc3200', device: 'esp32' }, null),
    ];
    const source = sourceOfRefusal({ findings, wallMs: ENDED }, context);
    const report = parseReport(reportText(updateReport(source)));
    expect(report.outcome.result).toBe('refused');
    expect(report.failure?.code).toBe('bundle/wrong-platform');
    expect(report.findings.map(({ canBeAllowed }) => canBeAllowed)).toEqual([true, false]);
    expect(report.device.before).toMatchObject({ version: '1.1.0' });
  });
});
