import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { Outcome } from '../../../../src/contracts/failure.ts';
import type { BundleReport, DeviceReport, Finding } from '../../../../src/workers/api.ts';
import type { UpdaterClient } from '../../../../src/workers/client/updater-client.ts';
import { ChoiceState } from '../../../../src/ui/state/choice-state.svelte.ts';
import { RestartableUpdater } from '../../../../src/ui/state/restartable-updater.ts';
import { bundle, deviceOn, finding } from '../../../support/ui/fixtures.ts';
import { unmanaged } from '../../../support/ui/unmanaged.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const never = new Promise<never>(() => undefined);

/** An updater whose answers the test gives by hand. */
function updater() {
  const opened: ((outcome: Outcome<BundleReport>) => void)[] = [];
  const asked: ((outcome: Outcome<DeviceReport>) => void)[] = [];
  const expectedMacs: (string | null)[] = [];
  let stopped = 0;
  let findings: readonly Finding[] = [];
  let die: () => void = () => undefined;
  const open = (): UpdaterClient => ({
    died: new Promise((resolve) => {
      die = () => resolve(toFailure(new OtaError('worker/died', { worker: 'updater' })));
    }),
    terminate: () => undefined,
    useLinks: () => Promise.resolve(ok(null)),
    useAddress: () => Promise.resolve(ok(null)),
    signIn: () => Promise.resolve(ok(null)),
    openBundle: () => new Promise((resolve) => opened.push(resolve)),
    openFolder: () => new Promise((resolve) => opened.push(resolve)),
    trust: () => Promise.resolve(ok(null)),
    publicKey: () => Promise.resolve(ok(null)),
    readCode: () => Promise.resolve(ok(null)),
    checkedCopy: () => Promise.resolve(ok(new Blob(['mended']))),
    watchDevice: () => Promise.resolve(ok(null)),
    lookForDevice: () => Promise.resolve(ok(null)),
    askDevice: (expected) => {
      expectedMacs.push(expected?.mac ?? null);
      return new Promise((resolve) => asked.push(resolve));
    },
    stopAsking: () => {
      stopped += 1;
      return Promise.resolve(ok(null));
    },
    compare: () => Promise.resolve(ok({ findings, files: null })),
    update: () => never,
    pause: () => Promise.resolve(ok(null)),
    goOn: () => Promise.resolve(ok(null)),
    cancel: () => Promise.resolve(ok(null)),
    decide: () => Promise.resolve(ok(null)),
    check: () => Promise.resolve(ok(null)),
    setTimeFactor: () => Promise.resolve(ok(null)),
    settle: () => Promise.resolve(ok(null)),
    discard: () => Promise.resolve(ok(null)),
    seenDevices: () => Promise.resolve(ok([])),
    nameDevice: () => Promise.resolve(ok(null)),
    updatesOf: () => Promise.resolve(ok([])),
    linkLog: () => Promise.resolve(ok({ lines: [], last: 0, report: null })),
    openFrame: () => Promise.resolve(ok(null)),
    ...unmanaged,
  });
  const state = new ChoiceState(new RestartableUpdater(() => Promise.resolve(ok(open()))), {
    now: () => 50_000,
    wall: () => 0,
  });
  return {
    state,
    opened,
    asked,
    expectedMacs,
    die: () => die(),
    stopped: () => stopped,
    find: (found: readonly Finding[]) => {
      findings = found;
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const file = (name: string) => new File([], name);

describe('the choice of file and device', () => {
  it('shows the file that was chosen last, whichever is checked first', async () => {
    const { state, opened } = updater();
    void state.chooseFile(file('first.zip'));
    void state.chooseFile(file('second.zip'));
    await settled();
    opened[1]?.(ok({ ...bundle, fileName: 'second.zip' }));
    await settled();
    opened[0]?.(ok({ ...bundle, fileName: 'first.zip' }));
    await settled();
    expect(state.firmware).toMatchObject({ kind: 'sound', bundle: { fileName: 'second.zip' } });
  });

  it('keeps the reason why a file is not sound', async () => {
    const { state, opened } = updater();
    void state.chooseFile(file('fw.zip'));
    await settled();
    opened[0]?.({
      ok: false,
      failure: toFailure(new OtaError('bundle/no-manifest', { file: 'fw.zip' })),
    });
    await settled();
    expect(state.firmware).toMatchObject({
      kind: 'refused',
      failure: { code: 'bundle/no-manifest' },
    });
  });

  it('writes what was mended, and still tells so when it is checked anew', async () => {
    const { state, opened, asked, die } = updater();
    void state.connect();
    await settled();
    asked[0]?.(ok(deviceOn('1.0.0')));
    void state.chooseFile(file('artifact.zip'));
    await settled();
    opened[0]?.(ok({ ...bundle, mended: ['inner-archive'] }));
    await settled();
    expect([state.file?.name, await state.file?.text()]).toEqual(['artifact.zip', 'mended']);
    die();
    await settled();
    void state.compare();
    await settled();
    opened[1]?.(ok({ ...bundle, mended: [] }));
    await settled();
    expect(state.firmware).toMatchObject({ bundle: { mended: ['inner-archive'] } });
    expect(await state.file?.text()).toBe('mended');
  });

  it('opens a folder, and one of the firmwares in it', async () => {
    const { state, opened } = updater();
    void state.chooseFile({ name: 'build', files: [] });
    await settled();
    const facts = { file: 'build', inside: ['a.zip', 'b.zip'], about: ['a', 'b'] };
    opened[0]?.({ ok: false, failure: toFailure(new OtaError('bundle/several', facts)) });
    await settled();
    void state.choosePart('b.zip');
    await settled();
    opened[1]?.(ok({ ...bundle, fileName: 'build' }));
    await settled();
    expect(state.firmware).toMatchObject({ kind: 'sound', bundle: { fileName: 'build' } });
    expect(state.file?.name).toBe('build');
  });

  it('compares as soon as both are there, and asks again what was allowed', async () => {
    const { state, opened, asked, find } = updater();
    const older = finding('device/older', { running: '2.0.0', bundle: '1.1.0' }, 'downgrade');
    find([older]);
    void state.connect();
    void state.chooseFile(file('fw.zip'));
    await settled();
    asked[0]?.(ok(deviceOn('2.0.0')));
    await settled();
    expect(state.findings).toBeNull();
    opened[0]?.(ok(bundle));
    await settled();
    expect(state.findings).toEqual([older]);
    state.allow('downgrade', true);
    expect(state.allowed).toEqual(['downgrade']);
    await state.compare();
    expect(state.allowed).toEqual([]);
  });

  it('is not compared while its device is asked anew: what was found before is not shown meanwhile', async () => {
    const { state, opened, asked } = updater();
    void state.chooseFile(file('fw.zip'));
    await settled();
    opened[0]?.(ok(bundle));
    void state.connect();
    await settled();
    asked[0]?.(ok(deviceOn('1.0.0')));
    await settled();
    expect(state.findings).toEqual([]);
    void state.connect();
    await settled();
    expect(state.findings).toBeNull();
    asked[1]?.(ok(deviceOn('1.0.0')));
    await settled();
    expect(state.findings).toEqual([]);
  });

  it('passes over an answer that a newer question made void', async () => {
    const { state, asked } = updater();
    void state.connect();
    await settled();
    asked[0]?.(ok(deviceOn('1.0.0')));
    await settled();
    state.takeDevice({
      ok: false,
      failure: toFailure(new OtaError('cancelled', { by: 'user' })),
    });
    expect(state.device.kind).toBe('known');
  });

  it('gives the file to a new worker when the one that had checked it died', async () => {
    const { state, opened, asked, die } = updater();
    void state.chooseFile(file('fw.zip'));
    await settled();
    opened[0]?.(ok(bundle));
    await settled();
    die();
    await settled();
    void state.connect();
    await settled();
    asked[0]?.(ok(deviceOn('1.0.0')));
    await settled();
    expect(opened.length).toBe(2);
    opened[1]?.(ok(bundle));
    await settled();
    expect(state.findings).toEqual([]);
  });

  it('ends the question to a device that was let go, and does not bring it back', async () => {
    const { state, asked, stopped } = updater();
    void state.connect();
    await settled();
    state.disconnect();
    asked[0]?.(ok(deviceOn('1.0.0')));
    await settled();
    expect(state.device.kind).toBe('none');
    expect(stopped()).toBe(1);
  });

  it('stays with its device: only a place that a person chose anew may bring another', async () => {
    const { state, asked, expectedMacs } = updater();
    const answer = async (outcome: Outcome<DeviceReport>): Promise<void> => {
      await settled();
      asked.shift()?.(outcome);
      await settled();
    };
    const other = toFailure(
      new OtaError('device/other-device', { expected: 'esp32_AA', found: 'esp32_BB' }),
    );
    void state.connect();
    await answer(ok(deviceOn('1.0.0')));
    void state.connect();
    await answer({ ok: false, failure: other });
    expect(state.device).toEqual({ kind: 'unreachable', failure: other });
    void state.connect();
    await answer({ ok: false, failure: other });
    state.takeAnyone();
    void state.connect();
    await answer(ok(deviceOn('1.0.0')));
    const { mac } = deviceOn('1.0.0').info;
    expect(expectedMacs).toEqual([null, mac, mac, null]);
  });

  it('keeps a device that answered before, and calls it away, when asking it again fails', async () => {
    const { state, asked } = updater();
    const answer = async (outcome: Outcome<DeviceReport>): Promise<void> => {
      await settled();
      asked.shift()?.(outcome);
      await settled();
    };
    const failure = toFailure(
      new OtaError('link/refused', { address: 'CP210x', detail: 'unplugged' }),
    );
    const refused = { ok: false, failure } as const;
    const away = { kind: 'gone', since: 50_000, failure };
    void state.connect();
    await answer(refused);
    expect(state.device).toEqual({ kind: 'unreachable', failure });
    void state.connect();
    await answer(ok(deviceOn('1.0.0')));
    void state.connect();
    await answer(refused);
    expect(state.device).toMatchObject({ kind: 'known', report: deviceOn('1.0.0'), away });
    // What it said before an update is no last answer after it.
    void state.askAfterUpdate();
    await answer(refused);
    expect(state.device).toEqual({ kind: 'unreachable', failure });
    // At a place that a person chose, whoever was elsewhere is not away.
    void state.connect();
    await answer(ok(deviceOn('1.0.0')));
    state.takeAnyone();
    void state.connect();
    await answer(refused);
    expect(state.device).toEqual({ kind: 'unreachable', failure });
  });
});
