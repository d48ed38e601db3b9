import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { Outcome } from '../../../../src/contracts/failure.ts';
import { UpdateState } from '../../../../src/ui/state/update-state.svelte.ts';
import type { ConnectionMethod } from '../../../../src/ui/state/connection-method.ts';
import type { UpdateEvent, UpdateResult } from '../../../../src/workers/api.ts';
import { bundle, deviceOn } from '../../../support/ui/fixtures.ts';
import { recordingUpdater } from '../../../support/ui/recording-updater.ts';
import { CONNECTION_METHODS } from '../../../../src/ui/state/connection-method.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const file = (name: string) => new File([], name);

/** A way to a device that counts who took its links. */
function wayOf(kind: keyof typeof CONNECTION_METHODS) {
  const joined: unknown[] = [];
  const method: ConnectionMethod = {
    traits: CONNECTION_METHODS[kind],
    device: `the ${kind} device`,
    join: (updater) => {
      joined.push(updater);
      return Promise.resolve(ok(null));
    },
  };
  return { method, joined };
}

function setUp() {
  const [practice, cable] = [wayOf('practice'), wayOf('cable')];
  const { updater, asked, updates, tellPresence } = recordingUpdater();
  let ids = 0;
  const state = new UpdateState({
    openUpdater: () => Promise.resolve(ok(updater)),
    practice: practice.method,
    now: () => 0,
    wall: () => 0,
    newId: () => `session-${(ids += 1)}`,
  });
  return { state, practice, cable, asked, updates, tellPresence };
}

/** A sound file, a device at the end of the cable, and their update on its way. */
async function running() {
  const bench = setUp();
  const { state, cable, updates } = bench;
  await state.chooseFile(file('fw.zip'));
  await state.connect(cable.method);
  const run = state.start();
  await settled();
  updates[0]?.tell(progress(300_000));
  return { ...bench, run };
}

const progress = (acknowledgedBytes: number): UpdateEvent => ({
  sessionId: 'session-1',
  deviceId: 'd',
  bundleSha256: bundle.id,
  acknowledgedBytes,
  callId: 1,
  at: 0,
  type: 'progress',
  totalBytes: bundle.sizeBytes,
  part: null,
});

const committed = {
  result: 'committed',
  from: '1.0.0',
  to: '1.1.0',
  bytes: bundle.sizeBytes,
  seconds: 60,
  writeSeconds: 50,
} as UpdateResult;

describe('an update', () => {
  it('begins with a sound file and a known device, and not before', async () => {
    const { state, updates } = setUp();
    await state.start();
    await state.chooseFile(file('fw.zip'));
    await state.start();
    expect([updates.length, state.running]).toEqual([0, false]);
    await state.connect();
    void state.start();
    await settled();
    expect(updates.map(({ order }) => order)).toMatchObject([
      { bundleId: bundle.id, sessionId: 'session-1', force: [] },
    ]);
    expect(state.view.kind).toBe('running');
  });

  it('is not begun a second time while it runs, and keeps what it has told', async () => {
    const { state, updates } = await running();
    const { view } = state;
    await Promise.race([state.start(), settled()]);
    expect(updates).toHaveLength(1);
    expect(state.view).toEqual(view);
  });

  it('is begun once by two presses in a row', async () => {
    const { state, updates } = setUp();
    await state.chooseFile(file('fw.zip'));
    await state.connect();
    void state.start();
    void state.start();
    await settled();
    expect(updates).toHaveLength(1);
  });

  it('can be begun again when it is over', async () => {
    const { state, updates, run } = await running();
    updates[0]?.finish(committed);
    await run;
    expect(state.view).toMatchObject({ kind: 'finished', finished: { result: committed } });
    void state.start();
    await settled();
    expect(updates.map(({ order }) => order.sessionId)).toEqual(['session-1', 'session-2']);
  });
});

describe('what is chosen while an update runs', () => {
  it.each<[string, (bench: Awaited<ReturnType<typeof running>>) => Promise<void>]>([
    ['another device', ({ state }) => state.connect(wayOf('bluetooth').method)],
    ['the practice device', ({ state }) => state.connectPractice()],
    ['its own device once more', ({ state }) => state.connect()],
    ['another file', ({ state }) => state.chooseFile(file('other.zip'))],
    ['a sample for the practice device', ({ state }) => state.tryPractice('sample.zip')],
  ])('is not taken: %s', async (_, choose) => {
    const bench = await running();
    const { state, practice, cable, asked, updates, run } = bench;
    const before = [...asked];
    const joined = practice.joined.length;
    const { view } = state;
    const { firmware, device } = state.choice;
    await choose(bench);
    expect(asked).toEqual(before);
    expect(practice.joined).toHaveLength(joined);
    expect(state.method).toBe(cable.method);
    expect(state.view).toEqual(view);
    expect([state.choice.firmware, state.choice.device]).toEqual([firmware, device]);
    // The update ends as if nobody had chosen anything.
    updates[0]?.finish(committed);
    await run;
    expect(state.view).toMatchObject({ kind: 'finished', finished: { result: committed } });
  });

  it('is taken when the update is over', async () => {
    const { state, updates, run } = await running();
    updates[0]?.finish(committed);
    await run;
    const other = wayOf('bluetooth');
    await state.connect(other.method);
    expect(state.method).toBe(other.method);
    expect(other.joined).toHaveLength(1);
    expect(state.view.kind).toBe('ready');
  });
});

describe('how the firmware gets there', () => {
  it('is chosen for one device: whoever is connected next, by the same way too, gets it block by block', async () => {
    const { state, cable } = setUp();
    await state.connect(cable.method);
    state.delivery = { kind: 'post', url: 'http://10.0.0.7/update' };
    await state.connect();
    expect(state.delivery.kind).toBe('post');
    await state.connect(cable.method);
    expect(state.delivery).toEqual({ kind: 'write' });
  });
});

describe('a device between two updates', () => {
  const failure = toFailure(new OtaError('link/lost', { kind: 'serial', detail: 'unplugged' }));
  const gone = { kind: 'gone', forMs: 1_000, failure } as const;

  async function connected() {
    const bench = setUp();
    await bench.state.connect(bench.cable.method);
    return bench;
  }

  it('that is gone gives no Ready to a file and takes no update', async () => {
    const { state, tellPresence, asked } = await connected();
    tellPresence(gone);
    expect(state.view).toMatchObject({ kind: 'away', away: { kind: 'gone', since: -1_000 } });
    await state.chooseFile(file('fw.zip'));
    expect(state.view.kind).toBe('away');
    await state.start();
    expect(asked).not.toContain('update');
  });

  it('that is found again is compared with the file, and ready by itself', async () => {
    const { state, tellPresence } = await connected();
    tellPresence(gone);
    await state.chooseFile(file('fw.zip'));
    tellPresence({ kind: 'answers', report: deviceOn('0.9.0') });
    await settled();
    expect(state.view).toMatchObject({ kind: 'ready', device: { info: { fw_version: '0.9.0' } } });
  });

  it('that answers again after a silence is what it was before', async () => {
    const { state, tellPresence } = await connected();
    await state.chooseFile(file('fw.zip'));
    expect(state.view.kind).toBe('ready');
    tellPresence({ kind: 'silent', forMs: 9_000 });
    expect(state.view).toMatchObject({ kind: 'away', away: { kind: 'silent', since: -9_000 } });
    tellPresence({ kind: 'answers', report: null });
    expect(state.view.kind).toBe('ready');
  });

  it('that the person left is not brought back by late news', async () => {
    const { state, tellPresence, asked } = await connected();
    state.choice.disconnect();
    await settled();
    expect(asked).toContain('stopAsking');
    tellPresence({ kind: 'answers', report: deviceOn('1.0.0') });
    tellPresence(gone);
    expect(state.view.kind).toBe('empty');
  });

  it('does not disturb an update that runs', async () => {
    const { state, tellPresence } = await running();
    tellPresence(gone);
    expect(state.view.kind).toBe('running');
    expect(state.choice.device).not.toHaveProperty('away');
  });
});

describe('the practice device, which tells of itself', () => {
  const running = {
    slot: 0,
    version: '1.0.0',
    buildId: 'build-100',
    name: 'demo',
    committed: true,
    hung: false,
    commitLeftMs: null,
    updateLeftMs: null,
  };
  const snapshot = { id: 'practice', profile: 'esp32', power: true, running, known: [] };
  const latest = { snapshot, cablePlugged: true, timeFactor: 1, storage: 'kept' } as const;

  it('is asked again when its cable is pulled, put back, or its power goes', async () => {
    const { state, asked } = setUp();
    await state.connect();
    state.followPractice(latest);
    await settled();
    const asks = (): number => asked.filter((method) => method === 'askDevice').length;
    const before = asks();
    state.followPractice(latest);
    await settled();
    expect(asks()).toBe(before);
    for (const changed of [
      { ...latest, cablePlugged: false },
      latest,
      { ...latest, snapshot: { ...snapshot, power: false, running: null } },
    ]) {
      state.followPractice(changed);
      await settled();
    }
    expect(asks()).toBe(before + 3);
  });
});
