import { describe, expect, it } from 'vitest';
import type {
  DeviceReport,
  FileEntry,
  UpdateResult,
  HealthCheck,
  Phase,
  UpdateEvent,
} from '../../../../src/workers/api.ts';
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
const before = { ...deviceOn('1.0.0').info, ram_free: 200_000 };
const steady: HealthCheck = { answeredInMs: 20, restarted: false };

const answer = (said: Partial<typeof before>, check: HealthCheck = steady): UpdateEvent => ({
  ...context,
  type: 'device',
  when: 'after',
  info: { ...deviceOn('1.1.0').info, uptime: 48, ram_free: 190_000, ...said },
  boot: { active_slot: 1, is_committed: false, revert_slot: 0, commit_timeout: 300 },
  check,
});

const after = (...events: readonly UpdateEvent[]): RunView =>
  events.reduce(
    (run, event, index) => withEvent(run, event, (index + 1) * 1_000),
    beginRun(order, 0),
  );
const checks = (...events: readonly UpdateEvent[]) =>
  trialChecks({ run: after(...events), before, bundle });
const failed = (...events: readonly UpdateEvent[]) =>
  checks(...events).flatMap(({ failed: why }) => (why === null ? [] : [why.headline]));

describe('the checks of a firmware on trial', () => {
  it('all pass when it runs as sent, steadily, and with its memory', () => {
    expect(checks(answer({})).map(({ mark }) => mark)).toEqual(Array<string>(6).fill('go'));
  });

  it.each([
    ['another version', answer({ fw_version: '1.0.9' }), 'Another version answers'],
    ['another build', answer({ fw_id: 'other' }), 'Another build answers'],
    ['69 % of the memory', answer({ ram_free: 138_000 }), 'Much less free memory than before'],
    ['slow answers', answer({}, { ...steady, answeredInMs: 2_001 }), 'It answers slowly'],
    ['a second restart', answer({}, { ...steady, restarted: true }), 'It restarted once more'],
  ])('find %s, and put it first', (_, event, headline) => {
    expect(failed(event)).toEqual([headline]);
    expect(checks(event)[0]?.mark).toBe('stop');
  });

  it('let 70 % of the memory pass', () => {
    expect(failed(answer({ ram_free: 140_000 }))).toEqual([]);
  });

  it('do not forget a second restart when it answers well afterwards', () => {
    const events = [answer({}, { ...steady, restarted: true }), answer({})];
    expect(failed(...events)).toEqual(['It restarted once more']);
  });

  it('wait for what cannot be known yet, and do not fail on what is not reported', () => {
    const { info } = deviceOn('1.0.0');
    const run: RunView = { ...after(answer({ uptime: 5 })), health: null };
    const list = trialChecks({ run, before: info, bundle });
    const waits = list.filter(({ mark }) => mark === 'wait').map(({ value }) => value);
    expect(waits).toEqual(['watching for 30 s', 'not reported', 'not asked yet']);
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
