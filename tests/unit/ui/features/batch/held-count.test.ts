import { describe, expect, it } from 'vitest';
import { heldCount } from '../../../../../src/ui/features/batch/batch-summary.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../../src/ui/state/run-view.ts';
import { order } from '../../../../support/ui/fixtures.ts';

const run = (own: Partial<RunView>): RunView => ({ ...beginRun(order, 0), ...own });
const pause = { why: 'asked', link: 'serial', leftMs: 1, at: 0, tries: 0, failure: null } as const;
const writing = run({ phase: 'writing' });
const paused = run({ phase: 'writing', pause });
const lost = run({ phase: 'writing', pause: { ...pause, why: 'link-lost' } });
const stopping = run({ phase: 'writing', cancelling: true });
const past = (['finalizing', 'rebooting', 'verifying', 'committing'] as const).map((phase) =>
  run({ phase }),
);

describe('a pause of the bench', () => {
  it('counts who waits, who is about to, and who cannot', () => {
    const all = [writing, run({ phase: 'preparing' }), paused, lost, stopping, ...past];
    expect(heldCount(all)).toEqual({ paused: 1, pausing: 2, past: 4 });
  });
});
