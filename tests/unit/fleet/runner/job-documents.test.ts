import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { ProductCheck } from '../../../../src/contracts/product-check.ts';
import {
  encodeAnswer,
  encodeJob,
  encodeOrder,
  encodeRunner,
  readAnswer,
  readJob,
  readOrder,
  readRunner,
} from '../../../../src/fleet/runner/job-documents.ts';
import type {
  RunnerAnswer,
  RunnerEnd,
  RunnerJob,
} from '../../../../src/fleet/runner/job-documents.ts';

const PUMP: ProductCheck = {
  ...{ name: 'Pump', method: 'Pump.Status', args: { a: [1] }, path: '/on' },
  ...{ operator: '=', value: true },
};
const JOB: RunnerJob = {
  ...{ epoch: 7, job: '7-1', kind: 'update', since: 5 },
  device: { id: 'b/1', url: 'mqtt://broker/b' },
  bundles: [{ sha256: 'ab'.repeat(32), bytes: 9, url: 'http://10.0.0.2:8000/t/fw.zip' }],
  rules: {
    ...{ commitTimeoutMs: 60_000, updateTimeoutMs: null, chunkSize: 512 },
    ...{ way: 'write', shadow: null, window: 2, force: ['downgrade'] },
    checks: { checks: [PUMP], onRed: 'wait' },
  },
};
const REBOOTS = { ...PUMP, method: 'Sys.Reboot' };
const SAID = { runner: 'r', job: '7-1', since: 5, device: 'b/1' };
const lost = toFailure(new OtaError('link/lost', { kind: 'mqtt', detail: 'gone' }));
const ENDS: readonly RunnerEnd[] = [
  { kind: 'committed' },
  { kind: 'called-off' },
  { kind: 'put-back' },
  { kind: 'runs' },
  { kind: 'skipped', why: 'already-there', failure: lost },
  { kind: 'offline', failure: lost },
  { kind: 'went-back', failure: lost },
  { kind: 'failed', failure: lost, mayAgain: true },
];
const ANSWERS: readonly RunnerAnswer[] = [
  { ...SAID, kind: 'accepted' },
  { ...SAID, kind: 'declined' },
  { ...SAID, kind: 'event', event: { type: 'phase', phase: 'writing' } },
  { ...SAID, kind: 'event', event: { type: 'progress', acknowledgedBytes: 1, totalBytes: 9 } },
  { ...SAID, kind: 'event', event: { type: 'trial', version: '2', leftMs: null } },
  ...ENDS.map((end) => ({ ...SAID, kind: 'done', end }) as const),
];

describe('what a coordinator and its runners tell each other', () => {
  it('is no job where a check of it would change the device', () => {
    const rules = { ...JOB.rules, checks: { checks: [REBOOTS], onRed: 'wait' as const } };
    expect(readJob(encodeJob({ ...JOB, rules }))).toBeNull();
    expect(readJob(encodeJob({ ...JOB, rules: { ...rules, checks: null } }))).not.toBeNull();
  });

  it('is read as it was written, without traces of failures', () => {
    expect(readJob(encodeJob(JOB))).toEqual(JOB);
    for (const answer of ANSWERS) {
      const text = encodeAnswer(answer);
      const end = answer.kind === 'done' ? answer.end : null;
      const isFailure = end !== null && 'failure' in end;
      const read = isFailure
        ? { ...answer, end: { ...end, failure: { ...lost, trace: '' } } }
        : answer;
      expect(readAnswer(text)).toEqual(read);
      expect(text).not.toContain('trace');
    }
    const order = { kind: 'call-off', job: '7-1' } as const;
    expect(readOrder(encodeOrder(order))).toEqual(order);
    const runner = { owner: 'o', name: 'host 5', places: 20, beat: 3 };
    expect(readRunner(encodeRunner(runner))).toEqual(runner);
  });

  it.each([
    ['no JSON', '{'],
    ['what is too long', JSON.stringify({ ...JOB, more: 'x'.repeat(20_000) })],
    [
      'a package of another kind of address',
      JSON.stringify({ ...JOB, bundles: [{ ...JOB.bundles[0], url: 'file:///etc/passwd' }] }),
    ],
    [
      'a hash that is none',
      JSON.stringify({ ...JOB, bundles: [{ ...JOB.bundles[0], sha256: '../../x' }] }),
    ],
    ['no package', JSON.stringify({ ...JOB, bundles: [] })],
    ['an unknown kind', JSON.stringify({ ...JOB, kind: 'erase' })],
    ['a negative epoch', JSON.stringify({ ...JOB, epoch: -1 })],
  ])('takes %s for no job', (_, text) => {
    expect(readJob(text)).toBeNull();
  });

  it('takes no runner with more places than one has, and no end that there is not', () => {
    expect(
      readRunner(JSON.stringify({ owner: 'o', name: 'n', places: 5_000, beat: 1 })),
    ).toBeNull();
    expect(
      readAnswer(JSON.stringify({ ...SAID, kind: 'done', end: { kind: 'exploded' } })),
    ).toBeNull();
  });
});
