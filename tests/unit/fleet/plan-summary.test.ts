import { describe, expect, it } from 'vitest';
import type { RollOutPlan } from '../../../src/fleet/plan.ts';
import { DEFAULT_WAVES } from '../../../src/fleet/plan.ts';
import { summaryOf } from '../../../src/fleet/plan-summary.ts';
import type { KnownFirmware } from '../../../src/fleet/plan-summary.ts';
import { rollOutPlan } from '../../support/fleet/plan.ts';

const lamp = { platform: 'esp32', name: 'lamp', version: '2.0.0', buildId: 'b2' };
const door = { platform: 'esp32c3', name: 'door', version: '2.0.0', buildId: 'b2' };

const runs = (own: Partial<KnownFirmware> = {}): KnownFirmware => ({
  arch: 'esp32',
  app: 'lamp',
  version: '1.0.0',
  buildId: 'b1',
  isOffline: false,
  ...own,
});

const summarize = (
  plan: RollOutPlan,
  known: Readonly<Record<string, KnownFirmware>> = {},
  wentBack: readonly string[] = [],
) =>
  summaryOf(plan, {
    firmwares: [lamp, door],
    known: (id) => known[id] ?? null,
    wentBack: new Set(wentBack),
  });

describe('the summary of a plan', () => {
  it('has the waves and the limit as the roll-out will have them', () => {
    expect(summarize(rollOutPlan(46, { waves: DEFAULT_WAVES }))).toMatchObject({
      devices: 46,
      waves: [1, 3, 12, 30],
      failureLimit: 3,
      unknown: 46,
      gets: [0, 0],
      skipped: [],
      offline: [],
    });
  });

  it('gives each device the firmware for its chip, and names who gets none and why', () => {
    const summary = summarize(
      rollOutPlan(6, { waves: [{ kind: 'devices', count: 1 }, { kind: 'rest' }] }),
      {
        d0: runs(),
        d1: runs({ arch: 'esp32c3', app: 'door' }),
        d2: runs({ arch: 'esp8266' }),
        d3: runs({ version: '2.0.0', buildId: 'b2' }),
        d4: runs({ isOffline: true }),
      },
      ['d5'],
    );
    expect(summary).toMatchObject({ devices: 3, waves: [1, 2], gets: [2, 1], unknown: 0 });
    expect(summary.skipped.map(({ device, why }) => [device.id, why])).toEqual([
      ['d2', 'no-bundle'],
      ['d3', 'already-there'],
      ['d5', 'went-back-before'],
    ]);
    expect(summary.offline.map(({ id }) => id)).toEqual(['d4']);
  });

  it('takes another build of the same version for something to send, and a device that told no chip for unknown', () => {
    const summary = summarize(rollOutPlan(3), {
      d0: runs({ version: '2.0.0', buildId: 'b3' }),
      d1: runs({ version: '2.0.0', buildId: null }),
      d2: runs({ arch: null }),
    });
    expect(summary).toMatchObject({ devices: 2, gets: [1, 0], unknown: 1 });
    expect(summary.skipped).toMatchObject([{ why: 'already-there' }]);
  });
});
