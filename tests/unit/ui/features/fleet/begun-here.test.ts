import { describe, expect, it } from 'vitest';
import type { FleetNews } from '../../../../../src/contracts/fleet-device.ts';
import { newsById } from '../../../../../src/ui/features/fleet/begun-here.ts';
import { endedNews } from '../../../../../src/ui/features/roll-out/ended-news.ts';
import type { RollOutRow } from '../../../../../src/workers/api.ts';

const row = (id: string, record: RollOutRow['record']): RollOutRow => ({
  ...{ id, record, from: '1.0.0', to: '1.1.0', phase: null, percent: null },
  ...{ isOnTrial: false, waits: false },
});
const committed = { state: 'committed', wave: 0, tries: 1, atMs: 5_000, soaked: true } as const;

describe('what became of a roll-out of this page', () => {
  const [kept] = endedNews([row('lamp', committed)]);

  it('is told of devices that have ended, and of no others', () => {
    const waiting = {
      state: 'waiting',
      wave: null,
      tries: 0,
      notBeforeMs: 0,
      failure: null,
    } as const;
    expect(endedNews([row('lamp', committed), row('pump', waiting)])).toEqual([kept]);
    expect(kept).toMatchObject({
      ...{ id: 'lamp', standing: 'kept', startedBy: 'page', from: '1.0.0', version: '1.1.0' },
      heardAtMs: 5_000,
    });
  });

  it('stays until something is heard of the device', () => {
    if (kept === undefined) throw new Error('nothing is told');
    const heard = (standing: FleetNews['standing']): FleetNews => ({
      ...kept,
      ...{ standing, startedBy: null, from: null },
    });
    const after = (news: FleetNews) => newsById([news], { lamp: kept }, () => false)['lamp'];
    expect(after(heard('unknown'))).toEqual(kept);
    expect(after(heard('idle'))?.standing).toBe('idle');
    expect(after(heard('writing'))).toMatchObject({ standing: 'writing', startedBy: null });
  });
});
