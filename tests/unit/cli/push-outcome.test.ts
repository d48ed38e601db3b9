import { describe, expect, it } from 'vitest';
import { exitStatus, pushOutcomeOf, outcomeWithoutDevice } from '../../../src/cli/push-outcome.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import type { UpdateResult } from '../../../src/update/events.ts';

const failure = <C extends FailureCode>(code: C, facts: FailureFacts[C]) =>
  toFailure(new OtaError(code, facts));

const head = { from: '1.0.0', to: '1.1.0', bytes: 1000, seconds: 3.00049, writeSeconds: 2 };
const timeout = failure('rpc/timeout', { method: 'OTA.Write', timeoutMs: 20_000 });

const results: readonly [UpdateResult, boolean, number][] = [
  [{ ...head, result: 'committed' }, false, 0],
  [{ ...head, result: 'uncommitted' }, true, 0],
  [{ ...head, result: 'uncommitted' }, false, 3],
  [
    {
      ...head,
      result: 'refused',
      failure: failure('device/busy', { state: 1, percent: 0 }),
      findings: [],
    },
    false,
    2,
  ],
  [{ ...head, result: 'failed', failure: timeout }, false, 3],
  [{ ...head, result: 'cancelled', failure: failure('cancelled', { by: 'user' }) }, false, 3],
  [
    {
      ...head,
      result: 'reverted',
      failure: failure('update/rolled-back', { from: '1.0.0', to: '1.1.0', why: 'restarted' }),
      cause: 'restarted',
      running: { name: 'demo', version: '1.0.0', buildId: 'b1', slot: 0, committed: true },
    },
    false,
    4,
  ],
  [
    {
      ...head,
      result: 'other',
      failure: failure('update/other-firmware', {
        running: '1.1.0',
        build: 'b3',
        from: '1.0.0',
        to: '1.1.0',
      }),
      running: { name: 'demo', version: '1.1.0', buildId: 'b3', slot: 1, committed: false },
    },
    false,
    5,
  ],
  [{ ...head, result: 'unknown', failure: failure('update/not-back', { waitedMs: 1 }) }, false, 5],
  [{ ...head, result: 'failed', failure: failure('bug/unexpected', { message: 'x' }) }, false, 1],
];

describe('the outcome of push', () => {
  it.each(results)('%o, asked to leave it: %s, exits with %i', (result, leaves, status) => {
    expect(exitStatus(pushOutcomeOf(result), { leaves })).toBe(status);
  });

  it('has the members that scripts rely on, in this order', () => {
    const [, , , , [failed]] = results as [unknown, unknown, unknown, unknown, [UpdateResult]];
    expect(JSON.stringify(pushOutcomeOf(failed))).toBe(
      '{"result":"failed","from":"1.0.0","to":"1.1.0","bytes":1000,"seconds":3,"writeSeconds":2,' +
        '"bytesPerSecond":500,"failure":{"code":"rpc/timeout","facts":{"method":"OTA.Write","timeoutMs":20000}},"rehearsal":null}',
    );
  });

  it('calls a cancelled update failed, with its own code', () => {
    const cancelled = { ...head, failure: failure('cancelled', { by: 'user' }) } as const;
    expect(pushOutcomeOf({ ...cancelled, result: 'cancelled' })).toMatchObject({
      result: 'failed',
      failure: { code: 'cancelled' },
    });
  });

  it.each([
    [failure('use/bad-option', { option: '--fleet', detail: '' }), 'failed', 1],
    [failure('file/unreadable', { file: 'x', detail: 'y' }), 'failed', 1],
    [failure('bundle/cut-off', { file: 'x', sizeBytes: 1 }), 'refused', 2],
  ] as const)('without a device: %o is %s and exits with %i', (why, result, status) => {
    expect(exitStatus(outcomeWithoutDevice(result, why), { leaves: false })).toBe(status);
  });
});
