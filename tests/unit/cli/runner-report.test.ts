import { describe, expect, it } from 'vitest';
import { createRunnerJson, createRunnerText } from '../../../src/cli/fleet/runner-report.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { JobKind, RunnerEnd, RunnerJob } from '../../../src/fleet/runner/job-documents.ts';
import { HOSTILE, RAW } from '../../support/hostile-text.ts';

const refused = new OtaError('link/refused', { address: 'mqtt://h', detail: 'closed' });

const jobOf = (id: string, kind: JobKind): RunnerJob => ({
  ...{ epoch: 1, job: '1-1', kind, since: 1, device: { id, url: 'ws://h/rpc' }, bundles: [] },
  rules: {
    ...{ commitTimeoutMs: 1, updateTimeoutMs: null, chunkSize: null },
    ...{ way: 'write', shadow: null, checks: null, window: 1, force: [] },
  },
});

function told(create: typeof createRunnerText, id = 'pump'): string {
  let text = '';
  const report = create((piece) => void (text += piece), 20);
  const failure = toFailure(OtaError.from(refused));
  const ends: readonly (readonly [JobKind, RunnerEnd])[] = [
    ['update', { kind: 'committed' }],
    ['update', { kind: 'failed', failure, mayAgain: false }],
    ['adopt', { kind: 'put-back' }],
    ['ask', { kind: 'runs' }],
  ];
  report.news({ kind: 'connection', lost: null });
  for (const [kind, end] of ends) {
    report.news({ kind: 'begun', job: jobOf(id, kind) });
    report.news({ kind: 'ended', job: jobOf(id, kind), end });
  }
  report.news({ kind: 'connection', lost: OtaError.from(refused) });
  report.leaving();
  report.end();
  return text;
}

describe('the report of a runner', () => {
  it('tells people what it updates, and nothing of questions', () => {
    const lines = told(createRunnerText).trim().split('\n');
    expect(lines[0]).toBe('Ready: this computer updates up to 20 devices at once.');
    expect(lines.slice(1, 3)).toEqual(['pump: begun', 'pump: committed']);
    expect(lines[4]).toContain('pump: failed. ');
    expect(lines[5]).toBe('pump: looked after, another runner began it');
    expect(lines[6]).toContain('The broker cannot be reached');
    expect(lines.slice(7)).toEqual([
      'Stopping: devices under way finish. Press Ctrl+C again to leave them.',
      'Stopped.',
    ]);
  });

  it('is one JSON object a line for scripts, without traces', () => {
    const text = told(createRunnerJson);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).toEqual({ event: 'broker', failure: null, places: 20 });
    expect(lines[2]).toMatchObject({
      event: 'ended',
      id: 'pump',
      kind: 'update',
      end: 'committed',
    });
    expect(lines.at(-1)).toEqual({ result: 'stopped', jobs: 4 });
    expect(text).not.toContain('trace');
  });

  it('lets no name of a device write lines of its own or hide anything', () => {
    for (const id of Object.values(HOSTILE))
      for (const create of [createRunnerText, createRunnerJson])
        for (const line of told(create, id).trimEnd().split('\n')) expect(line).not.toMatch(RAW);
  });
});
