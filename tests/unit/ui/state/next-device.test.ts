import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/contracts/failure.ts';
import { isPrevious } from '../../../../src/ui/state/previous-device.ts';
import { UpdateState } from '../../../../src/ui/state/update-state.svelte.ts';
import type { ConnectionMethod } from '../../../../src/ui/state/connection-method.ts';
import type { DeviceReport, UpdateResult } from '../../../../src/workers/api.ts';
import { bundle, deviceOn, finding } from '../../../support/ui/fixtures.ts';
import { recordingUpdater } from '../../../support/ui/recording-updater.ts';
import { CONNECTION_METHODS } from '../../../../src/ui/state/connection-method.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const wayOf = (kind: keyof typeof CONNECTION_METHODS): ConnectionMethod => ({
  traits: CONNECTION_METHODS[kind],
  device: `the ${kind} device`,
  join: () => Promise.resolve(ok(null)),
});

const named = (id: string, version: string): DeviceReport => {
  const report = deviceOn(version);
  return { ...report, info: { ...report.info, id, mac: `MAC OF ${id}` } };
};
const [first, second] = [named('esp32_AA', '1.0.0'), named('esp32_BB', '1.0.0')];

const figures = { from: '1.0.0', to: '1.1.0', bytes: 1, seconds: 60, writeSeconds: 50 };
const failure = finding('link/lost', { kind: 'serial', detail: 'gone' }, null).failure;
const running = { name: 'demo', version: '1.0.0', buildId: 'b', slot: 0, committed: true };
const ENDS: readonly UpdateResult[] = [
  { ...figures, result: 'committed' },
  { ...figures, result: 'uncommitted' },
  { ...figures, result: 'failed', failure },
  { ...figures, result: 'cancelled', failure },
  { ...figures, result: 'reverted', failure, cause: 'restarted', running },
  { ...figures, result: 'other', failure, running },
  { ...figures, result: 'unknown', failure },
];

/** An update that has ended like this, of the first device. */
async function ended(result: UpdateResult, kind: keyof typeof CONNECTION_METHODS = 'cable') {
  const { updater, asked, updates, tellPresence } = recordingUpdater();
  let there = first;
  const answers = { ...updater, askDevice: () => (asked.push('askDevice'), reply()) };
  const reply = () => Promise.resolve(ok(there));
  const practice = wayOf('practice');
  const state = new UpdateState({
    openUpdater: () => Promise.resolve(ok(answers)),
    practice,
    now: () => 0,
    wall: () => 0,
    newId: () => 'session',
  });
  const method = kind === 'practice' ? practice : wayOf(kind);
  await state.chooseFile(new File([], 'fw.zip'));
  await state.connect(method);
  const run = state.start();
  await settled();
  updates[0]?.finish(result);
  await run;
  expect(state.view.kind).toBe('finished');
  return {
    ...{ state, asked, method, tellPresence, updates },
    plug: (device: DeviceReport) => (there = device),
  };
}

describe('Next device', () => {
  it.each(ENDS)(
    'after an end that is $result keeps the file and lets the device go',
    async (end) => {
      const { state, asked } = await ended(end);
      state.nextDevice();
      await settled();
      expect(state.view).toMatchObject({ kind: 'file-only', bundle: { fileName: 'fw.zip' } });
      expect(state.choice.device.kind).toBe('none');
      expect(asked).toContain('stopAsking');
    },
  );

  it.each(['cable', 'bluetooth', 'practice'] as const)(
    'over %s asks whoever is chosen next, and compares the same file with it anew',
    async (kind) => {
      const { state, asked, method, plug } = await ended({ ...figures, result: 'committed' }, kind);
      state.nextDevice();
      asked.length = 0;
      plug(second);
      await state.connect(method);
      expect(asked.filter((method) => method === 'openBundle')).toEqual([]);
      expect(asked.filter((method) => method === 'compare')).toHaveLength(1);
      expect(state.view).toMatchObject({ kind: 'ready', device: { info: { id: 'esp32_BB' } } });
      expect(isPrevious(state.choice)).toBe(false);
    },
  );

  it('does not take the device that is still plugged by itself', async () => {
    const { state, tellPresence } = await ended({ ...figures, result: 'committed' });
    state.nextDevice();
    tellPresence({ kind: 'answers', report: first });
    await settled();
    expect(state.view.kind).toBe('file-only');
    await state.start();
    expect(state.running).toBe(false);
  });

  it('knows the device before again, until its update is begun', async () => {
    const { state, method, plug, updates } = await ended({ ...figures, result: 'committed' });
    expect(isPrevious(state.choice)).toBe(false);
    state.nextDevice();
    await state.connect(method);
    expect(isPrevious(state.choice)).toBe(true);
    plug(second);
    await state.connect(method);
    expect(isPrevious(state.choice)).toBe(false);
    plug(first);
    await state.connect(method);
    expect(isPrevious(state.choice)).toBe(true);
    void state.start();
    await settled();
    expect(isPrevious(state.choice)).toBe(false);
    expect(updates).toHaveLength(2);
  });

  it('takes nothing over from the device before: neither findings nor what was allowed', async () => {
    const { state, method } = await ended({ ...figures, result: 'committed' });
    state.choice.allow('downgrade', true);
    state.nextDevice();
    expect([state.choice.findings, state.choice.outlook.files]).toEqual([null, null]);
    await state.connect(method);
    expect(state.choice.allowed).toEqual([]);
  });

  it('leaves a file that can be removed', async () => {
    const { state } = await ended({ ...figures, result: 'committed' });
    state.nextDevice();
    state.choice.forgetFile();
    expect(state.view.kind).toBe('empty');
  });

  it('compares a file of equal id', async () => {
    const { state, updates } = await ended({ ...figures, result: 'committed' });
    expect(updates[0]?.order.bundleId).toBe(bundle.id);
    state.nextDevice();
    expect(state.view).toMatchObject({ bundle: { id: bundle.id } });
  });
});
