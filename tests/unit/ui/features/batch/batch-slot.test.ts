import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import type {
  BundleReport,
  DeviceReport,
  Finding,
  UpdateEvent,
  UpdateResult,
} from '../../../../../src/workers/api.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';
import { BatchSlot } from '../../../../../src/ui/features/batch/batch-slot.svelte.ts';
import type { BatchSlotDeps } from '../../../../../src/ui/features/batch/batch-slot.svelte.ts';
import { WriteQueue } from '../../../../../src/ui/features/batch/write-queue.svelte.ts';
import type { BatchSlotEnd } from '../../../../../src/ui/features/batch/batch-slot-state.ts';
import { FakePort } from '../../../../support/transports/webserial/fake-port.ts';
import { bundle, deviceOn, finding } from '../../../../support/ui/fixtures.ts';
import { unmanaged } from '../../../../support/ui/unmanaged.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const bad = (failure: OtaError): Outcome<never> => ({ ok: false, failure: toFailure(failure) });
const OTHER: BundleReport = { ...bundle, id: 'c'.repeat(64) };
const WRONG = finding('bundle/wrong-platform', { bundle: 'esp32', device: 'esp32c3' }, null);
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const context = { sessionId: 's', deviceId: 'd', bundleSha256: bundle.id, callId: 1, at: 0 };
const event = (body: Record<string, unknown>, acknowledgedBytes = 0): UpdateEvent =>
  ({ ...context, acknowledgedBytes, ...body }) as UpdateEvent;

/** A batch slot whose thread does what the test says, and writes down what it is told. */
function laneOn(
  answers: {
    readonly device?: Outcome<DeviceReport>[];
    readonly findings?: readonly Finding[];
    readonly firmware?: () => BundleReport;
    readonly onCompare?: (bundleId: string) => unknown;
  } = {},
) {
  const told: string[] = [];
  const ends: BatchSlotEnd[] = [];
  const devices = [...(answers.device ?? [])];
  let die: () => void = () => undefined;
  let tell: (latest: UpdateEvent) => void = () => undefined;
  let finish: (outcome: Outcome<UpdateResult>) => void = () => undefined;
  const heard = (what: string) => {
    told.push(what);
    return Promise.resolve(ok(null));
  };
  let opened = 0;
  const open = (): UpdaterClient => {
    opened += 1;
    const died = new Promise<ReturnType<typeof toFailure>>((resolve) => {
      die = () => resolve(toFailure(new OtaError('worker/died', { worker: 'updater' })));
    });
    const done = () => Promise.resolve(ok(null));
    return {
      died,
      ...{ terminate: () => undefined, signIn: done },
      ...{ useLinks: done, useAddress: done, trust: done, publicKey: done, readCode: done },
      openBundle: () => heard('open').then(() => ok(answers.firmware?.() ?? bundle)),
      openFolder: () => Promise.reject(new Error('no folder here')),
      checkedCopy: () => Promise.resolve(ok(new Blob(['mended']))),
      watchDevice: () => Promise.resolve(ok(null)),
      lookForDevice: () => Promise.resolve(ok(null)),
      askDevice: () => Promise.resolve(devices.shift() ?? ok(deviceOn('1.0.0'))),
      stopAsking: () => Promise.resolve(ok(null)),
      compare: async (bundleId) => {
        await answers.onCompare?.(bundleId);
        return ok({ findings: answers.findings ?? [], files: null });
      },
      update: (order, onEvent) => {
        tell = onEvent;
        told.push(`update ${order.force.join()}`.trim());
        told.push(`update guard ${order.guard ?? 'none'}`);
        const died1 = died.then((failure): Outcome<never> => ({ ok: false, failure }));
        return Promise.race([
          died1,
          new Promise<Outcome<UpdateResult>>((resolve) => (finish = resolve)),
        ]);
      },
      pause: () => heard('pause'),
      goOn: () => heard('go on'),
      cancel: () => heard('cancel'),
      decide: (decision) => heard(decision),
      check: () => heard('check'),
      setTimeFactor: () => heard('check'),
      settle: () => heard('settle'),
      discard: () => heard('discard'),
      seenDevices: () => Promise.resolve(ok([])),
      nameDevice: () => Promise.resolve(ok(null)),
      updatesOf: () => Promise.resolve(ok([])),
      linkLog: () => Promise.resolve(ok({ lines: [], last: 0, report: null })),
      openFrame: () => Promise.resolve(ok(null)),
      ...unmanaged,
    };
  };
  const queue = new WriteQueue<BatchSlot>(1);
  const deps: BatchSlotDeps = {
    serial: {
      use: () => undefined,
      join: () => Promise.resolve(ok(null)),
      close: () => Promise.resolve(),
    },
    openUpdater: () => Promise.resolve(ok(open())),
    firmware: () => ({
      bundle: answers.firmware?.() ?? bundle,
      file: new File([], 'fw.zip'),
    }),
    commitTimeoutMs: () => 300_000,
    now: () => 0,
    newId: () => 'session',
    wait: () => Promise.resolve(),
    queue,
    onEnd: ({ end }) => ends.push(end),
  };
  const slot = new BatchSlot(1, deps);
  return {
    slot,
    deps,
    queue,
    told,
    ends,
    die: () => die(),
    tell: (latest: UpdateEvent) => tell(latest),
    finish: (result: UpdateResult) => finish(ok(result)),
    threads: () => opened,
  };
}

const port = () => ({ port: new FakePort(), adapter: 'CP210x', number: null, device: null });

const result = (body: Record<string, unknown>): UpdateResult =>
  ({ from: '1.0.0', to: '1.1.0', bytes: 1, seconds: 1, writeSeconds: 1, ...body }) as UpdateResult;

async function started(bench = laneOn()) {
  await bench.slot.take(port());
  const running = bench.slot.start();
  await settled();
  return { ...bench, running };
}

/** How the firmware on trial does, by what it says of itself. */
const after = ({ uptime = 40 }: { readonly uptime?: number } = {}, answeredInMs = 20) =>
  event({
    type: 'checks',
    ifNobodyActs: 'goes-back',
    leftMs: 300_000,
    checks: [
      { kind: 'restart', state: uptime < 30 ? 'waiting' : 'passed', expected: 30, found: uptime },
      {
        ...{ kind: 'answers', state: answeredInMs > 2_000 ? 'failed' : 'passed' },
        ...{ expected: 2_000, found: answeredInMs },
      },
    ],
  });

const onTrial = event({ type: 'trial', version: '1.1.0', leftMs: 300_000 });

describe('a lane of the bench', () => {
  it('asks who is on its port, and waits for the start', async () => {
    const { slot, told } = laneOn();
    await slot.take(port());
    expect(slot.state).toMatchObject({ kind: 'ready', device: { info: { id: 'esp32_0A1B2C' } } });
    expect(told).toEqual(['open']);
  });

  it('asks again while a device that was just plugged in is still starting', async () => {
    const silence = bad(
      new OtaError('link/no-answer', { address: 'CP210x', heard: 'nothing', bytes: 0 }),
    );
    const { slot } = laneOn({ device: [silence, silence, ok(deviceOn('1.0.0'))] });
    await slot.take(port());
    expect(slot.state.kind).toBe('ready');
  });

  it('passes a device that runs the very build already, writes nothing, and does when asked to', async () => {
    const same = finding(
      'device/same-version',
      { version: '1.1.0', buildId: bundle.buildId },
      'same-version',
    );
    const { slot, told, ends } = laneOn({
      device: [
        ok({ ...deviceOn('1.1.0'), info: { ...deviceOn('1.1.0').info, fw_id: bundle.buildId } }),
      ],
      findings: [same],
    });
    await slot.take(port());
    expect(ends).toEqual([{ kind: 'passed', how: 'up-to-date' }]);
    void slot.rewrite();
    await settled();
    expect(told).toContain('update same-version');
  });

  it('refuses what does not fit the device, and sends nothing', async () => {
    const { slot, told } = laneOn({ findings: [WRONG] });
    await slot.take(port());
    expect(slot.state).toMatchObject({
      end: { kind: 'refused', failure: { code: 'bundle/wrong-platform' } },
    });
    await slot.start();
    expect(told).not.toContain('update');
  });

  it('compares with the file that is chosen while it still compares with the last one', async () => {
    const compared: string[] = [];
    const { slot } = laneOn({
      firmware: () => (compared.length === 0 ? bundle : OTHER),
      onCompare: (bundleId) => compared.push(bundleId),
    });
    await slot.take(port());
    expect(compared).toEqual([bundle.id, OTHER.id]);
    expect(slot.state.kind).toBe('ready');
  });

  it.each([
    { findings: [], ends: 'running' },
    { findings: [WRONG], ends: 'over' },
  ])('started while it compares with another file, is $ends after that', async (row) => {
    let chosen = bundle;
    let answer = (): void => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    const findings: Finding[] = [];
    const onCompare = (id: string): unknown => (id === OTHER.id ? late : null);
    const { slot, told } = laneOn({ firmware: () => chosen, onCompare, findings });
    await slot.take(port());
    chosen = OTHER;
    findings.push(...row.findings);
    void slot.compareAnew();
    void slot.start();
    await settled();
    expect([slot.state.kind, told.includes('update')]).toEqual(['ready', false]);
    answer();
    await settled();
    expect([slot.state.kind, told.includes('update')]).toEqual([row.ends, row.ends === 'running']);
  });

  it('waits for its turn while another one is written, and can be taken off', async () => {
    const { slot, told, queue } = laneOn();
    const first = new BatchSlot(2, laneOn().deps);
    void queue.enter(first);
    await slot.take(port());
    void slot.start();
    expect([slot.state.kind, slot.place]).toEqual(['queued', 1]);
    slot.takeOff();
    expect([slot.state.kind, slot.place]).toEqual(['ready', null]);
    void slot.start();
    await settled();
    expect(told).not.toContain('update');
    queue.leave(first);
    await settled();
    expect(told).toContain('update');
  });

  it('is paused only while it is written, and says so before the pause begins', async () => {
    const { slot, told, tell } = await started();
    await slot.pause();
    expect(told).not.toContain('pause');
    tell(event({ type: 'phase', phase: 'writing' }));
    await slot.pause();
    await slot.pause();
    expect(told.filter((what) => what === 'pause')).toHaveLength(1);
    expect(slot.state).toMatchObject({ run: { pausing: true, pause: null } });
    tell(event({ type: 'paused', why: 'asked', link: 'serial', leftMs: 1_000 }));
    expect(slot.state).toMatchObject({ run: { pausing: false, pause: { why: 'asked' } } });
    await slot.goOn();
    await slot.goOn();
    expect(told.filter((what) => what === 'go on')).toHaveLength(1);
  });

  it('is not paused any more once all is written', async () => {
    const { slot, told, tell } = await started();
    tell(event({ type: 'phase', phase: 'finalizing' }));
    await slot.pause();
    expect(told).not.toContain('pause');
  });

  it('leaves it to the checks whether the firmware is kept, and says for which it was taken back', async () => {
    const { tell, told, finish, running, ends } = await started();
    expect(told).toContain('update guard go-back');
    tell(onTrial);
    tell(after({}, 2_500));
    finish(
      result({
        result: 'reverted',
        failure: toFailure(
          new OtaError('update/rolled-back', { from: '1.0.0', to: '1.1.0', why: 'checks' }),
        ),
        cause: 'checks',
        running: { name: 'demo', version: '1.0.0', buildId: 'b1', slot: 0, committed: true },
      }),
    );
    await running;
    expect(told).not.toContain('keep');
    expect(ends).toEqual([{ kind: 'went-back', why: 'It answers slowly' }]);
  });

  it('names no check where the device went back for another reason', async () => {
    const { tell, finish, running, ends } = await started();
    tell(onTrial);
    tell(after({}, 2_500));
    const facts = { from: '1.0.0', to: '1.1.0', why: 'time-over' } as const;
    finish(
      result({
        result: 'reverted',
        failure: toFailure(new OtaError('update/rolled-back', facts)),
        cause: 'time-over',
        running: { name: 'demo', version: '1.0.0', buildId: 'b1', slot: 0, committed: true },
      }),
    );
    await running;
    expect(ends).toEqual([{ kind: 'went-back', why: null }]);
  });

  it('fails alone when its thread dies, and has another one for the next device', async () => {
    const { slot, die, running, threads } = await started();
    die();
    await running;
    expect(slot.state).toMatchObject({ end: { kind: 'failed', failure: { code: 'worker/died' } } });
    void slot.again();
    await settled();
    expect(threads()).toBe(2);
    expect(slot.state.kind).toBe('running');
  });

  it('goes on by itself when its device comes back at another port', async () => {
    const { slot, told } = await started();
    slot.leave();
    expect(slot.state.kind).toBe('running');
    await slot.take(port());
    expect(slot.state.kind).toBe('running');
    expect(told.at(-1)).toBe('go on');
  });

  it('shows its result until the next device is asked for, then waits for the old one to be unplugged', async () => {
    const { slot, finish, running } = await started();
    finish(result({ result: 'committed' }));
    await running;
    slot.next();
    expect(slot.state.kind).toBe('unplug');
    slot.leave();
    expect(slot.state.kind).toBe('free');
  });

  it('keeps its result when the device is unplugged first', async () => {
    const { slot, finish, running } = await started();
    finish(result({ result: 'committed' }));
    await running;
    slot.leave();
    expect(slot.state.kind).toBe('over');
    slot.next();
    expect(slot.state.kind).toBe('free');
  });

  it('counts what a person stopped as no result', async () => {
    const { slot, told, finish, running } = await started();
    await slot.cancel();
    expect(told.at(-1)).toBe('cancel');
    finish(
      result({
        result: 'cancelled',
        failure: toFailure(new OtaError('cancelled', { by: 'user' })),
      }),
    );
    await running;
    expect(slot.state).toMatchObject({ end: { kind: 'cancelled' } });
  });

  it('says how far it had come when the device refused a block', async () => {
    const { tell, finish, running, slot } = await started();
    tell(event({ type: 'phase', phase: 'writing' }));
    tell(event({ type: 'progress', totalBytes: 1_000_000, part: null }, 590_000));
    finish(
      result({
        result: 'failed',
        failure: toFailure(new OtaError('update/timed-out', { waitedMs: 1 })),
      }),
    );
    await running;
    expect(slot.state).toMatchObject({ end: { kind: 'failed', percent: 59 } });
  });

  it('is free when its port goes away while it is asked', async () => {
    const { slot } = laneOn();
    const asked = slot.take(port());
    slot.leave();
    await asked;
    expect(slot.state.kind).toBe('free');
  });
});
