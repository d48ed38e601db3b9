import { describe, expect, it } from 'vitest';
import { runningWords } from '../../../../../src/ui/features/update/running-words.ts';
import type { RunningFacts } from '../../../../../src/ui/features/update/running-words.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../../src/ui/state/run-view.ts';
import { order } from '../../../../support/ui/fixtures.ts';

const says = (own: Partial<RunView>, facts: Partial<RunningFacts> = {}) =>
  runningWords(
    { ...beginRun(order, 0), ...own },
    { percent: 40, erasingMs: null, ifLost: 'cable', usual: null, ...facts },
  );
const writing = { phase: 'writing' } as const;

describe('the card of a running update', () => {
  it.each([
    [{ phase: 'checking' }, 'Comparing file and device'],
    [{ phase: 'preparing' }, 'Making room in slot\u00a0B'],
    [writing, 'Writing 1.1.0 to slot\u00a0B'],
    [{ phase: 'finalizing' }, 'Checking what was written'],
    [{ phase: 'rebooting' }, 'Restarting into 1.1.0'],
    [{ phase: 'committing' }, 'Keeping 1.1.0'],
    [{ ...writing, cancelling: true }, 'Stopping the update'],
  ] as const)('says of %o: %s', (own, headline) => {
    expect(says(own).headline).toBe(headline);
  });

  it('tells an erase from writing, and one that takes too long from both', () => {
    expect(says(writing, { erasingMs: 25_000 }).headline).toBe('Erasing slot\u00a0B');
    expect(says(writing, { erasingMs: 25_001 }).headline).toMatch(/has not answered yet$/);
  });

  it('tells how the writing went on after a pause', () => {
    const resumed = { how: 'started-over', why: 'gave-up' } as const;
    const wentOn = says({ ...writing, resumed: { how: 'went-on', offset: 4_096 } });
    expect(wentOn.tag).toMatchObject({ tone: 'live' });
    expect(wentOn.heard?.text).toBe('Went on at 40 percent.');
    expect(says({ ...writing, resumed }).tag).toMatchObject({ tone: 'hold', mark: 'hold' });
  });
});
