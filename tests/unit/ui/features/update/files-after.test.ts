import { describe, expect, it } from 'vitest';
import type { DeviceReport, FileEntry, UpdateResult } from '../../../../../src/workers/api.ts';
import {
  filesAfter,
  filesBackEvidence,
  filesEvidence,
} from '../../../../../src/ui/state/evidence.ts';
import { filesBefore } from '../../../../../src/ui/state/run-order.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { FilesBefore, FinishedRun } from '../../../../../src/ui/state/run-view.ts';
import { deviceOn, order } from '../../../../support/ui/fixtures.ts';

const entries = (...names: readonly string[]): readonly FileEntry[] =>
  names.map((name) => ({ name, size: 10 }));

const BEFORE: FilesBefore = {
  listed: entries('conf9.json', 'index.html', 'log_0.txt'),
  merge: {
    keeps: ['conf9.json', 'log_0.txt'],
    overwrites: ['index.html'],
    adds: ['app.js'],
    freeBytes: 100,
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
