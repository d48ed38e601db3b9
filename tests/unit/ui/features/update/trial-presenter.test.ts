import { describe, expect, it } from 'vitest';
import {
  choiceWith,
  presentLate,
  presentLostTrial,
  presentTrial,
} from '../../../../../src/ui/features/update/trial-presenter.ts';
import { CONNECTION_METHODS } from '../../../../../src/ui/state/connection-method.ts';
import { beginRun, withEvent } from '../../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../../src/ui/state/run-view.ts';
import type { TrialCheck } from '../../../../../src/messages/check-words.ts';
import type { UpdateEvent } from '../../../../../src/workers/api.ts';
import { order } from '../../../../support/ui/fixtures.ts';

const event = (body: Record<string, unknown>): UpdateEvent =>
  ({ acknowledgedBytes: 1, at: 0, ...body }) as UpdateEvent; // what the picture of an update reads of it
const trialOf = (leftMs: number | null): RunView =>
  withEvent(beginRun(order, 0), event({ type: 'trial', version: '1.1.0', leftMs }), 0);
const clocks = { now: 0, wallIn: (ms: number) => 1_000_000 + ms };
const good: TrialCheck = {
  mark: 'go',
  text: 'answers',
  failed: null,
  pending: false,
} as TrialCheck;
const bad: TrialCheck = {
  ...good,
  mark: 'stop',
  failed: { headline: 'It answers slowly' },
} as TrialCheck;

const trial = (own: Partial<RunView> = {}, checks = [good], leftMs: number | null = 300_000) =>
  presentTrial({ ...trialOf(leftMs), ...own }, { ...clocks, checks });
const commandsOf = (show: { readonly actions: readonly { readonly command: string }[] }) =>
  show.actions.map(({ command }) => command);

describe('what the card of a firmware on trial draws', () => {
  it('offers first to keep what is well, and first to go back from what is not', () => {
    expect(commandsOf(trial())).toEqual(['keep', 'go-back']);
    expect(commandsOf(trial({}, [good, bad]))).toEqual(['go-back', 'check-again', 'keep-anyway']);
  });

  it('has keys for what is decided by a button of its own, and none to keep in spite of a failed check', () => {
    expect(trial().actions.map(({ key }) => key)).toEqual(['keep', 'go-back']);
    expect(trial({}, [bad]).actions.map(({ key }) => key)).toEqual([
      'go-back',
      undefined,
      undefined,
    ]);
  });

  it('of one that its checks keep offers only to go back, and says what happens if nobody acts', () => {
    const guarded = { order: { ...order, isGuarded: true } };
    const calm = trial(guarded);
    expect(commandsOf(calm)).toEqual(['go-back']);
    expect(calm.words.headline).toBe('1.1.0 is kept once checked');
    expect(calm.words.safety.strong).toBe('If nobody acts:');
    expect(calm.words.safety.text).toMatch(
      /is kept once all checks have passed\. While one has not/,
    );
    const red = trial(guarded, [good, bad]);
    expect(commandsOf(red)).toEqual(['go-back', 'check-again']);
    expect(red.words.safety.strong).toBe('If nobody acts:');
  });

  it('offers nothing after the decision, and nothing when its time is over', () => {
    expect(commandsOf(trial({ decision: 'keep' }, [bad]))).toEqual([]);
    expect(commandsOf(trial({}, [bad], 0))).toEqual([]);
  });

  it('speaks anew when a check fails, at the decision and at the end, not at each second', () => {
    const keys = [
      trial().key,
      trial({}, [bad]).key,
      trial({ decision: 'go-back' }).key,
      trial({}, [good], 0).key,
    ];
    expect(new Set(keys).size).toBe(4);
    expect(trial({}, [good], 1_000).key).toBe(keys[0]);
  });

  it('is late in the row of stages only while a failed check can be decided upon', () => {
    const last = (show: ReturnType<typeof trial>) => show.stages.at(-1)?.state;
    expect([
      last(trial()),
      last(trial({}, [bad])),
      last(trial({ decision: 'keep' }, [bad])),
    ]).toEqual(['here', 'late', 'here']);
  });

  it('says that nobody knows how long where the device does not tell', () => {
    expect(trial({}, [good], null).leftMs).toBeNull();
    expect(commandsOf(trial({}, [good], null))).toEqual(['keep', 'go-back']);
  });
});

describe('what the card of a firmware on trial that is not reached draws', () => {
  const lostWith = (
    missing: 'cable' | 'power' | null,
    choice: 'port' | 'device' | null,
    cause: 'cable' | 'power' = 'cable',
  ) => presentLostTrial(trialOf(60_000), { ...clocks, cause, missing, choice });

  it('offers to give back what this page took, else to choose anew where that is possible, and to stop', () => {
    expect(commandsOf(lostWith('cable', 'port'))).toEqual(['give-back', 'stop']);
    expect(commandsOf(lostWith(null, 'port'))).toEqual(['choose-again', 'stop']);
    expect(commandsOf(lostWith(null, null))).toEqual(['stop']);
  });

  it('calls the two things that can be given back, and the two that can be chosen, by their names', () => {
    const [cable, power] = [lostWith('cable', null), lostWith('power', null)];
    expect(cable.actions[0]?.text).not.toBe(power.actions[0]?.text);
    const [port, device] = [lostWith(null, 'port'), lostWith(null, 'device')];
    expect(port.actions[0]?.text).not.toBe(device.actions[0]?.text);
  });

  it('speaks anew when the cause is another one, and counts its trial on', () => {
    expect(lostWith(null, null).key).not.toBe(lostWith(null, null, 'power').key);
    expect(lostWith(null, null).leftMs).toBe(60_000);
  });
});

describe('what the card of a device that is late draws', () => {
  const restarting = withEvent(
    beginRun(order, 0),
    event({ type: 'phase', phase: 'rebooting' }),
    10_000,
  );

  it('measures its absence by the trial that it may be on', () => {
    const show = presentLate(restarting, { ...clocks, now: 70_000, choice: null });
    expect([show.awayMs, show.share]).toEqual([60_000, 0.2]);
    expect(presentLate(restarting, { ...clocks, now: 999_000, choice: null }).share).toBe(1);
    expect(commandsOf(show)).toEqual(['stop']);
  });

  it('lets a person choose the place anew where the way can', () => {
    const { cable, bluetooth, practice } = CONNECTION_METHODS;
    const chooseAgain = () => Promise.resolve({ ok: true, value: null } as const);
    expect(choiceWith({ traits: practice })).toBeNull();
    expect(choiceWith({ traits: cable, chooseAgain })).toBe('port');
    expect(choiceWith({ traits: bluetooth, chooseAgain })).toBe('device');
  });
});
