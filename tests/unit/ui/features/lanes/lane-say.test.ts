import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { bootSafetyOf } from '../../../../../src/ota-core/boot/boot-safety.ts';
import { showLane } from '../../../../../src/ui/features/lanes/lane-say.ts';
import type { LaneFacts } from '../../../../../src/ui/features/lanes/lane-say.ts';
import type { LaneEnd, LaneState } from '../../../../../src/ui/features/lanes/lane-state.ts';
import { orderOf } from '../../../../../src/ui/state/run-order.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../../src/ui/state/run-view.ts';
import { bundle, deviceOn } from '../../../../support/ui/fixtures.ts';

const device = deviceOn('1.0.0');
const failure = toFailure(new OtaError('update/timed-out', { waitedMs: 1_000 }));
const run: RunView = beginRun(orderOf(bundle, device, 300_000), 0);

const show = (state: LaneState, own: Partial<LaneFacts> = {}) =>
  showLane({
    ...{ state, checks: [], armed: false, hasPort: true, to: '1.1.0' },
    ...{ now: 0, leftMs: null, usualRestartMs: null, ...own },
  });
const over = (end: LaneEnd) => show({ kind: 'over', device, end, to: '1.1.0', tookMs: 39_000 });
const running = (own: Partial<RunView>, facts: Partial<LaneFacts> = {}) =>
  show({ kind: 'running', device, run: { ...run, ...own } }, facts);

describe('a card of the bench', () => {
  it.each([
    [{ kind: 'passed', how: 'updated' }, 'done', 'go', /^Pass/],
    [{ kind: 'passed', how: 'up-to-date' }, 'done', 'go', /^Pass/],
    [{ kind: 'went-back', why: null }, 'went', 'back', /^Fail/],
    [{ kind: 'failed', failure, percent: 59 }, 'failed', 'stop', /^Fail: stopped at 59 %/],
    [{ kind: 'refused', failure }, 'failed', 'stop', /^Fail: not started/],
    [{ kind: 'unreached', failure }, 'failed', 'stop', /^Fail: no answer/],
    [{ kind: 'unknown', failure }, 'went', 'hold', /^Fail: not seen again/],
  ] as const)('tells %o by colour, shape and word', (end, look, mark, words) => {
    const shown = over(end);
    expect(shown).toMatchObject({ look, mark });
    expect(shown.tag.text).toMatch(words);
    expect(shown.act).not.toBeNull();
  });

  it('gives what a person stopped no mark', () => {
    expect(over({ kind: 'cancelled' })).toMatchObject({ look: 'calm', mark: null });
  });

  it('says what failed, and what the device runs', () => {
    expect(over({ kind: 'failed', failure, percent: 59 }).say).toMatch(/It runs 1\.0\.0\.$/);
  });

  it('says while it is free what a plug-in does', () => {
    expect(show({ kind: 'free' }).say).toMatch(/waits for your start/);
    expect(show({ kind: 'free' }, { armed: true }).say).toMatch(/starts by itself/);
  });

  it('asks for the device back when it is gone, before the restart and after it', () => {
    const lost = { why: 'link-lost', link: 'serial', leftMs: 42_000, at: 0 } as const;
    const pause = { ...lost, tries: 1, failure: null };
    expect(running({ phase: 'writing', pause }).act).toBe('Plug it in again within 0:42.');
    expect(running({ phase: 'rebooting' }, { hasPort: false }).act).toBe('Plug it in again.');
  });

  it('shows how much is written, and of a trial how many checks passed', () => {
    expect(running({ phase: 'writing', acknowledgedBytes: 620_000 }).bar).toEqual({
      look: 'run',
      level: 0.62,
      text: '62 %',
    });
    const trial = { leftMs: 280_000, at: 0, factor: 1 };
    const check = { mark: 'go', text: 'Runs', value: '', failed: null } as const;
    const checks = [
      { ...check, pending: false },
      { ...check, text: 'No second restart', pending: true },
    ];
    const shown = running({ trial }, { checks });
    expect(shown.bar).toMatchObject({ look: 'guard', text: '1 of 2' });
    expect(shown.tag.text).toBe('On trial, 4:40 left');
    expect(shown.say).toMatch(/^Waits for “No second restart”\. Kept by itself/);
  });

  it('promises of a stock device only what its boot loader keeps', () => {
    const safety = bootSafetyOf({ arch: 'esp32' });
    const order = { ...run.order, safety };
    const gone = { ...device, safety };
    const end = { kind: 'unknown', failure } as const;
    const says = [
      running({ phase: 'rebooting', order }).say,
      running({ phase: 'rebooting', order }, { hasPort: false }).say,
      show({ kind: 'over', device: gone, end, to: '1.1.0', tookMs: null }).say,
    ];
    for (const say of says) expect(say).toMatch(/unless 1\.1\.0 freezes while it starts\.$/);
    expect(running({ phase: 'rebooting' }).say).not.toMatch(/unless/);
  });

  it('is called as people or the device call it', () => {
    expect(show({ kind: 'ready', device })).toMatchObject({ name: 'esp32_0A1B2C', id: null });
    expect(show({ kind: 'ready', device: { ...device, name: 'Unit 13' } })).toMatchObject({
      name: 'Unit 13',
      id: 'esp32_0A1B2C',
    });
  });
});
