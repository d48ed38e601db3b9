import { describe, expect, it } from 'vitest';
import { MANY_TRIES } from '../../../../../src/contracts/link.ts';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { Failure } from '../../../../../src/contracts/failure.ts';
import {
  presentLost,
  presentPaused,
} from '../../../../../src/ui/features/update/pause-presenter.ts';
import { CONNECTION_METHODS } from '../../../../../src/ui/state/connection-method.ts';
import { beginRun } from '../../../../../src/ui/state/run-view.ts';
import type { Pause, RunView } from '../../../../../src/ui/state/run-view.ts';
import { order } from '../../../../support/ui/fixtures.ts';

const clocks = { now: 0, wallIn: (ms: number) => 1_000_000 + ms };
const pause: Pause = {
  ...{ why: 'link-lost', link: 'serial', leftMs: 60_000, at: 0, tries: 1, failure: null },
};
const half: RunView = {
  ...beginRun(order, 0),
  ...{ phase: 'writing', acknowledgedBytes: order.bundleBytes / 2, pauses: 1 },
};
const oldGrant = toFailure(new OtaError('link/stale-grant', { address: 'x', detail: '' }));

const lost = (
  by: keyof typeof CONNECTION_METHODS,
  own: Partial<Pause> = {},
  facts: Partial<Parameters<typeof presentLost>[1]> = {},
) => {
  const latest = { ...pause, ...own };
  const traits = CONNECTION_METHODS[by];
  const chooseAgain = () => Promise.resolve({ ok: true, value: null } as const);
  const method = by === 'practice' ? { traits } : { traits, chooseAgain };
  return presentLost(
    { ...half, pause: latest },
    { ...clocks, pause: latest, cause: 'cable', missing: null, method, ...facts },
  );
};
const air = (failure: Failure | null, tries = 1) =>
  lost('bluetooth', { link: 'bluetooth', tries, failure }, { cause: 'reach' });
const commandsOf = (show: { readonly actions: readonly { readonly command: string }[] }) =>
  show.actions.map(({ command }) => command);

describe('what the card of a paused update draws', () => {
  it('goes on or ends by a press, and the key of the pause ends it too', () => {
    const show = presentPaused({ ...half, pause: { ...pause, why: 'asked' } }, clocks);
    expect(commandsOf(show)).toEqual(['go-on', 'stop']);
    expect(show.actions[0]).toMatchObject({ key: 'pause', kind: 'primary' });
    expect(show).toMatchObject({ percent: 50, helps: false, helpAction: null });
  });

  it('tells until when the device waits: of a hurried one sooner, and no longer when that is over', () => {
    const of = (own: Partial<RunView>, now = 0) =>
      presentPaused({ ...half, pause, ...own }, { ...clocks, now });
    expect(of({})).toMatchObject({ leftMs: 60_000, untilMs: 1_060_000 });
    expect(of({ timeFactor: 10 })).toMatchObject({ leftMs: 60_000, untilMs: 1_006_000 });
    expect(of({}, 60_000)).toMatchObject({ leftMs: 0, untilMs: null });
  });

  it('gives back first what this page took away', () => {
    const texts = (['cable', 'power', null] as const).map(
      (missing) => lost('practice', {}, { missing }).actions[0]?.text,
    );
    expect(new Set(texts).size).toBe(3);
    expect(commandsOf(lost('practice', {}, { missing: 'power' }))).toEqual(['help', 'stop']);
  });

  it('lets a port be chosen anew beside the usual way, and a device on the air only where nothing else helps', () => {
    expect(commandsOf(lost('cable'))).toEqual(['help', 'choose-again', 'stop']);
    expect(commandsOf(air(null))).toEqual(['help', 'stop']);
    const old = air(oldGrant);
    expect(commandsOf(old)).toEqual(['choose-again', 'help', 'stop']);
    expect(old.actions.map(({ kind }) => kind)).toEqual(['primary', undefined, 'danger']);
  });

  it('shows what helps where the last try told why, or many were in vain', () => {
    const radioOff = toFailure(new OtaError('link/radio-off', { kind: 'bluetooth' }));
    const told = lost('bluetooth', { link: 'bluetooth', failure: radioOff }, { cause: 'radio' });
    expect([air(null).helps, told.helps, air(null, MANY_TRIES).helps]).toEqual([false, true, true]);
    expect([air(null).helpAction, told.helpAction?.command]).toEqual([null, 'choose-again']);
    // Of a cable it is all in the words.
    expect(lost('cable', { tries: MANY_TRIES }).helps).toBe(false);
  });

  it('speaks anew when the cause changes or many tries were in vain, not at each try', () => {
    const keys = [air(null).key, air(null, 2).key, air(null, MANY_TRIES).key, lost('cable').key];
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });
});
