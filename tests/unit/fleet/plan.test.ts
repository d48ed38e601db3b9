import { describe, expect, it } from 'vitest';
import { DEFAULT_WAVES, waveCounts } from '../../../src/fleet/plan.ts';
import { parsePlanFile, planDocumentOf } from '../../../src/fleet/plan-file.ts';

const devicesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `d${at}`, url: `ws://h${at}/rpc`, group: null }));

const planOf = (members: object): string =>
  JSON.stringify({
    devices: [{ id: 'd1', url: 'ws://192.168.1.7/rpc' }],
    bundles: ['fw.zip'],
    ...members,
  });

const faultOf = (json: string): string => {
  try {
    parsePlanFile(json, 'plan.json');
  } catch (reason) {
    return (reason as { facts: { detail: string } }).facts.detail;
  }
  return 'none';
};

describe('the waves of a plan', () => {
  it('are 1, 5 %, 25 % and the rest of 46 devices, rounded up', () => {
    expect(waveCounts({ devices: devicesOf(46), waves: DEFAULT_WAVES })).toEqual([1, 3, 12, 30]);
  });

  it('leave no wave empty and take every device', () => {
    expect(waveCounts({ devices: devicesOf(1), waves: DEFAULT_WAVES })).toEqual([1]);
    expect(waveCounts({ devices: devicesOf(3), waves: DEFAULT_WAVES })).toEqual([1, 1, 1]);
    expect(waveCounts({ devices: devicesOf(10), waves: [{ kind: 'devices', count: 4 }] })).toEqual([
      4, 6,
    ]);
  });
});

describe('a plan file', () => {
  it('needs devices and bundles only; the rest is careful by itself', () => {
    expect(parsePlanFile(planOf({}), 'plan.json')).toEqual({
      plan: {
        devices: [{ id: 'd1', url: 'ws://192.168.1.7/rpc', group: null }],
        waves: DEFAULT_WAVES,
        stopAt: { kind: 'devices', count: 3 },
        soakMs: 0,
        retries: 1,
        atOnce: 20,
        offlineMs: 0,
        quietHours: null,
        waitBefore: 'nothing',
      },
      bundles: ['fw.zip'],
      commitTimeoutMs: 300_000,
      way: 'write',
      shadow: null,
    });
  });

  it('takes numbers, shares and the rest as waves, and orders devices by their groups', () => {
    const { plan } = parsePlanFile(
      planOf({
        devices: [
          { id: 'a', url: 'ws://a/rpc' },
          { id: 'b', url: 'ws://b/rpc', group: 'hall' },
          { id: 'c', url: 'ws://c/rpc', group: 'roof' },
          { id: 'd', url: 'ws://d/rpc', group: 'hall' },
        ],
        order: ['roof', 'hall'],
        waves: [1, '2.5%', 'rest'],
        stopAfterFailures: '10%',
        quietHours: { from: '22:00', until: '06:30', timeZone: 'Europe/Berlin' },
      }),
      'plan.json',
    );
    expect(plan.devices.map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a']);
    expect(plan.waves).toEqual([
      { kind: 'devices', count: 1 },
      { kind: 'percent', percent: 2.5 },
      { kind: 'rest' },
    ]);
    expect(plan.stopAt).toEqual({ kind: 'percent', percent: 10 });
    expect(plan.quietHours).toEqual({
      fromMinute: 22 * 60,
      untilMinute: 6 * 60 + 30,
      timeZone: 'Europe/Berlin',
    });
  });

  it('has devices keep their firmware by checks where it names some, and is written back the same', () => {
    const pump = { name: 'Pump', method: 'Pump.Status', path: '/on', operator: '=', value: true };
    const of = (own: object) => parsePlanFile(planOf(own), 'plan.json');
    const file = of({ checks: [pump], onRed: 'wait' });
    expect(file.plan.checks).toEqual({ checks: [{ ...pump, args: null }], onRed: 'wait' });
    expect(of({ checks: [] }).plan.checks).toEqual({ checks: [], onRed: 'go-back' });
    expect(of({ checks: null }).plan.checks).toBeUndefined();
    for (const own of [file, of({})])
      expect(parsePlanFile(JSON.stringify(planDocumentOf(own)), 'plan.json')).toEqual(own);
  });

  it.each([
    ['no JSON', '{'],
    ['devices.0.url', planOf({ devices: [{ id: 'd1' }] })],
    ['devices', planOf({ devices: [] })],
    ['waves.1', planOf({ waves: [1, 'half'] })],
    ['waves.0', planOf({ waves: ['0%'] })],
    ['stopAfterFailures', planOf({ stopAfterFailures: 0 })],
    ['commit', planOf({ commit: 'never' })],
    [
      'quietHours.timeZone',
      planOf({ quietHours: { from: '22:00', until: '06:00', timeZone: 'X' } }),
    ],
    ['quietHours.from', planOf({ quietHours: { from: '24:00', until: '06:00', timeZone: 'UTC' } })],
    ['stopAfterFailure', planOf({ stopAfterFailure: 3 })],
    ['way', planOf({ way: 'radio' })],
    ['shadow', planOf({ way: 'shadow' })],
    ['checks', planOf({ way: 'shadow', shadow: 'aws', checks: [] })],
    [
      'checks.0.method',
      planOf({ checks: [{ name: 'a', method: 'OTA.Commit', operator: 'exists' }] }),
    ],
    ['onRed', planOf({ checks: [], onRed: 'keep' })],
    ['shadow', planOf({ way: 'pull', shadow: 'aws' })],
    ['bundles', planOf({ way: 'shadow', shadow: 'aws', bundles: ['a.zip', 'b.zip'] })],
    [
      '"d1" is there twice',
      planOf({
        devices: [
          { id: 'd1', url: 'ws://a/rpc' },
          { id: 'd1', url: 'ws://b/rpc' },
        ],
      }),
    ],
    [
      '"ws://a/rpc" is there twice',
      planOf({
        devices: [
          { id: 'd1', url: 'ws://a/rpc' },
          { id: 'd2', url: 'ws://a/rpc' },
        ],
      }),
    ],
  ])('is refused with the place that is wrong: %s', (place, json) => {
    const fault = faultOf(json);
    if (place === 'no JSON') expect(fault).toMatch(/JSON/);
    else expect(fault).toContain(place);
  });
});
