import type { FleetNews } from '../../../contracts/fleet-device.ts';
import type { RollOutRow } from '../../../workers/api.ts';
import { whyOf } from './row-words.ts';

const STANDINGS = { committed: 'kept', 'went-back': 'back', failed: 'failed' } as const;

/** What became of the devices of a roll-out, as the fleet's screen has it of updates that it heard itself. Pure. */
export const endedNews = (rows: readonly RollOutRow[]): readonly FleetNews[] =>
  rows.flatMap((row) => {
    const { id, from, to, record } = row;
    const { state } = record;
    if (state !== 'committed' && state !== 'went-back' && state !== 'failed') return [];
    return {
      ...{ id, from, standing: STANDINGS[state], startedBy: 'page', detail: whyOf(row) },
      version: state === 'committed' ? to : from,
      heardAtMs: record.atMs,
      ...{ percent: null, sentBytes: null, arch: null, app: null, buildId: null, address: null },
    };
  });
