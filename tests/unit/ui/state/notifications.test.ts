import { describe, expect, it } from 'vitest';
import { isNew, noticeOf } from '../../../../src/ui/state/notifications.ts';
import type { Notice } from '../../../../src/ui/state/notifications.ts';
import { beginRun } from '../../../../src/ui/state/run-view.ts';
import type { FinishedRun, RunView } from '../../../../src/ui/state/run-view.ts';
import type { ScreenView } from '../../../../src/ui/state/screen-view.ts';
import { order } from '../../../support/ui/fixtures.ts';

const run = beginRun(order, 0);
const running = (change: Partial<RunView> = {}): ScreenView => ({
  kind: 'running',
  run: { ...run, ...change },
});
const trial = (leftMs: number | null): ScreenView =>
  running({ trial: { leftMs, at: 0, factor: 1 } });
const over = (result: 'committed' | 'uncommitted'): ScreenView => {
  const figures = { from: '1.0.0', to: '1.1.0', bytes: 1, seconds: 1, writeSeconds: 1 };
  const finished: FinishedRun = {
    run,
    result: { ...figures, result },
    endedAt: 1_000,
    endedWallMs: 0,
  };
  return { kind: 'finished', finished };
};

/** What is called out while these states follow each other. */
function called(...views: readonly (readonly [ScreenView, number])[]): readonly Notice[] {
  let before: Notice | null = null;
  const out: Notice[] = [];
  for (const [view, now] of views) {
    const notice = noticeOf(view, () => now);
    if (isNew(notice, before)) out.push(notice);
    before = notice;
  }
  return out;
}

describe('what calls somebody', () => {
  it('a trial calls when it begins and once more when a minute is left, not in between', () => {
    const view = trial(300_000);
    expect(
      called([running(), 0], [view, 1], [view, 200_000], [view, 240_000], [view, 250_000]),
    ).toEqual([
      { kind: 'needs-you', version: '1.1.0', soon: false },
      { kind: 'needs-you', version: '1.1.0', soon: true },
    ]);
  });

  it('a trial of less than a minute, or without a limit, calls once', () => {
    expect(called([trial(30_000), 0], [trial(30_000), 20_000])).toHaveLength(1);
    expect(called([trial(null), 0], [trial(null), 900_000])).toHaveLength(1);
  });

  it('a decision or the end of the time ends the call', () => {
    const decided = running({ trial: { leftMs: 9_000, at: 0, factor: 1 }, decision: 'keep' });
    expect(noticeOf(decided, () => 0)).toBeNull();
    expect(noticeOf(trial(9_000), () => 9_000)).toBeNull();
  });

  it('a device that falls silent on trial calls once, after a while, and as little as any other when it is back', () => {
    const silence = { kind: 'lost', link: 'serial', since: 1_000 } as const;
    const silent = running({ trial: { leftMs: 300_000, at: 0, factor: 1 }, silence });
    expect(called([silent, 2_000], [silent, 17_000], [silent, 60_000])).toEqual([
      { kind: 'lost', version: '1.1.0' },
    ]);
  });

  it('a device that is looked for in vain calls once, not at every try, and not for a short loss', () => {
    const away = (tries: number): readonly [ScreenView, number] => {
      const pause = { why: 'link-lost', link: 'bluetooth', leftMs: 600_000, at: 0 } as const;
      return [running({ pause: { ...pause, tries, failure: null } }), tries * 1_000];
    };
    expect(called(away(0), away(1), away(4))).toEqual([]);
    expect(called(away(4), away(5), away(6), away(40))).toEqual([
      { kind: 'lost', version: '1.0.0' },
    ]);
  });

  it('the end calls once, and the next update calls anew', () => {
    const done = over('committed');
    expect(called([done, 0], [done, 5_000])).toEqual([{ kind: 'done', version: '1.1.0' }]);
    expect(called([done, 0], [running(), 1], [done, 2])).toHaveLength(2);
    expect(called([over('uncommitted'), 0])).toEqual([]);
  });
});
