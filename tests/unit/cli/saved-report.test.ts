import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePushOptions } from '../../../src/cli/push-options.ts';
import { pushOutcomeOf, outcomeWithoutDevice } from '../../../src/cli/push-outcome.ts';
import { createJsonReport, createTextReport } from '../../../src/cli/push-report.ts';
import { createSavedReport } from '../../../src/cli/saved-report.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';
import { parseReport } from '../../support/report/report-schema.ts';
import { SERIAL } from '../../../src/contracts/link.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slipway-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const build = { version: '0.1.0', commit: 'abc1234', build: null };

function setUp(name: string, kind: 'json' | 'text' = 'text') {
  let told = '';
  const write = (piece: string) => void (told += piece);
  const inner =
    kind === 'json'
      ? createJsonReport(write)
      : createTextReport({ write, isTerminal: false, force: [] });
  const file = path.join(folder, name);
  const options = { report: file, build, commitTimeoutMs: 300_000, force: [], wall: () => 1e12 };
  return {
    report: createSavedReport(inner, options),
    told: () => told,
    saved: () => parseReport(readFileSync(file, 'utf8')),
  };
}

describe('push --report', () => {
  it('saves the report of the app of a whole update, and tells all that it tells without', async () => {
    const { report, told, saved } = setUp('done.json');
    const bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
    report.bundle(bundle);
    const { result } = await setUpUpdate().update(bundle, {}, (event) => report.event(event));
    report.log?.({ at: 1, event: 'opened', ...SERIAL, label: '/dev/ttyUSB0', baudRate: 9600 });
    const line = new TextEncoder().encode('mgos_ota.c:12 Written 4096');
    report.log?.({ at: 2, event: 'noise', why: 'console', bytes: line });
    report.log?.({ at: 2, event: 'noise', why: 'bad-crc', bytes: line });
    report.end(pushOutcomeOf(result), null, result);
    expect(told()).toMatch(/Done: 1\.0\.0 → 1\.1\.0, kept/);
    const kept = saved();
    expect(kept).toMatchObject({
      madeBy: { program: 'push', version: '0.1.0' },
      outcome: { result: 'committed', from: '1.0.0', to: '1.1.0' },
      device: { before: { version: '1.0.0' }, after: { version: '1.1.0' } },
      firmware: { file: 'demo-esp32-1.1.0-tiny.zip', version: '1.1.0' },
      link: { kind: 'serial', label: 'port', baudRate: 9600 },
    });
    expect(kept.stages.map(({ stage }) => stage)).toEqual([
      ...['check', 'prepare', 'write', 'finish', 'restart', 'verify', 'commit'],
    ]);
    expect(kept.deviceLog?.lines).toEqual([
      { at: '2001-09-09T01:46:40.000Z', text: 'mgos_ota.c:12 Written 4096' },
    ]);
  });

  it('saves it also where no device was reached', () => {
    const { report, saved } = setUp('refused.json');
    const failure = toFailure(new OtaError('bundle/not-a-zip', { file: 'fw.bin' }));
    report.end(outcomeWithoutDevice('refused', failure), failure, null);
    expect(saved()).toMatchObject({ outcome: { result: 'refused' }, firmware: null, link: null });
  });

  it('refuses a place where nothing can be written before anything is done, with status 1', () => {
    const failed = (() => {
      try {
        setUp('no/such/folder.json');
        return null;
      } catch (reason) {
        return toFailure(OtaError.from(reason));
      }
    })();
    expect(failed?.code).toBe('file/unwritable');
  });

  it.each(['json', 'text'] as const)(
    'tells of a file that cannot be written any more, and the outcome stays the last word: %s',
    (kind) => {
      const { report, told } = setUp(`${kind}.json`, kind);
      rmSync(path.join(folder, `${kind}.json`));
      mkdirSync(path.join(folder, `${kind}.json`));
      const failure = toFailure(new OtaError('bundle/not-a-zip', { file: 'fw.bin' }));
      report.end(outcomeWithoutDevice('refused', failure), failure, null);
      const lines = told().trimEnd().split('\n');
      expect(lines[0]).toContain(kind === 'json' ? 'file/unwritable' : 'cannot be written');
      expect(lines.at(-1)).toContain(
        kind === 'json' ? '"result":"refused"' : 'not a firmware package',
      );
    },
  );

  it('is an option of the command, with a name of a file', () => {
    const parsed = parsePushOptions(['fw.zip', '--port', 'emulator:', '--report', 'r.json']);
    expect(parsed).toMatchObject({ kind: 'push', options: { report: 'r.json' } });
    expect(() => parsePushOptions(['fw.zip', '--port', 'emulator:', '--report', ''])).toThrow();
  });
});
