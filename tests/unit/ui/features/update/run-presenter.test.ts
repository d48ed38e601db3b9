import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import {
  presentFinished,
  presentRunning,
} from '../../../../../src/ui/features/update/run-presenter.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../../src/ui/state/run-view.ts';
import type { UpdateResult } from '../../../../../src/workers/api.ts';
import { order } from '../../../../support/ui/fixtures.ts';

const restart = { fromMs: 4_000, toMs: 6_000 };
const runIn = (own: Partial<RunView>): RunView => ({ ...beginRun(order, 0), ...own });
const running = (own: Partial<RunView>, now = 0) =>
  presentRunning(runIn(own), { now, ifLost: 'cable' });
const commands = (own: Partial<RunView>) => running(own).actions.map(({ command }) => command);
const half = { phase: 'writing', acknowledgedBytes: order.bundleBytes / 2 } as const;

describe('what the card of a running update draws', () => {
  it('can be cancelled until the restart, paused while it writes, and neither while it is cancelled', () => {
    expect(commands({ phase: 'preparing' })).toEqual(['cancel']);
    expect(commands(half)).toEqual(['pause', 'cancel']);
    expect(commands({ ...half, cancelling: true })).toEqual([]);
    expect(commands({ phase: 'rebooting' })).toEqual([]);
  });

  it('keeps the place of a pause that was asked for, and says why it cannot be pressed', () => {
    expect(running(half).actions[0]?.off).toBeNull();
    expect(running({ ...half, pausing: true }).actions[0]?.off).toMatch(/./);
  });

  it('is another state after each phase and pause, and not at each percent', () => {
    const key = running(half).key;
    expect(running({ ...half, acknowledgedBytes: 1 }).key).toBe(key);
    expect(running({ ...half, pauses: 1 }).key).not.toBe(key);
    expect(running({ phase: 'rebooting' }).key).not.toBe(key);
    expect(running({ ...half, cancelling: true }).key).toBe('cancelling');
  });

  it('says how much is written, in words and numbers, and where it stands', () => {
    const show = running(half);
    expect([show.done, show.percent]).toEqual([0.5, 50]);
    expect(show.words.headline).toBe('Writing 1.1.0 to slot\u00a0B');
    expect(show.stages.map(({ state }) => state).slice(0, 4)).toEqual([
      ...['done', 'done', 'here', 'todo'],
    ]);
    expect(
      presentRunning({ ...beginRun({ ...order, bundleBytes: 0 }, 0) }, { now: 0, ifLost: 'cable' })
        .done,
    ).toBe(0);
  });

  it('tells the usual restart, but not of a device whose time runs faster', () => {
    const told = { ...order, expected: { restart } as NonNullable<typeof order.expected> };
    const usualAt = (timeFactor: number) => running({ order: told, timeFactor }).usual;
    expect([usualAt(1), usualAt(100)]).toEqual([restart, null]);
  });
});

const figures = { from: '1.0.0', to: '1.1.0', bytes: 1, seconds: 1, writeSeconds: 1 };
const refused = toFailure(
  new OtaError('bundle/wrong-platform', { bundle: 'cc3200', device: 'esp32' }),
);
const lost = toFailure(new OtaError('link/lost', { kind: 'serial', detail: 'unplugged' }));
const ended = (own: Record<string, unknown>, run: Partial<RunView> = { phase: 'writing' }) =>
  presentFinished({
    run: runIn(run),
    result: { ...figures, ...own } as UpdateResult,
    endedAt: 90_000,
    endedWallMs: 0,
  });
const offers = (own: Record<string, unknown>) => ended(own).actions.map(({ command }) => command);

describe('what the card of a finished update draws', () => {
  it('offers the next device after a success, and to look again where nothing is certain', () => {
    expect(offers({ result: 'committed' })).toEqual(['next-device', 'finish']);
    expect(offers({ result: 'uncommitted' })).toEqual(['leave-result', 'next-device']);
    expect(offers({ result: 'unknown', failure: lost })).toEqual(['leave-result', 'next-device']);
  });

  it('offers another file where the same one cannot succeed, and the same one where it can', () => {
    expect(offers({ result: 'failed', failure: refused })).toEqual(['choose-file', 'next-device']);
    expect(offers({ result: 'failed', failure: lost })).toEqual(['leave-result', 'next-device']);
  });

  it('calls the way on by what happened', () => {
    const first = (own: Record<string, unknown>) => ended(own).actions[0]?.text;
    const running = { version: '1.0.0', buildId: 'b', slot: 0, committed: true };
    const texts = [
      first({ result: 'reverted', cause: 'asked', running }),
      first({ result: 'uncommitted' }),
      first({ result: 'unknown', failure: lost }),
      first({ result: 'cancelled' }),
    ];
    expect(texts[0]).toContain('1.1.0');
    expect(new Set(texts).size).toBe(4);
  });

  it('shows the details of what stopped it, and none of a success', () => {
    expect(ended({ result: 'failed', failure: lost }).failure).toBe(lost);
    expect(ended({ result: 'committed' }).failure).toBeNull();
    expect(ended({ result: 'uncommitted', failure: lost }).failure).toBeNull();
  });

  it('says of a cancel that the device did not hear that it was not heard', () => {
    const pause = {
      why: 'link-lost',
      link: 'serial',
      leftMs: 1,
      at: 0,
      tries: 0,
      failure: null,
    } as const;
    const heard = ended({ result: 'cancelled' }).words;
    expect(ended({ result: 'cancelled' }, { phase: 'writing', pause }).words).not.toEqual(heard);
    expect(ended({ result: 'cancelled', unanswered: true }).words).not.toEqual(heard);
  });
});
