import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../../../../src/contracts/failure.ts';
import type {
  FirmwareRoute,
  KeptRoute,
  PlannedStep,
} from '../../../../../../src/contracts/firmware-route.ts';
import { RouteRun } from '../../../../../../src/ui/features/update/route/route-run.svelte.ts';
import { UpdateState } from '../../../../../../src/ui/state/update-state.svelte.ts';
import { CONNECTION_METHODS } from '../../../../../../src/ui/state/connection-method.ts';
import type { DeviceReport, UpdateResult } from '../../../../../../src/workers/api.ts';
import { bundle, deviceOn, finding } from '../../../../../support/ui/fixtures.ts';
import { recordingUpdater } from '../../../../../support/ui/recording-updater.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const VERSIONS = ['1.1.0', '1.2.0', '2.0.0'];
const idOf = (fileName: string): string => fileName.padEnd(64, '0');
const files = VERSIONS.map((version) => new File([version], `${version}.zip`));
const figures = { bytes: 1, seconds: 60, writeSeconds: 50 };

const stepOf = (version: string, given: number): PlannedStep => ({
  ...{ id: idOf(`${version}.zip`), given, fileName: `${version}.zip`, version },
  ...{ buildId: `build-${version.replaceAll('.', '')}`, requires: null, sizeBytes: 1_000 },
  ...{ expected: null, decisions: 0 },
});

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function begin() {
  const world = {
    device: deviceOn('1.0.0'),
    kept: [] as KeptRoute[],
    gap: null as Extract<FirmwareRoute, { kind: 'planned' }>['gap'],
    due: [] as { readonly ms: number; readonly work: () => void }[],
  };
  const { updater, asked, updates } = recordingUpdater();
  const answers: typeof updater = {
    ...updater,
    openBundle: (_file, fileName) => {
      const version = fileName.replace('.zip', '');
      const step = stepOf(version, 0);
      return Promise.resolve(
        ok({ ...bundle, id: step.id, fileName, version, buildId: step.buildId }),
      );
    },
    askDevice: () => (asked.push('askDevice'), Promise.resolve(ok(world.device))),
    planFirmwareRoute: (given, device: DeviceReport | null) => {
      const running = device?.info.fw_version ?? null;
      const all = given.map(({ name }, at) => stepOf(name.replace('.zip', ''), at));
      const isAhead = ({ version }: PlannedStep) => running === null || version > running;
      return Promise.resolve(
        ok({
          ...{ kind: 'planned', running, gap: world.gap },
          steps: all.filter(isAhead),
          passedOver: all.filter((step) => !isAhead(step)),
        } as const),
      );
    },
    keepRoute: (route) => {
      world.kept = [route];
      return Promise.resolve(ok(null));
    },
    keptRoutes: () => Promise.resolve(ok(world.kept)),
    forgetRoute: () => {
      world.kept = [];
      return Promise.resolve(ok(null));
    },
  };
  const update = new UpdateState({
    openUpdater: () => Promise.resolve(ok(answers)),
    practice: {
      traits: CONNECTION_METHODS.practice,
      device: 'the practice device',
      join: () => Promise.resolve(ok(null)),
    },
    now: () => 0,
    wall: () => 0,
    newId: () => 'session',
  });
  const newRun = () =>
    new RouteRun(update, {
      ...{ now: () => 0, wall: () => 0 },
      after: (ms, work) => {
        const one = { ms, work };
        world.due.push(one);
        return () => (world.due = world.due.filter((other) => other !== one));
      },
    });
  const route = newRun();
  const follow = async () => {
    await settled();
    route.follow(update.view);
    await settled();
  };
  /** The update that runs ends like this; the device answers with `version` then. */
  const end = async (result: UpdateResult, version: string, committed = true) => {
    world.device = deviceOn(version, { committed });
    updates.at(-1)?.finish(result);
    await follow();
  };
  const kept = (from: string, to: string) => end({ ...figures, from, to, result: 'committed' }, to);
  return { ...{ world, update, updates, route, follow, end, kept, newRun, asked } };
}

async function planned() {
  const all = begin();
  await all.update.connectPractice();
  await all.route.give(files);
  return all;
}

/** The first step runs. */
async function begun() {
  const all = await planned();
  void all.route.begin();
  await settled();
  return all;
}

describe('several firmwares of one device', () => {
  it('are planned against what it runs, and planned anew when it runs something else', async () => {
    const { route, world, update, follow } = await planned();
    expect(route.stage).toMatchObject({ kind: 'plan', plan: { running: '1.0.0' } });
    expect(route.covers(update.view)).toBe(true);
    world.device = deviceOn('1.1.0');
    await update.connect();
    await follow();
    expect(route.stage).toMatchObject({
      plan: { running: '1.1.0', steps: [{ version: '1.2.0' }, { version: '2.0.0' }] },
    });
  });

  it('are each an update of its own, which begins when the one before is kept', async () => {
    const { route, updates, kept, update, world } = await begun();
    expect(updates).toHaveLength(1);
    expect(updates[0]?.order.bundleId).toBe(idOf('1.1.0.zip'));
    expect(route.covers(update.view)).toBe(false);
    await kept('1.0.0', '1.1.0');
    expect(route.stage).toMatchObject({ kind: 'between', at: 1 });
    expect(updates).toHaveLength(1);
    expect(world.due.map(({ ms }) => ms)).toEqual([5_000]);
    world.due[0]?.work();
    await settled();
    expect(updates.map(({ order }) => order.bundleId)).toEqual([
      idOf('1.1.0.zip'),
      idOf('1.2.0.zip'),
    ]);
    await kept('1.1.0', '1.2.0');
    void route.steps.goOn();
    await settled();
    await kept('1.2.0', '2.0.0');
    expect(route.stage.kind).toBe('done');
    expect(world.kept).toEqual([]);
  });

  it('do not go on where the device does not say that the step before is kept', async () => {
    for (const device of [deviceOn('1.0.0'), deviceOn('1.1.0', { committed: false })]) {
      const { route, updates, kept, world } = await begun();
      await kept('1.0.0', '1.1.0');
      world.device = device;
      void route.steps.goOn();
      await settled();
      expect(route.stage).toMatchObject({ kind: 'stopped', at: 1, why: { kind: 'not-confirmed' } });
      expect(updates).toHaveLength(1);
    }
  });

  it('stop at a step that goes back, and are planned anew from what runs then', async () => {
    const { route, kept, end, updates, world } = await begun();
    await kept('1.0.0', '1.1.0');
    void route.steps.goOn();
    await settled();
    const { failure } = finding('update/not-back', { waitedMs: 1 }, null);
    const running = { name: 'demo', version: '1.1.0', buildId: 'b', slot: 0, committed: true };
    const back = { ...figures, from: '1.1.0', to: '1.2.0', failure, running };
    await end({ ...back, result: 'reverted', cause: 'restarted' }, '1.1.0');
    expect(route.stage).toMatchObject({ kind: 'stopped', at: 1, why: { kind: 'result' } });
    expect(world.due).toEqual([]);
    expect(updates).toHaveLength(2);
    await route.planAgain();
    expect(route.stage).toMatchObject({ kind: 'plan', plan: { running: '1.1.0' } });
  });

  it('stop between two steps where a person wants it, and nothing begins by itself', async () => {
    const { route, kept, world, updates } = await begun();
    await kept('1.0.0', '1.1.0');
    route.steps.stop();
    expect(route.stage).toMatchObject({ kind: 'stopped', at: 1, why: { kind: 'left' } });
    expect(world.due).toEqual([]);
    await settled();
    expect(updates).toHaveLength(1);
  });

  it('are not begun where a step is missing', async () => {
    const all = begin();
    const facts = { version: '2.0.0', requires: '>= 1.4', before: '1.2.0' };
    all.world.gap = { at: 2, failure: finding('bundle/needs-version', facts, null).failure };
    await all.update.connectPractice();
    await all.route.give(files);
    await all.route.begin();
    await settled();
    expect(all.updates).toEqual([]);
    expect(all.route.stage.kind).toBe('plan');
    all.world.gap = null;
    await all.route.give([new File(['1.4.0'], '1.4.0.zip')]);
    expect(all.route.stage).toMatchObject({ plan: { steps: { length: 4 } } });
  });

  it('wait for a device, with the file of the first step as the one that is chosen', async () => {
    const { route, update, follow } = begin();
    await route.give(files);
    expect(route.covers(update.view)).toBe(false);
    expect(update.view).toMatchObject({ kind: 'file-only', bundle: { version: '1.1.0' } });
    await update.connectPractice();
    await follow();
    expect(route.stage).toMatchObject({ plan: { running: '1.0.0' } });
    expect(route.covers(update.view)).toBe(true);
  });

  it('are no route any more when another single file is chosen before there is a device', async () => {
    const { route, update, follow } = begin();
    await route.give(files);
    await update.chooseFile(new File(['other'], '3.0.0.zip'));
    await follow();
    expect(route.stage.kind).toBe('none');
  });
});

describe('a route whose page was left', () => {
  it('is found again with what was left of it, and planned against what runs', async () => {
    const { kept, newRun, world } = await begun();
    await kept('1.0.0', '1.1.0');
    expect(world.kept[0]).toMatchObject({
      of: 3,
      left: [{ version: '1.2.0' }, { version: '2.0.0' }],
    });
    const next = newRun();
    await next.restore();
    expect(next.stage).toMatchObject({ kind: 'kept', kept: { of: 3 } });
    await next.carryOn();
    expect(next.stage).toMatchObject({
      plan: { running: '1.1.0', steps: [{ version: '1.2.0' }, { version: '2.0.0' }] },
    });
  });

  it('is offered on after its interrupted step was carried on and kept', async () => {
    const { newRun, world, update, updates, end } = await begun();
    expect(world.kept[0]?.left).toHaveLength(3);
    const next = newRun();
    await next.restore();
    expect(updates).toHaveLength(1);
    await end({ ...figures, from: '1.0.0', to: '1.1.0', result: 'committed' }, '1.1.0');
    next.follow(update.view);
    await settled();
    expect(next.stage).toMatchObject({
      plan: { running: '1.1.0', steps: [{ version: '1.2.0' }, { version: '2.0.0' }] },
    });
  });
});
