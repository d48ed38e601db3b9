import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { learnTimes, measuredTimes } from '../../../../src/ui/state/measured-times.ts';
import { beginRun } from '../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../src/ui/state/run-view.ts';
import type { UpdateResult } from '../../../../src/workers/api.ts';
import type { ExpectedTime } from '../../../../src/contracts/expected-time.ts';
import { deviceOn, order } from '../../../support/ui/fixtures.ts';

const device = (key: string) => ({ ...deviceOn('1.0.0'), key });
const practice = deviceOn('1.0.0');

const range = { fromMs: 0, toMs: 0 };
const expected: ExpectedTime = {
  ...{ link: 'serial', pace: 'serial 115200', whole: range, writing: range, check: range },
  restart: { ...range, measured: 'none' },
};

/** Wrote 1 MB in 100 s, and was away for so long. */
function update(restartMs: number | null, more: Partial<RunView> = {}) {
  const begun = beginRun({ ...order, expected }, 0);
  const stage = (startedAt: number, endedAt: number) => ({ startedAt, endedAt });
  const run: RunView = {
    ...begun,
    stages: [
      ...[stage(0, 1), stage(1, 2), stage(2, 100_002), stage(100_002, 100_003)],
      ...[restartMs === null ? null : stage(100_003, 100_003 + restartMs), null, null],
    ],
    after: restartMs === null ? null : { info: practice.info, boot: practice.boot },
    ...more,
  };
  const figures = { from: '1.0.0', to: '1.1.0', bytes: 1_000_000, seconds: 120 };
  const result: UpdateResult = { ...figures, writeSeconds: 100, result: 'committed' };
  return { run, result };
}

let store: Map<string, string>;

beforeEach(() => {
  store = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('what an update took', () => {
  it('is known of the same device at the next one, as a range of its last five restarts', () => {
    for (const ms of [30_000, 9_000, 8_000, 11_000, 9_500, 10_000])
      learnTimes(device('AA'), update(ms));
    expect(measuredTimes(device('AA'))).toEqual({
      restart: { fromMs: 8_000, toMs: 11_000, measured: 'device' },
      paces: { 'serial 115200': 10_000 },
    });
  });

  it('is of its kind for another device, and its pace is not taken over', () => {
    learnTimes(device('AA'), update(9_000));
    expect(measuredTimes(device('BB'))).toEqual({
      restart: { fromMs: 9_000, toMs: 9_000, measured: 'kind' },
      paces: {},
    });
  });

  it('of the practice device says nothing of a real one', () => {
    learnTimes(practice, update(700));
    expect(measuredTimes(device('AA'))).toEqual({ restart: null, paces: {} });
    expect(measuredTimes(practice).restart).toEqual({
      ...{ fromMs: 700, toMs: 700, measured: 'device' },
    });
  });

  it('is not learned from a hurried one, nor a pace from one that was paused', () => {
    learnTimes(device('AA'), update(9_000, { timeFactor: 10 }));
    expect(measuredTimes(device('AA'))).toEqual({ restart: null, paces: {} });
    learnTimes(device('AA'), update(9_000, { pauses: 1 }));
    expect(measuredTimes(device('AA')).paces).toEqual({});
  });

  it('is kept for 64 devices, the one that was updated longest ago goes first', () => {
    for (let number = 0; number < 65; number += 1)
      learnTimes(device(`device ${number}`), update(9_000 + number));
    expect(measuredTimes(device('device 0')).restart?.measured).toBe('kind');
    expect(measuredTimes(device('device 1')).restart?.measured).toBe('device');
  });
});

describe('what is kept', () => {
  it.each([
    ['no JSON', '{'],
    ['something else', '{"a":1}'],
    ['entries of another form', '[1,["AA"],["AA",{"restarts":["x",-1,null],"paces":{"a":"b"}}]]'],
  ])('and is %s counts as nothing', (_, text) => {
    store.set('measured-times', text);
    expect(measuredTimes(device('AA'))).toEqual({ restart: null, paces: {} });
  });

  it('is nothing where storage is closed, and an update ends as it does', () => {
    const closed = () => {
      throw new DOMException('closed', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: closed, setItem: closed });
    learnTimes(device('AA'), update(9_000));
    expect(measuredTimes(device('AA'))).toEqual({ restart: null, paces: {} });
  });
});
