import type { RollOutPlan } from '../../../src/fleet/plan.ts';

/** All in one wave, without soak, retries and patience; devices are `d0`, `d1` and so on, or of another name. */
export const rollOutPlan = (
  count: number,
  own: Partial<RollOutPlan> = {},
  name = 'd',
): RollOutPlan => ({
  devices: Array.from({ length: count }, (_, at) => ({
    id: `${name}${at}`,
    url: `ws://h${at}/rpc`,
    group: null,
  })),
  waves: [{ kind: 'rest' }],
  stopAt: { kind: 'devices', count: 3 },
  soakMs: 0,
  retries: 0,
  atOnce: 10,
  offlineMs: 0,
  quietHours: null,
  waitBefore: 'nothing',
  ...own,
});
