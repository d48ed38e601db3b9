import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import { ElsewhereState } from '../../../../../src/ui/features/interrupted/elsewhere-state.svelte.ts';
import { InterruptedState } from '../../../../../src/ui/features/interrupted/interrupted-state.svelte.ts';
import type { Methods } from '../../../../../src/ui/state/late-modules.ts';
import { CONNECTION_METHODS } from '../../../../../src/ui/state/connection-method.ts';
import { UpdateState } from '../../../../../src/ui/state/update-state.svelte.ts';
import type { InterruptedUpdate } from '../../../../../src/workers/api.ts';
import { bundle, deviceOn } from '../../../../support/ui/fixtures.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';

const ok = <T>(value: T): Promise<Outcome<T>> => Promise.resolve({ ok: true, value });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const { mac, id, arch, app, fw_version: version } = deviceOn('1.0.0').info;

const left = (own: Partial<InterruptedUpdate> = {}): InterruptedUpdate => ({
  ...{ sessionId: 'old', name: id, percent: 64, hasFirmware: true, stage: 'writing' },
  ...{ delivery: 'write', commitTimeoutMs: 600_000, force: ['downgrade'], trial: null },
  device: { mac, id, arch, app },
  from: { version: '0.9.0', buildId: 'build-090', slot: 1 },
  reach: { method: 'network', place: 'ws://192.168.1.40/rpc' },
  firmware: {
    ...{ sha256: bundle.id, fileName: 'fw.zip', name: 'demo', sizeBytes: bundle.sizeBytes },
    ...{ version: bundle.version, buildId: bundle.buildId },
  },
  lastAtMs: 1,
  ...own,
});

let store: Map<string, string>;
beforeEach(() => {
  store = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
    removeItem: (key: string) => void store.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

interface Around {
  readonly copy?: Blob | null;
  /** Of other tabs. */
  readonly others?: InterruptedUpdate[];
  /** The tab that is asked to stop does. */
  readonly stops?: boolean;
}

function setUp(
  one: InterruptedUpdate | null,
  { copy = new Blob(['fw']), others = [], stops = true }: Around = {},
) {
  const { updater, asked, updates } = recordingUpdater();
  const all = one === null ? [] : [one];
  const wayOf = (kind: keyof typeof CONNECTION_METHODS) => ({
    ...{ traits: CONNECTION_METHODS[kind], device: kind },
    join: () => ok(null),
  });
  const update: UpdateState = new UpdateState({
    openUpdater: () =>
      ok({
        ...updater,
        interruptedUpdates: () => ok([...all]),
        updatesElsewhere: () => ok([...others]),
        takeOverUpdate: (sessionId: string) => {
          asked.push(`take over ${sessionId}`);
          if (!stops) return ok(false);
          all.push(...others.splice(0));
          return ok(true);
        },
        interruptedFirmware: () => ok(copy),
        judgeInterrupted: () => ok({ decision: 'start-over', reason: 'half-written' } as const),
        forgetInterrupted: (sessionId: string) => {
          asked.push(`forget ${sessionId}`);
          all.length = 0;
          return ok(null);
        },
      }),
    practice: wayOf('practice'),
    now: () => 0,
    wall: () => 0,
    newId: () => 'new',
  });
  const pressed: string[] = [];
  const wayTo = (kind: 'cable' | 'bluetooth' | 'network') => ({
    async press() {
      pressed.push(kind);
    },
    load: () =>
      Promise.resolve({
        method: {
          async use(place: string) {
            pressed.push(place);
            await update.connect(wayOf(kind));
          },
        },
      }),
  });
  const methods = {
    ...{ cable: wayTo('cable'), bluetooth: wayTo('bluetooth'), network: wayTo('network') },
  } as unknown as Methods;
  const elsewhere = new ElsewhereState(update);
  const state = new InterruptedState(update, { methods, elsewhere });
  return { state, elsewhere, update, updates, asked, pressed };
}

describe('updates that nobody ended', () => {
  it('are looked for where an update ran, and not again when there is none left', async () => {
    const { state, asked } = setUp(left());
    expect(state.maybeSome).toBe(false);
    state.noteRunning();
    await state.look();
    expect([state.all.length, state.maybeSome]).toEqual([1, true]);
    await state.forget(left());
    expect([state.all.length, state.maybeSome]).toEqual([0, false]);
    expect(asked).toContain('forget old');
  });

  it('are carried on by one press: the kept file, the known place, the session that was', async () => {
    const { state, updates, pressed } = setUp(left());
    await state.look();
    void state.carryOn(left());
    await vi.waitFor(() => expect(updates).toHaveLength(1));
    expect(pressed).toEqual(['ws://192.168.1.40/rpc']);
    expect(updates[0]?.order).toMatchObject({
      ...{ bundleId: bundle.id, sessionId: 'old', carriesOn: true, force: ['downgrade'] },
      ...{ commitTimeoutMs: 600_000, reach: { method: 'network' } },
    });
  });

  it('tell of what ran before them, whatever runs now', async () => {
    const { state, update, updates } = setUp(left());
    void state.carryOn(left());
    await vi.waitFor(() => expect(updates).toHaveLength(1));
    const { view } = update;
    expect(view.kind === 'running' ? view.run.order : null).toMatchObject({
      ...{ from: '0.9.0', to: bundle.version, fromSlot: 1 },
      builds: { from: 'build-090', to: bundle.buildId },
    });
  });

  it('are judged by what their device says, and by no other', async () => {
    const { state, update } = setUp(left());
    await state.look();
    await update.connectPractice();
    await state.judge(update.choice.report);
    expect(state.judgementOf(left())).toMatchObject({ reason: 'half-written' });
    expect(state.judgementOf(left({ device: { mac: 'other', id, arch, app } }))).toBeNull();
  });

  it('wait for a person who chooses the port, and then for one more press', async () => {
    const cable = left({ reach: { method: 'cable', place: null } });
    const { state, update, updates, pressed } = setUp(cable);
    expect(state.needsChoice(cable)).toBe(true);
    await state.carryOn(cable);
    expect([pressed, updates.length]).toEqual([['cable'], 0]);
    await update.connectPractice();
    expect(state.needsChoice(cable)).toBe(false);
    void state.carryOn(cable);
    await vi.waitFor(() => expect(updates).toHaveLength(1));
  });

  it('are not written to another device that answers at their place', async () => {
    const other = left({ device: { mac: '3C71BF000001', id: 'esp32_000001', arch, app } });
    const { state, updates } = setUp(other);
    await state.carryOn(other);
    expect(updates).toEqual([]);
    expect(state.hindranceOf(other)).toEqual({ kind: 'other-device', found: id });
  });

  it('ask for their file where the browser has no copy, and take no other', async () => {
    const one = left({ firmware: { ...left().firmware, sha256: 'c'.repeat(64) } });
    const { state, update, updates } = setUp(one, { copy: null });
    await state.carryOn(one);
    expect(state.hindranceOf(one)).toEqual({ kind: 'no-file' });
    await update.chooseFile(new File([], 'fw.zip'));
    await state.carryOn(one);
    expect(state.hindranceOf(one)).toEqual({ kind: 'other-file' });
    expect(updates).toEqual([]);
  });

  it('are not carried on twice by two presses', async () => {
    const { state, updates } = setUp(left());
    void state.carryOn(left());
    void state.carryOn(left());
    await settled();
    await vi.waitFor(() => expect(updates).toHaveLength(1));
    expect([version, state.isPressed(left())]).toEqual(['1.0.0', true]);
  });
});

describe('updates that another tab runs', () => {
  const one = left();

  it('are no interrupted ones, and the next page looks as long as one runs', async () => {
    const { state, elsewhere } = setUp(null, { others: [one] });
    state.noteRunning();
    await state.look();
    expect([state.all.length, elsewhere.all.length, state.maybeSome]).toEqual([0, 1, true]);
  });

  it('are carried on here once that tab has stopped', async () => {
    const { state, elsewhere, asked, updates } = setUp(null, { others: [one] });
    await state.look();
    expect(await elsewhere.takeOver(one)).toBe(true);
    void state.goOnHere(one);
    await vi.waitFor(() => expect(updates).toHaveLength(1));
    expect(asked).toContain('take over old');
    expect(updates[0]?.order).toMatchObject({ sessionId: 'old', carriesOn: true });
  });

  it('are left to it where it does not stop', async () => {
    const { elsewhere, updates } = setUp(null, { others: [one], stops: false });
    expect(await elsewhere.takeOver(one)).toBe(false);
    expect([elsewhere.answerOf(one), updates.length]).toEqual(['goes-on', 0]);
  });

  it('wait for a person where a port has to be chosen', async () => {
    const cable = left({ reach: { method: 'cable', place: null } });
    const { state, elsewhere, updates, pressed } = setUp(null, { others: [cable] });
    await elsewhere.takeOver(cable);
    await state.goOnHere(cable);
    expect([state.all.length, pressed, updates.length]).toEqual([1, [], 0]);
  });
});
