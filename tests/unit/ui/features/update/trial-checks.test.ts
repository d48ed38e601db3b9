import { describe, expect, it } from 'vitest';
import { isLate } from '../../../../../src/ui/features/update/loss-cause.ts';
import { trialChecks } from '../../../../../src/ui/state/evidence.ts';
import { beginRun, restartMsOf, withEvent } from '../../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../../src/ui/state/run-view.ts';
import type { HealthCheck, Phase, UpdateEvent } from '../../../../../src/workers/api.ts';
import { bundle, deviceOn, order } from '../../../../support/ui/fixtures.ts';

const context = {
  sessionId: 's',
  deviceId: 'd',
  bundleSha256: bundle.id,
  acknowledgedBytes: bundle.sizeBytes,
  callId: 1,
  at: 0,
};
const phase = (name: Phase): UpdateEvent => ({ ...context, type: 'phase', phase: name });
const before = { ...deviceOn('1.0.0').info, ram_free: 200_000 };
const steady: HealthCheck = { answeredInMs: 20, restarted: false };

const answer = (said: Partial<typeof before>, check: HealthCheck = steady): UpdateEvent => ({
  ...context,
  type: 'device',
  when: 'after',
  info: { ...deviceOn('1.1.0').info, uptime: 48, ram_free: 190_000, ...said },
  boot: { active_slot: 1, is_committed: false, revert_slot: 0, commit_timeout: 300 },
  check,
});

const after = (...events: readonly UpdateEvent[]): RunView =>
  events.reduce(
    (run, event, index) => withEvent(run, event, (index + 1) * 1_000),
    beginRun(order, 0),
  );
const checks = (...events: readonly UpdateEvent[]) =>
  trialChecks({ run: after(...events), before, bundle });
const failed = (...events: readonly UpdateEvent[]) =>
  checks(...events).flatMap(({ failed: why }) => (why === null ? [] : [why.headline]));

describe('the checks of a firmware on trial', () => {
  it('all pass when it runs as sent, steadily, and with its memory', () => {
    expect(checks(answer({})).map(({ mark }) => mark)).toEqual(Array<string>(6).fill('go'));
  });

  it.each([
    ['another version', answer({ fw_version: '1.0.9' }), 'Another version answers'],
    ['another build', answer({ fw_id: 'other' }), 'Another build answers'],
    ['69 % of the memory', answer({ ram_free: 138_000 }), 'Much less free memory than before'],
    ['slow answers', answer({}, { ...steady, answeredInMs: 2_001 }), 'It answers slowly'],
    ['a second restart', answer({}, { ...steady, restarted: true }), 'It restarted once more'],
  ])('find %s, and put it first', (_, event, headline) => {
    expect(failed(event)).toEqual([headline]);
    expect(checks(event)[0]?.mark).toBe('stop');
  });

  it('let 70 % of the memory pass', () => {
    expect(failed(answer({ ram_free: 140_000 }))).toEqual([]);
  });

  it('do not forget a second restart when it answers well afterwards', () => {
    const events = [answer({}, { ...steady, restarted: true }), answer({})];
    expect(failed(...events)).toEqual(['It restarted once more']);
  });

  it('wait for what cannot be known yet, and do not fail on what is not reported', () => {
    const { info } = deviceOn('1.0.0');
    const run: RunView = { ...after(answer({ uptime: 5 })), health: null };
    const list = trialChecks({ run, before: info, bundle });
    const waits = list.filter(({ mark }) => mark === 'wait').map(({ value }) => value);
    expect(waits).toEqual(['watching for 30 s', 'not reported', 'not asked yet']);
  });
});

describe('a restart that takes long', () => {
  const away = after(phase('rebooting'));

  it('is late after twice the usual time, and never within 10 seconds', () => {
    expect(isLate(away, 1_000 + 43_999, { usualMs: 22_000, onCable: false })).toBe(false);
    expect(isLate(away, 1_000 + 44_000, { usualMs: 22_000, onCable: false })).toBe(true);
    expect(isLate(away, 1_000 + 9_999, { usualMs: 2_000, onCable: false })).toBe(false);
    expect(isLate(away, 1_000 + 10_000, { usualMs: 2_000, onCable: false })).toBe(true);
  });

  it('is late after 45 seconds where no such device was seen before', () => {
    expect(isLate(away, 1_000 + 44_999, { usualMs: null, onCable: false })).toBe(false);
    expect(isLate(away, 1_000 + 45_000, { usualMs: null, onCable: false })).toBe(true);
  });

  it('is late after 20 seconds on a cable, whose port may be another one now', () => {
    expect(isLate(away, 1_000 + 19_999, { usualMs: null, onCable: true })).toBe(false);
    expect(isLate(away, 1_000 + 20_000, { usualMs: null, onCable: true })).toBe(true);
  });

  it('is over with the first answer, and then known', () => {
    const back = after(phase('rebooting'), phase('verifying'), answer({}));
    expect(isLate(back, 999_000, { usualMs: null, onCable: false })).toBe(false);
    expect(restartMsOf(back)).toBe(1_000);
    expect(restartMsOf(away)).toBeNull();
  });
});
