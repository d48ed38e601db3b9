import { describe, expect, it } from 'vitest';
import { waveCounts } from '../../../../../src/fleet/plan.ts';
import {
  FIRST_RULES,
  failuresAllowed,
  isReachable,
  knownAmong,
  rollOutOrder,
  wavesOf,
} from '../../../../../src/ui/features/roll-out/draft-rules.ts';
import type { ListedDevice } from '../../../../../src/contracts/fleet-device.ts';

const own = (ownWaves: string) => wavesOf({ preset: 'own', ownWaves });
const devices = (...groups: readonly (string | null)[]) =>
  groups.map((group, at) => ({ id: `d${at}`, url: `ws://h${at}/rpc`, group }));

describe('the waves that people choose', () => {
  it('are those of operators of fleets, all at once, or their own', () => {
    const total = devices(...Array.from({ length: 46 }, () => null));
    const counts = (preset: 'usual' | 'once') => {
      const waves = wavesOf({ preset, ownWaves: '' });
      return waves === null ? null : waveCounts({ devices: total, waves });
    };
    expect(counts('usual')).toEqual([1, 3, 12, 30]);
    expect(counts('once')).toEqual([46]);
    expect(own('2, 10 %; 25%, rest')).toEqual([
      { kind: 'devices', count: 2 },
      { kind: 'percent', percent: 10 },
      { kind: 'percent', percent: 25 },
      { kind: 'rest' },
    ]);
    expect(own('Rest')).toEqual([{ kind: 'rest' }]);
  });

  it.each(['', '0', '1,,2', '101 %', '-1', 'half', '1.5', '1000000', `1${',1'.repeat(100)}`])(
    'are none where %j is typed',
    (text) => {
      expect(own(text)).toBeNull();
      const rules = { ...FIRST_RULES, preset: 'own', ownWaves: text } as const;
      expect(rollOutOrder(rules, devices(null), 'UTC')).toBeNull();
    },
  );
});

describe('the order of a roll-out', () => {
  it('has what the rules say', () => {
    const rules = {
      ...FIRST_RULES,
      isQuiet: true,
      quietFrom: '22:30',
      waitBefore: 'commit',
    } as const;
    expect(rollOutOrder(rules, devices(null), 'Europe/Berlin')).toMatchObject({
      plan: {
        stopAt: { kind: 'devices', count: 3 },
        soakMs: 1_800_000,
        quietHours: { fromMinute: 1_350, untilMinute: 360, timeZone: 'Europe/Berlin' },
        waitBefore: 'commit',
      },
      commitTimeoutMs: 300_000,
      skipsWentBack: true,
    });
    expect(rollOutOrder(FIRST_RULES, devices(null), 'UTC')?.plan.quietHours).toBeNull();
    const half = { ...FIRST_RULES, isQuiet: true, quietUntil: '' };
    expect(rollOutOrder(half, devices(null), 'UTC')?.plan.quietHours).toBeNull();
  });

  it('takes devices as listed, or by group with those without one at the end', () => {
    const chosen = devices('water', null, 'air', 'water');
    const ids = (order: 'listed' | 'group') =>
      rollOutOrder({ ...FIRST_RULES, order }, chosen, 'UTC')?.plan.devices.map(({ id }) => id);
    expect(ids('listed')).toEqual(['d0', 'd1', 'd2', 'd3']);
    expect(ids('group')).toEqual(['d2', 'd0', 'd3', 'd1']);
  });
});

describe('what is known of a device', () => {
  const device = (id: string, lastSeenMs: number | null): ListedDevice => ({
    ...{ id, address: null, alias: null, group: null, tags: [], source: 'list', link: null },
    ...{ arch: 'esp32', app: 'demo', version: '1.0.0', buildId: null, lastSeenMs },
  });

  it('is told of those that are chosen, and who was not seen for a day is offline', () => {
    const now = 10 * 86_400_000;
    const fleet = [device('d0', now - 60_000), device('d1', 1), device('d2', null), device('x', 1)];
    const known = knownAmong(devices(null, null, null), fleet, now);
    expect(Object.keys(known)).toEqual(['d0', 'd1', 'd2']);
    expect(Object.values(known).map(({ isOffline }) => isOffline)).toEqual([false, true, false]);
  });

  it('includes whether a page can open a link to it', () => {
    const reached = ['ws://a/rpc', 'https://a/rpc', 'mqtt+wss://b/d'].map(isReachable);
    const others = ['mqtt://b/d', 'tcp://a:1', 'serial:///dev/x', 'ws:a', null].map(isReachable);
    expect(reached).toEqual([true, true, true]);
    expect(others).toEqual([false, false, false, false, false]);
  });

  it('stops at a number of failures or a share of all devices, as typed', () => {
    const allowed = (stopAt: string, ownStopAt = '') => failuresAllowed({ stopAt, ownStopAt }, 48);
    expect([allowed('3'), allowed('5 %'), allowed('own', ' 2% ')]).toEqual([3, 3, 1]);
    expect(['', '0', 'rest', '101 %', 'x'].map((text) => allowed('own', text))).toEqual([
      ...[null, null, null, null, null],
    ]);
    const rules = { ...FIRST_RULES, stopAt: 'own', ownStopAt: '2 %' };
    expect(rollOutOrder(rules, [], 'UTC')?.plan.stopAt).toEqual({ kind: 'percent', percent: 2 });
    expect(rollOutOrder({ ...rules, ownStopAt: 'x' }, [], 'UTC')).toBeNull();
  });
});
