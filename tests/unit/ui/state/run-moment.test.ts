import { describe, expect, it } from 'vitest';
import { isCancellable, momentOfRun } from '../../../../src/ui/state/run-moment.ts';
import type { RunMoment } from '../../../../src/ui/state/run-moment.ts';
import { beginRun } from '../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../src/ui/state/run-view.ts';
import { order } from '../../../support/ui/fixtures.ts';

const run = (own: Partial<RunView>): RunView => ({ ...beginRun(order, 0), ...own });
const pause = { why: 'asked', link: 'serial', leftMs: 1, at: 0, tries: 0, failure: null } as const;
const trial = { leftMs: 1_000, at: 0, factor: 1 };
const silence = { kind: 'silent', link: 'serial', since: 0 } as const;
const onTrial = { phase: 'verifying', trial } as const;

describe('the moment of an update', () => {
  it.each<[RunMoment, Partial<RunView>]>([
    ['checking', {}],
    ['checking', { phase: 'checking' }],
    ['preparing', { phase: 'preparing' }],
    ['writing', { phase: 'writing' }],
    ['writing', { phase: 'writing', pausing: true }],
    ['paused', { phase: 'writing', pause }],
    ['lost', { phase: 'writing', pause: { ...pause, why: 'link-lost' } }],
    ['cancelling', { phase: 'writing', pause, cancelling: true }],
    ['finishing', { phase: 'finalizing' }],
    ['restarting', { phase: 'rebooting' }],
    ['verifying', { phase: 'verifying' }],
    ['trial', onTrial],
    ['silent', { ...onTrial, silence }],
    ['silent', { ...onTrial, silence, decision: 'keep' }],
    ['keeping', { ...onTrial, decision: 'keep' }],
    ['keeping', { phase: 'committing' }],
    ['going-back', { ...onTrial, decision: 'go-back' }],
  ])('is %s', (moment, own) => {
    expect(momentOfRun(run(own))).toBe(moment);
  });

  it('lets it be cancelled, or held, only before the last byte', () => {
    const phases = ['connecting', 'checking', 'preparing', 'writing'] as const;
    const past = ['finalizing', 'rebooting', 'verifying', 'committing'] as const;
    expect(phases.map((phase) => isCancellable(run({ phase })))).not.toContain(false);
    expect(past.map((phase) => isCancellable(run({ phase })))).not.toContain(true);
    expect(isCancellable(run({ phase: 'writing', pause }))).toBe(true);
    expect(isCancellable(run({ phase: 'writing', cancelling: true }))).toBe(false);
    expect(isCancellable(run(onTrial))).toBe(false);
  });
});
