import { describe, expect, it } from 'vitest';
import type {
  DeviceReport,
  FileEntry,
  UpdateResult,
  Phase,
  UpdateEvent,
} from '../../../../src/workers/api.ts';
import type { CheckReport } from '../../../../src/contracts/product-check.ts';
import {
  filesAfter,
  filesBackEvidence,
  filesEvidence,
  trialChecks,
} from '../../../../src/ui/state/evidence.ts';
import { filesBefore } from '../../../../src/ui/state/run-order.ts';
import { beginRun, restartMsOf, withEvent } from '../../../../src/ui/state/run-view.ts';
import type { FilesBefore, FinishedRun, RunView } from '../../../../src/ui/state/run-view.ts';
import { deviceOn, order, bundle } from '../../../support/ui/fixtures.ts';
import { isLate } from '../../../../src/ui/features/update/loss-cause.ts';

const entries = (...names: readonly string[]): readonly FileEntry[] =>
  names.map((name) => ({ name, size: 10 }));

const BEFORE: FilesBefore = {
  listed: entries('conf9.json', 'index.html', 'log_0.txt'),
  merge: {
    keeps: ['conf9.json', 'log_0.txt'],
    overwrites: ['index.html'],
    adds: ['app.js'],
    freeBytes: 100,
    lackingMarginBytes: null,
    failure: null,
  },
};
const AFTER = entries('app.js', 'conf9.json', 'index.html', 'log_0.txt');

function finished(
  result: 'committed' | 'reverted',
  files: FilesBefore | null = BEFORE,
): FinishedRun {
  const end = { result, from: '1.0.0', to: '1.1.0', bytes: 1, seconds: 1, writeSeconds: 1 };
  return {
    run: beginRun({ ...order, files }, 0),
    result: end as UpdateResult,
    endedAt: 1,
    endedWallMs: 1,
  };
}

const saying = (
  version: string,
  files: readonly FileEntry[] | null,
  merge?: NonNullable<DeviceReport['status']>['merge'],
): DeviceReport => {
  const report = deviceOn(version);
  if (report.status === null) throw new Error('it has a status');
  return { ...report, files, status: { ...report.status, merge } };
};

const evidenceOf = (run: FinishedRun, report: DeviceReport | null) =>
  filesEvidence(filesAfter(run, report));

describe('what became of the files', () => {
  it('is by the list of the device, as it was foretold', () => {
    const run = finished('committed');
    expect(filesAfter(run, saying('1.1.0', AFTER))).toEqual({
      keeps: ['conf9.json', 'log_0.txt'],
      overwrites: ['index.html'],
      adds: ['app.js'],
      missing: [],
      source: 'listed',
    });
    expect(evidenceOf(run, saying('1.1.0', AFTER))).toEqual([
      { mark: 'go', text: 'User files kept', quiet: 'as listed by the device', value: '2 kept' },
    ]);
  });

  it('names what should have been kept and is not there', () => {
    const report = saying('1.1.0', entries('app.js', 'index.html', 'log_0.txt'));
    expect(filesAfter(finished('committed'), report)?.keeps).toEqual(['log_0.txt']);
    expect(evidenceOf(finished('committed'), report)).toEqual([
      {
        mark: 'hold',
        text: '1 user file is missing from its list',
        quiet: 'conf9.json',
        value: '',
      },
    ]);
  });

  it('is what the device says itself, where it does', () => {
    const merge = { copied: ['conf9.json', 'updater.dat'], kept: ['index.html'], failed: [] };
    const report = saying('1.1.0', entries('app.js', 'conf9.json', 'index.html'), merge);
    expect(filesAfter(finished('committed', null), report)).toEqual({
      keeps: ['conf9.json'],
      overwrites: ['index.html'],
      adds: ['app.js'],
      missing: [],
      source: 'told',
    });
  });

  it('is only foretold where the device lists nothing, and where it still says what it said before', () => {
    for (const report of [null, saying('1.1.0', null), saying('1.0.0', BEFORE.listed)])
      expect(evidenceOf(finished('committed'), report)).toEqual([
        expect.objectContaining({ mark: 'wait', value: '2 kept' }),
      ]);
  });

  it('is not told where nothing is known', () => {
    expect(evidenceOf(finished('committed', null), saying('1.1.0', AFTER))).toEqual([]);
  });

  it('says that there was nothing to keep', () => {
    const merge = { ...BEFORE.merge, keeps: [], overwrites: [] };
    const run = finished('committed', { listed: [], merge });
    expect(evidenceOf(run, saying('1.1.0', entries('app.js')))).toEqual([
      expect.objectContaining({ text: 'No user files to keep', value: '' }),
    ]);
  });
});

describe('the files of a device that went back', () => {
  it('are said to be there only when its list shows every one of them', () => {
    const run = finished('reverted');
    expect(filesBackEvidence(run, saying('1.0.0', BEFORE.listed))).toEqual([
      expect.objectContaining({ mark: 'go', text: 'It has all its files, as before' }),
    ]);
    for (const report of [null, saying('1.0.0', entries('index.html')), saying('1.1.0', AFTER)])
      expect(filesBackEvidence(run, report)).toEqual([]);
    expect(filesBackEvidence(finished('reverted', null), saying('1.0.0', []))).toEqual([]);
    const none = finished('reverted', { ...BEFORE, listed: [] });
    expect(filesBackEvidence(none, saying('1.0.0', []))).toEqual([]);
  });
});

describe('the files before an update', () => {
  it('are known where the firmware brings some and the device told its own', () => {
    const survey = { image: [], merge: BEFORE.merge };
    expect(filesBefore(survey, { files: BEFORE.listed })).toEqual(BEFORE);
    expect(filesBefore(survey, { files: null })).toBeNull();
    expect(filesBefore({ image: [], merge: null }, { files: [] })).toBeNull();
    expect(filesBefore(null, { files: [] })).toBeNull();
  });
});

const context = {
  sessionId: 's',
  deviceId: 'd',
  bundleSha256: bundle.id,
  acknowledgedBytes: bundle.sizeBytes,
  callId: 1,
  at: 0,
};
const phase = (name: Phase): UpdateEvent => ({ ...context, type: 'phase', phase: name });
const answer = (said: Partial<DeviceReport['info']>): UpdateEvent => ({
  ...context,
  type: 'device',
  when: 'after',
  info: { ...deviceOn('1.1.0').info, uptime: 48, ram_free: 190_000, ...said },
  boot: { active_slot: 1, is_committed: false, revert_slot: 0, commit_timeout: 300 },
});

const after = (...events: readonly UpdateEvent[]): RunView =>
  events.reduce(
    (run, event, index) => withEvent(run, event, (index + 1) * 1_000),
    beginRun(order, 0),
  );
const told = (...checks: readonly CheckReport[]): UpdateEvent => ({
  ...{ ...context, type: 'checks', checks, ifNobodyActs: 'goes-back', leftMs: 300_000 },
});
const checks = (...reports: readonly CheckReport[]) => trialChecks(after(told(...reports)));

const GOOD: readonly CheckReport[] = [
  { kind: 'version', state: 'passed', expected: '1.1.0', found: '1.1.0' },
  { kind: 'build', state: 'passed', expected: 'b2', found: 'b2' },
  { kind: 'slot', state: 'passed', expected: 1, found: 1 },
  { kind: 'restart', state: 'passed', expected: 30, found: 48 },
  { kind: 'memory', state: 'passed', expected: 200_000, found: 190_000 },
  { kind: 'network', state: 'passed', expected: '10.0.0.7', found: '10.0.0.8' },
  { kind: 'answers', state: 'passed', expected: 2_000, found: 20 },
];
const pump: CheckReport = {
  ...{ kind: 'product', name: 'Pump', operator: '>=', state: 'passed' },
  ...{ expected: '5', found: '7', why: null },
};

describe('the checks of a firmware on trial', () => {
  it('say what the device says', () => {
    const list = checks(...GOOD, pump);
    expect(list.map(({ mark }) => mark)).toEqual(Array<string>(8).fill('go'));
    expect(list.map(({ value }) => value)).toEqual([
      ...['1.1.0', '', 'slot\u00a0B', '48 s up', '190 kB, was 200 kB', '10.0.0.8', 'in 20 ms', '7'],
    ]);
    expect(list.at(-1)).toMatchObject({ text: 'Pump', quiet: 'check of this product' });
  });

  it.each([
    ['version', 'Another version answers'],
    ['build', 'Another build answers'],
    ['slot', 'It runs from another slot'],
    ['restart', 'It restarted once more'],
    ['memory', 'Much less free memory than before'],
    ['network', 'It has lost its network'],
    ['answers', 'It answers slowly'],
  ])('put a %s that failed first, with why', (kind, headline) => {
    const list = checks(
      ...GOOD.map((one) => (one.kind === kind ? { ...one, state: 'failed' as const } : one)),
    );
    expect(list.flatMap(({ failed: why }) => (why === null ? [] : [why.headline]))).toEqual([
      headline,
    ]);
    expect(list[0]?.mark).toBe('stop');
  });

  it('wait for what cannot be known yet, and do not fail on what is not reported', () => {
    const list = checks(
      { kind: 'restart', state: 'waiting', expected: 30, found: 5 },
      { kind: 'memory', state: 'not-told', expected: null, found: null },
      { kind: 'answers', state: 'waiting', expected: 2_000, found: null },
      { ...pump, state: 'waiting', found: null },
    );
    expect(list.map(({ value }) => value)).toEqual([
      ...['watching for 30 s', 'not reported', 'not asked yet', 'not asked yet'],
    ]);
    expect(list.map(({ pending }) => pending)).toEqual([true, false, true, true]);
    expect(list.every(({ failed: why, mark }) => why === null && mark === 'wait')).toBe(true);
  });

  it('of the product do not pass where the device does not tell', () => {
    const [silent] = checks({ ...pump, state: 'not-told', found: null, why: 'no-answer' });
    expect(silent).toMatchObject({
      ...{ mark: 'hold', value: '' },
      failed: { headline: 'Pump', label: 'Expected', before: 'at least 5', now: 'no answer' },
    });
  });
});

describe('a restart that takes long', () => {
  const away = after(phase('rebooting'));

  it('is late after twice the usual time, and never within 10 seconds', () => {
    expect(isLate(away, 1_000 + 43_999, { usualMs: 22_000, onCable: false })).toBe(false);
    expect(isLate(away, 1_000 + 44_000, { usualMs: 22_000, onCable: false })).toBe(true);
    expect(isLate(away, 1_000 + 9_999, { usualMs: 2_000, onCable: false })).toBe(false);
    expect(isLate(away, 1_000 + 10_000, { usualMs: 2_000, onCable: false })).toBe(true);
  });

  it('is late after 45 seconds where no such device was seen before', () => {
    expect(isLate(away, 1_000 + 44_999, { usualMs: null, onCable: false })).toBe(false);
    expect(isLate(away, 1_000 + 45_000, { usualMs: null, onCable: false })).toBe(true);
  });

  it('is late after 20 seconds on a cable, whose port may be another one now', () => {
    expect(isLate(away, 1_000 + 19_999, { usualMs: null, onCable: true })).toBe(false);
    expect(isLate(away, 1_000 + 20_000, { usualMs: null, onCable: true })).toBe(true);
  });

  it('is over with the first answer, and then known', () => {
    const back = after(phase('rebooting'), phase('verifying'), answer({}));
    expect(isLate(back, 999_000, { usualMs: null, onCable: false })).toBe(false);
    expect(restartMsOf(back)).toBe(1_000);
    expect(restartMsOf(away)).toBeNull();
  });
});
