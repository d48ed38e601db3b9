import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Fault } from '../../support/testbed/bluetooth/fault-plan.ts';
import { LONG_MS, someOf } from './fault-bench.ts';
import { shortBundle } from './serial-run.ts';
import { runBluetooth } from './bluetooth-run.ts';

let bundle: Bundle;
let operations = 0;

beforeAll(async () => {
  bundle = await shortBundle();
  const clean = await runBluetooth(bundle, () => undefined);
  expect(clean.result.result).toBe('committed');
  operations = clean.operations;
});

/** What the update ends with when that happens at each operation of a session, from the first connection to the last. */
async function sweep(
  fault: Omit<Fault, 'after'>,
  few: number,
): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  for (const after of someOf(operations, few)) {
    const { result } = await runBluetooth(bundle, ({ air }) =>
      air.faults.spoil({ ...fault, after }),
    );
    const end = 'failure' in result ? result.failure.code : result.result;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  return ends;
}

describe('a session over Bluetooth that is hurt', () => {
  it('has operations enough to be hurt at, and ends committed without faults', () => {
    expect(operations).toBeGreaterThan(90);
  });

  it.each([
    ['an operation that is refused', { kind: 'error' }, 20],
    [
      'a length that is refused for lack of memory',
      { kind: 'error', op: 'write', characteristic: 'txCtl', error: 0x11 },
      8,
    ],
    ['an operation that says it is in progress', { kind: 'error', error: 'InProgress' }, 8],
    ['two operations that are refused', { kind: 'error', times: 2 }, 12],
    ['a link that is lost', { kind: 'disconnect' }, 20],
    ['a notification that is lost', { kind: 'lose', op: 'notify' }, 8],
  ] as const)(
    'completes in spite of %s, wherever it is',
    async (_, fault, few) => {
      expect([...(await sweep(fault, few)).keys()]).toEqual(['committed']);
    },
    LONG_MS,
  );

  it(
    'completes in spite of an operation that is never answered, or ends as it says',
    async () => {
      const ends = await sweep({ kind: 'hang' }, 12);
      const named = ['committed', 'link/out-of-reach', 'rpc/timeout'];
      expect(named).toEqual(expect.arrayContaining([...ends.keys()]));
      const all = [...ends.values()].reduce((sum, count) => sum + count, 0);
      expect(ends.get('committed')).toBeGreaterThan(0.7 * all);
    },
    LONG_MS,
  );

  it.each([
    ['ends as it says when nothing works any more', { kind: 'error', times: 10_000 }],
    ['ends as it says when the device is gone for good', { kind: 'disconnect', times: 10_000 }],
  ] as const)(
    '%s',
    async (_, fault) => {
      for (const end of (await sweep(fault, 6)).keys())
        expect(end).toMatch(/^(committed|uncommitted|(link|update|rpc)\/.*)$/);
    },
    LONG_MS,
  );
});
