import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { coordinatorWords } from '../../../../../src/ui/features/roll-out/kept-words.ts';
import { happensText, nobodyText } from '../../../../../src/ui/features/roll-out/draft-words.ts';
import type { KeptStanding, RollOutNews, RollOutRow } from '../../../../../src/workers/api.ts';
import { bundle } from '../../../../support/ui/fixtures.ts';

import {
  SUMMARY,
  NEWS,
  setUp,
  fileNamed,
  settled,
  started,
} from '../../../../support/ui/roll-out-page-double.ts';

describe('a roll-out that is put together', () => {
  it('says what it lacks, and what will happen once it has all', async () => {
    const { draft, asked } = setUp();
    expect(draft.lacks).toBe('firmware');
    await draft.look();
    await draft.add(fileNamed('fw.zip'));
    expect(asked).toEqual(['open', 'trust keys', 'add fw.zip', 'summarize 2']);
    expect(draft.lacks).toBeNull();
    expect(draft.summary).toEqual(SUMMARY);
    draft.choose({ mode: 'groups', groups: ['none'] });
    expect(draft.lacks).toBe('devices');
    await settled();
    expect(draft.summary).toBeNull();
    draft.choose({ mode: 'all' });
    draft.rule({ preset: 'own', ownWaves: 'x' });
    expect(draft.lacks).toBe('rules');
    draft.rule({ preset: 'once' });
    await settled();
    expect(draft.summary).toEqual(SUMMARY);
  });

  it('keeps one file for each chip and application, and says why another is not used', async () => {
    const { draft, asked, as } = setUp();
    await draft.add(fileNamed('one.zip'));
    as('esp32c3');
    await draft.add(fileNamed('two.zip'));
    await draft.add(fileNamed('three.zip'));
    const names = () => draft.files.map(({ file: { name } }) => name);
    expect(names()).toEqual(['one.zip', 'three.zip']);
    await draft.add(fileNamed('bad.zip'));
    expect(draft.given).toMatchObject({ name: 'bad.zip', failure: { code: 'bundle/not-a-zip' } });
    expect(names()).toEqual(['one.zip', 'three.zip']);
    draft.drop('sha of one.zip');
    expect(names()).toEqual(['three.zip']);
    expect(asked).toContain('drop sha of one.zip');
  });

  it('is told in sentences that change with its rules', () => {
    const { draft } = setUp();
    const summary = { ...SUMMARY, waves: [1, 3, 12, 30] };
    expect(happensText(summary, draft.rules)).toBe(
      '1 device, then 3, 12, 30. Stops at 3 failures. Each wave waits until all before it are committed and have run 30 min.',
    );
    draft.rule({ soakMs: 86_400_000, waitBefore: 'restart', isQuiet: true });
    expect(happensText({ ...SUMMARY, waves: [2] }, draft.rules)).toBe(
      '2 devices at once. Stops at 3 failures. Each device is asked again when it has run 1 day. Each wave waits for you before its devices restart. No restarts from 22:00 to 06:00.',
    );
    expect(nobodyText(summary, draft.rules).text).toMatch(/^Devices wait for you up to 45 minutes/);
  });

  it('is for the devices of the fleet that were chosen there', async () => {
    const { rollOut, draft } = setUp();
    rollOut.choose(['b']);
    await draft.look();
    expect(draft.chosen.devices.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('a roll-out that is led', () => {
  it('tells its thread all that people wish, one after the other, and knows what that has changed by itself', async () => {
    const { rollOut, run, controls } = await started();
    const led = rollOut.run;
    expect(led?.startedAtMs).toBe(5_000);
    expect(led?.nameOf('a')).toEqual({ alias: 'Lamp a', group: null });
    run.tell(NEWS);
    led?.pause();
    led?.release(1);
    led?.goOn();
    expect(led?.control).toMatchObject({ paused: false, releasedWaves: 2 });
    await settled();
    const lapsed = { ...NEWS, control: { ...NEWS.control, paused: true }, hasLapsed: true };
    // The first that comes may have been made before the thread took the wishes.
    run.tell(lapsed);
    expect(led?.control.paused).toBe(false);
    run.tell(lapsed);
    expect(led?.control.paused).toBe(true);
    led?.raiseLimit(5);
    led?.pass(0);
    led?.stop({ goBack: true });
    expect(controls).toEqual([
      { paused: true },
      { releasedWaves: 2 },
      { paused: false },
      { moreFailures: 2 },
      { passedWaves: 1 },
      { stopped: true, goBack: true },
    ]);
  });

  it('holds the page until it is over, and not while it is halted with nobody under way', async () => {
    const { rollOut, run, leading } = await started();
    expect(rollOut.running).toBe(true);
    run.tell({ ...NEWS, state: 'halted', haltReason: 'failures' });
    expect(rollOut.running).toBe(false);
    run.finish({ ok: true, value: 'stopped' });
    await leading;
    expect(rollOut.run?.end).toEqual({ kind: 'halted', atMs: 5_000 });
    rollOut.anew();
    expect(rollOut.run).toBeNull();
  });

  it('is not begun where somebody asks for a password that is not known', async () => {
    const { rollOut, draft, runs, deny } = setUp();
    await draft.look();
    await draft.add(fileNamed('fw.zip'));
    deny(['mqtt+ws://h/']);
    await rollOut.start();
    expect([rollOut.run, rollOut.access.isDenied, runs]).toEqual([null, true, []]);
    deny([]);
    void rollOut.start();
    await settled();
    expect(runs).toHaveLength(1);
  });

  it('is not begun where another page leads one, and ends with the failure when its thread is gone', async () => {
    const first = await started();
    first.run.finish({ ok: true, value: null });
    await first.leading;
    expect([first.rollOut.run, first.rollOut.refusal]).toEqual([null, 'led-elsewhere']);

    const second = await started();
    const died = toFailure(new OtaError('worker/died', { worker: 'updater' }));
    second.die();
    second.run.finish({ ok: false, failure: died });
    await second.leading;
    expect(second.rollOut.run?.end).toMatchObject({
      kind: 'failed',
      failure: { code: 'worker/died' },
    });
    // The next thread gets the files again.
    second.rollOut.anew();
    await settled();
    expect(second.asked.slice(-4)).toEqual(['open', 'trust keys', 'add fw.zip', 'summarize 2']);
  });
});

const rowOf = (id: string, record: RollOutRow['record']): RollOutRow => ({
  ...{ id, record, from: null, to: null, phase: null, percent: null },
  ...{ isOnTrial: false, waits: false },
});

describe('devices that a page has under way', () => {
  const underWay = (id: string) => rowOf(id, { state: 'under-way', wave: 0, tries: 1, sinceMs: 1 });
  const waiting = (id: string) =>
    rowOf(id, { state: 'waiting', wave: null, tries: 0, notBeforeMs: 0, failure: null });

  it('are those of the roll-out that it leads, until that has ended', async () => {
    const { rollOut, run, leading } = await started();
    run.tell({ ...NEWS, rows: [underWay('a'), waiting('b')] });
    expect(['a', 'b', 'c'].map((id) => rollOut.updates(id))).toEqual([true, false, false]);
    run.finish({ ok: true, value: 'stopped' });
    await leading;
    expect(rollOut.updates('a')).toBe(false);
  });

  it('are none of one that another page leads', async () => {
    const { rollOut, watches } = setUp();
    rollOut.watch(PLACE);
    await settled();
    watches[0]?.tell({ ...keptNews(), rows: [underWay('a')] });
    expect(rollOut.updates('a')).toBe(false);
    watches[0]?.tell(keptNews({ standing: 'own', role: 'take-over' }));
    expect(rollOut.updates('a')).toBe(true);
  });
});

describe('what is left of a roll-out', () => {
  const failure = toFailure(OtaError.from(new OtaError('bundle/not-a-zip', { file: 'x' })));
  const rows = [
    rowOf('a', { state: 'committed', wave: 0, tries: 1, atMs: 1, soaked: true }),
    rowOf('b', { state: 'failed', wave: 0, tries: 1, atMs: 1, failure }),
  ];

  it('is put together anew for who is not committed, by the same rules', async () => {
    const { rollOut, draft, run, leading } = await started();
    draft.rule({ stopAt: '10' });
    run.tell({ ...NEWS, rows });
    rollOut.withRest(); // it goes on
    expect(rollOut.run).not.toBeNull();
    run.finish({ ok: true, value: 'stopped' });
    await leading;
    expect(rollOut.run?.rest).toEqual(['b']);
    rollOut.withRest();
    expect([rollOut.run, draft.chosen.devices.map(({ id }) => id), draft.rules.stopAt]).toEqual([
      null,
      ['b'],
      '10',
    ]);
  });

  it('has the rules of whoever began it, where it was watched', async () => {
    const { rollOut, draft, watches } = setUp();
    rollOut.watch(PLACE);
    await settled();
    const [watch] = watches;
    const news = keptNews();
    const plan = news.kept?.plan ?? null;
    if (plan === null) throw new Error('no plan');
    const quietHours = { fromMinute: 1_320, untilMinute: 365, timeZone: 'UTC' };
    const rules = { ...plan.plan, stopAt: { kind: 'percent', percent: 2 } as const, quietHours };
    const kept = { ...plan, plan: { ...rules, waves: [{ kind: 'rest' } as const] } };
    watch?.tell({ ...news, ...keptNews({ plan: kept }), rows });
    watch?.finish({ ok: true, value: 'stopped' });
    await settled();
    rollOut.withRest();
    expect(draft.rules).toMatchObject({
      ...{ preset: 'own', ownWaves: 'rest', stopAt: 'own', ownStopAt: '2 %', atOnce: 1 },
      ...{ isQuiet: true, quietFrom: '22:00', quietUntil: '06:05', commitTimeoutMs: 1_000 },
    });
  });
});

const PLACE = { broker: 'mqtt+ws://h:9001/', name: 'spring' };

const keptNews = (own: Partial<KeptStanding> = {}): RollOutNews => ({
  ...NEWS,
  kept: {
    ...{ standing: 'held', coordinator: 'host 12', role: 'watch', lost: null },
    plan: {
      plan: {
        ...{ devices: [{ id: 'a', url: 'ws://a/rpc', group: null }], waves: [], soakMs: 0 },
        ...{ stopAt: { kind: 'devices', count: 3 }, retries: 1, atOnce: 1, offlineMs: 0 },
        ...{ quietHours: null, waitBefore: 'nothing' },
      },
      commitTimeoutMs: 1_000,
      bundles: ['fw.zip'],
      isWritten: true,
      firmware: [{ platform: 'esp32', app: 'demo', version: '2.0.0', sha256: 'sha of fw.zip' }],
    },
    ...own,
  },
});

describe('a roll-out that a broker keeps', () => {
  it('is offered at the brokers of the devices and of places, and by itself where all are at one', async () => {
    const { draft } = setUp();
    await draft.look();
    await draft.add(fileNamed('fw.zip'));
    expect([draft.brokers, draft.keptAt]).toEqual([['mqtt+ws://h:9001/'], null]);
    const at = (id: string, broker = 'b') => `${id} mqtt+ws://${broker}:9/${id}`;
    draft.choose({ mode: 'list', list: [at('x'), at('y')].join('\n') });
    expect(draft.brokers).toEqual(['mqtt+ws://b:9/', 'mqtt+ws://h:9001/']);
    const { version } = bundle;
    const kept = { broker: 'mqtt+ws://b:9/', name: `${version}-19700101-000005` };
    expect([draft.keptAt, draft.order?.keptAt]).toEqual([kept, kept]);
    draft.rule({ waitBefore: 'restart' });
    expect(draft.keptAt).toBeNull();
    draft.rule({ waitBefore: 'nothing' });
    draft.choose({ list: [at('x'), at('y', 'c')].join('\n') });
    expect(draft.keptAt).toBeNull();
    draft.keep({ broker: 'mqtt+ws://h:9001/', name: 'a/b' });
    expect(draft.lacks).toBe('name');
    draft.keep({ name: 'spring' });
    expect([draft.lacks, draft.keptAt]).toEqual([null, PLACE]);
    draft.keep({ broker: null });
    expect(draft.keptAt).toBeNull();
  });

  it('is watched without holding the page, and taken over with its files alone', async () => {
    const { rollOut, watches, joins, asked } = setUp();
    expect(rollOut.watch(PLACE)).toBe(true);
    await settled();
    const [watch] = watches;
    expect(watch?.place).toEqual(PLACE);
    const { run, takeOver } = rollOut;
    expect([run?.plan, rollOut.running]).toEqual([null, false]);
    watch?.tell(keptNews());
    expect([run?.total, run?.versions, run?.nameOf('a').alias]).toEqual([1, ['2.0.0'], 'Lamp a']);
    watch?.tell({ ...keptNews({ standing: 'gone' }) });
    expect(coordinatorWords(run?.standing ?? null)).toMatchObject({ isVacant: true });
    expect([takeOver?.isReady, takeOver?.lacks.length]).toEqual([false, 1]);
    await takeOver?.add(fileNamed('other.zip'));
    expect(takeOver?.unused).toEqual({ name: 'other.zip', failure: null });
    expect(asked).toContain('drop sha of other.zip');
    await takeOver?.add(fileNamed('fw.zip'));
    expect([takeOver?.unused, takeOver?.isReady]).toEqual([null, true]);
    await takeOver?.join('take-over');
    expect(joins).toEqual(['take-over']);
    watch?.tell(keptNews({ standing: 'own', role: 'take-over' }));
    expect(rollOut.running).toBe(true);
    rollOut.leave(); // devices are under way in this page
    expect(rollOut.run).not.toBeNull();
    // Another one is not watched beside it.
    expect(rollOut.watch({ ...PLACE, name: 'other' })).toBe(false);
    watch?.tell(keptNews({ standing: 'held' }));
    rollOut.leave();
    expect([rollOut.run, asked.at(-1)]).toEqual([null, 'leave']);
  });

  it('is not taken over where its devices are not written to: only commands can go on with it', async () => {
    const { rollOut, watches } = setUp();
    rollOut.watch(PLACE);
    await settled();
    const { takeOver } = rollOut;
    await takeOver?.add(fileNamed('fw.zip'));
    const { kept, ...rest } = keptNews({ standing: 'gone' });
    const plan = kept?.plan ?? null;
    if (kept === null || plan === null) throw new Error('the broker keeps it');
    watches[0]?.tell({ ...rest, kept: { ...kept, plan: { ...plan, isWritten: false } } });
    await takeOver?.add(fileNamed('fw.zip'));
    expect([takeOver?.lacks.length, takeOver?.isOtherWay, takeOver?.isReady]).toEqual([
      0,
      true,
      false,
    ]);
  });

  it('is not begun where the broker keeps another one by its name', async () => {
    const { rollOut, run, leading } = await started();
    run.finish({ ok: true, value: 'name-taken' });
    await leading;
    expect([rollOut.run, rollOut.refusal]).toEqual([null, 'name-taken']);
  });

  it('gets another name than the one before it', async () => {
    const { rollOut, draft, run, leading } = await started();
    draft.keep({ broker: PLACE.broker, name: 'spring' });
    run.finish({ ok: true, value: 'completed' });
    await leading;
    rollOut.anew();
    expect(draft.keptAt?.name).not.toBe('spring');
  });
});
