import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { bootSafetyOf } from '../../../../../src/ota-core/platforms/facts.ts';
import { showSlot } from '../../../../../src/ui/features/batch/batch-slot-say.ts';
import type { BatchSlotFacts } from '../../../../../src/ui/features/batch/batch-slot-say.ts';
import {
  canTryAgain,
  type BatchSlotEnd,
  type BatchSlotState,
} from '../../../../../src/ui/features/batch/batch-slot-state.ts';
import { orderOf } from '../../../../../src/ui/state/run-order.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../../src/ui/state/run-view.ts';
import { bundle, deviceOn } from '../../../../support/ui/fixtures.ts';

const device = deviceOn('1.0.0');
const failure = toFailure(new OtaError('update/timed-out', { waitedMs: 1_000 }));
const run: RunView = beginRun(orderOf(bundle, device, 300_000), 0);

const show = (state: BatchSlotState, own: Partial<BatchSlotFacts> = {}) =>
  showSlot({
    ...{
      state,
      checks: [],
      armed: false,
      held: false,
      blocked: false,
      place: null,
      hasPort: true,
      to: bundle,
    },
    ...{ now: 0, wallIn: (ms: number) => ms, leftMs: null, usualRestartMs: null, ...own },
  });
const over = (end: BatchSlotEnd) => show({ kind: 'over', device, end, to: bundle, tookMs: 39_000 });
const running = (own: Partial<RunView>, facts: Partial<BatchSlotFacts> = {}) =>
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
      { ...check, text: 'No unexpected restart', pending: true },
    ];
    const shown = running({ trial }, { checks });
    expect(shown.bar).toMatchObject({ look: 'guard', text: '1 of 2' });
    expect(shown.tag.text).toBe('On trial, 4:40 left');
    expect(shown.say).toMatch(/^Waits for “No unexpected restart”\. Kept by itself/);
  });

  it('promises of a stock device only what its boot loader keeps', () => {
    const safety = bootSafetyOf({ arch: 'esp32' });
    const order = { ...run.order, safety };
    const gone = { ...device, safety };
    const end = { kind: 'unknown', failure } as const;
    const says = [
      running({ phase: 'rebooting', order }).say,
      running({ phase: 'rebooting', order }, { hasPort: false }).say,
      show({ kind: 'over', device: gone, end, to: bundle, tookMs: null }).say,
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

  it('says which place in line it has, and that nothing is sent yet', () => {
    const shown = show({ kind: 'queued', device }, { place: 3 });
    expect(shown).toMatchObject({ look: 'calm', mark: null, tag: { text: 'In line, number 3' } });
    expect(shown.say).toMatch(/^1\.0\.0 → 1\.1\.0\. Eight devices are being written/);
    expect(shown.say).toMatch(/Nothing is sent yet\.$/);
    expect(show({ kind: 'queued', device }, { place: 1, held: true }).say).toMatch(
      /starts after Go on/,
    );
  });

  it('says of a pause what the update of one device says: until when it waits, and what then', () => {
    const asked = { why: 'asked', link: 'serial', leftMs: 60_000, at: 0, tries: 0 } as const;
    const wallIn = (ms: number): number => new Date(2026, 10, 29, 14, 0, 0).getTime() + ms;
    const pause = { ...asked, failure: null };
    const at = { phase: 'writing', acknowledgedBytes: 620_000, pause } as const;
    const shown = running(at, { wallIn });
    expect(shown.tag).toMatchObject({ text: 'Paused at 62 %', mark: 'hold' });
    expect(shown.say).toBe(
      'The device waits until 14:01:00, then forgets this part. Safe on 1.0.0.',
    );
    expect(shown.bar).toMatchObject({ look: 'still', level: 0.62 });
    expect(running(at, { wallIn, now: 60_001 }).say).toMatch(/^The device has stopped waiting\./);
    expect(running(at, { wallIn, hasPort: false }).act).toMatch(/plug it in again/);
  });

  it('says before a pause that the present block is still written', () => {
    expect(running({ phase: 'writing', pausing: true }).say).toMatch(/^It pauses after this block/);
    expect(running({ phase: 'preparing' }, { held: true }).say).toMatch(/before the first block/);
    expect(running({ phase: 'preparing' }).say).not.toMatch(/pauses/);
  });

  it('names builds wherever two firmwares have one version', () => {
    const rebuilt = deviceOn('1.1.0');
    const other = { ...rebuilt, info: { ...rebuilt.info, fw_id: 'build-109' } };
    const again: RunView = beginRun(orderOf(bundle, other, 300_000), 0);
    const unknown = { kind: 'unknown', failure } as const;
    const said = [
      show({ kind: 'ready', device: other }),
      show({ kind: 'queued', device: other }, { place: 1 }),
      show({ kind: 'running', device: other, run: { ...again, phase: 'rebooting' } }),
      show({ kind: 'over', device: other, end: unknown, to: bundle, tookMs: null }),
      show({
        ...{ kind: 'over', device: other, to: bundle, tookMs: null },
        end: { kind: 'went-back', why: null },
      }),
    ];
    for (const { say, tag } of said)
      expect(`${tag.text} ${say}`).toMatch(/1\.1\.0 \(build build-109\)/);
    const ends = [{ kind: 'passed', how: 'updated' } as const];
    for (const end of ends)
      expect(show({ kind: 'over', device: other, end, to: bundle, tookMs: 1 }).tag.text).toBe(
        'Pass: runs 1.1.0 (build build-110)',
      );
  });

  it('names no build where the very same one ran already', () => {
    const same = deviceOn('1.1.0');
    const end = { kind: 'passed', how: 'up-to-date' } as const;
    expect(show({ kind: 'over', device: same, end, to: bundle, tookMs: null }).tag.text).toBe(
      'Pass: ran 1.1.0 already',
    );
  });

  it('offers what can be done in its state, and nothing that is started while nothing may be', () => {
    const commands = (card: ReturnType<typeof show>) => card.actions.map(({ command }) => command);
    const ready: BatchSlotState = { kind: 'ready', device };
    const blocked = { blocked: true };
    const end = (kind: BatchSlotEnd, own: Partial<BatchSlotFacts> = {}) =>
      commands(show({ kind: 'over', device, end: kind, to: bundle, tookMs: 1 }, own));
    expect(commands(show({ kind: 'free' }))).toEqual([]);
    expect(commands(show(ready))).toEqual(['start']);
    expect(commands(show(ready, blocked))).toEqual([]);
    expect(commands(show(ready, { to: null }))).toEqual([]);
    expect(commands(show({ kind: 'queued', device }, blocked))).toEqual(['take-off']);
    expect(commands(running({}))).toEqual(['cancel']);
    expect(commands(running({ cancelling: true }))).toEqual([]);
    expect(commands(running({ decision: 'keep' }))).toEqual([]);
    expect(end({ kind: 'passed', how: 'updated' })).toEqual(['next']);
    expect(end({ kind: 'passed', how: 'up-to-date' })).toEqual(['next', 'rewrite']);
    expect(end({ kind: 'failed', failure, percent: 1 })).toEqual(['next', 'retry']);
    expect(end({ kind: 'failed', failure, percent: 1 }, blocked)).toEqual(['next']);
    expect(end({ kind: 'failed', failure, percent: 1 }, { hasPort: false })).toEqual(['next']);
  });
});

describe('another try', () => {
  const refusedWith = (remoteMessage: string) =>
    toFailure(new OtaError('update/write-refused', { offset: 0, remoteCode: -4, remoteMessage }));

  it.each([
    [{ kind: 'failed', failure, percent: 59 }, true],
    [{ kind: 'went-back', why: null }, true],
    [{ kind: 'cancelled' }, true],
    [
      { kind: 'failed', failure: refusedWith('Boot loader update is not supported'), percent: 0 },
      false,
    ],
    [{ kind: 'failed', failure: refusedWith('Image too big'), percent: 0 }, false],
    [
      {
        kind: 'refused',
        failure: toFailure(new OtaError('bundle/wrong-platform', { bundle: 'a', device: 'b' })),
      },
      false,
    ],
    [{ kind: 'passed', how: 'updated' }, false],
  ] as const)('after %o is offered: %s', (end, offered) => {
    expect(canTryAgain(end)).toBe(offered);
  });
});
