import { describe, expect, it } from 'vitest';
import { LanesState } from '../../../../../src/ui/features/lanes/lanes-state.svelte.ts';
import type { LanesDeps } from '../../../../../src/ui/features/lanes/lanes-state.svelte.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';
import { SerialClient } from '../../../../../src/workers/client/serial-client.ts';
import type { BundleReport, DeviceReport } from '../../../../../src/workers/api.ts';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import { FakePort, FakeSerial } from '../../../../support/transports/webserial/fake-port.ts';
import { realClock } from '../../../../../src/contracts/real-clock.ts';
import { bundle, deviceOn } from '../../../../support/ui/fixtures.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const file = new File([], 'fw.zip');

const deviceWith = (mac: string): DeviceReport => {
  const report = deviceOn('1.0.0');
  return { ...report, info: { ...report.info, mac } };
};

/** A bench whose devices are told by the port that is in use: what a thread would ask over its link. */
function benchWith() {
  const serial = new FakeSerial();
  const owners = new Map<FakePort, string>();
  const begun: string[] = [];
  const asked: string[] = [];
  const waits: { readonly ms: number; readonly go: () => void }[] = [];
  let chosen: BundleReport = bundle;
  let busy = false;
  const clients: SerialClient[] = [];
  const used = new Map<SerialClient, FakePort>();
  const openSerial = (): SerialClient => {
    const client = new SerialClient({
      serial,
      clock: realClock,
      locks: null,
      follows: 'itself',
    });
    const use = client.use.bind(client);
    client.use = (port) => {
      if (port.port instanceof FakePort) used.set(client, port.port);
      use(port);
    };
    clients.push(client);
    return client;
  };
  const joined = new Map<UpdaterClient, SerialClient>();
  const updater = (): UpdaterClient => {
    const mac = (): string => {
      const client = joined.get(self);
      const port = client === undefined ? undefined : used.get(client);
      return (port && owners.get(port)) ?? '';
    };
    const nothing = () => Promise.resolve(ok(null));
    const self: UpdaterClient = {
      died: new Promise(() => undefined),
      terminate: () => undefined,
      useLinks: nothing,
      openBundle: () => Promise.resolve(ok(chosen)),
      watchDevice: () => Promise.resolve(ok(null)),
      lookForDevice: () => Promise.resolve(ok(null)),
      askDevice: () => {
        asked.push(mac());
        return Promise.resolve(ok(deviceWith(mac())));
      },
      stopAsking: () => Promise.resolve(ok(null)),
      compare: () => Promise.resolve(ok({ findings: [], files: null })),
      update: () => {
        begun.push(mac());
        return new Promise(() => undefined);
      },
      ...{ pause: nothing, goOn: nothing, cancel: nothing, decide: nothing, check: nothing },
      setTimeFactor: nothing,
      ...{ settle: nothing, discard: nothing, nameDevice: nothing, openFrame: nothing },
      seenDevices: () => Promise.resolve(ok([])),
      bluetoothSettings: () => Promise.resolve(ok([])),
      updatesOf: () => Promise.resolve(ok([])),
      linkLog: () => Promise.resolve(ok({ lines: [], last: 0, report: null })),
      callDevice: () => new Promise(() => undefined),
    };
    return self;
  };
  const update: LanesDeps['update'] = {
    get running() {
      return busy;
    },
    choice: {
      get firmware() {
        return { kind: 'sound', bundle: chosen } as const;
      },
      file,
      keepMinutes: 5,
    },
  };
  const lanes = new LanesState({
    update,
    openSerial: () => {
      const client = openSerial();
      client.join = (opened) => {
        joined.set(opened, client);
        return Promise.resolve(ok(null));
      };
      return client;
    },
    openUpdater: () => Promise.resolve(ok(updater())),
    now: () => waits.length,
    newId: () => 'session',
    wait: (ms) => new Promise((go) => waits.push({ ms, go })),
  });
  return {
    ...{ lanes, serial, begun, asked },
    /** The updater of the lane on this port read that MAC. */
    async otherAnswersOn(port: FakePort, mac: string): Promise<void> {
      owners.set(port, mac);
      const taken = clients.filter((client) => used.get(client) === port);
      taken.at(-1)?.onOtherDevice();
      await settled();
      await settled();
    },
    async plug(mac: string): Promise<FakePort> {
      const port = new FakePort();
      owners.set(port, mac);
      serial.plug(port);
      await settled();
      return port;
    },
    async unplug(port: FakePort): Promise<void> {
      serial.unplug(port);
      await settled();
    },
    choose: (next: Partial<BundleReport>) => {
      chosen = { ...bundle, ...next };
    },
    blockedBy: (running: boolean) => {
      busy = running;
    },
    /** Lets every wait of that long end. */
    async pass(ms: number): Promise<void> {
      for (const wait of waits.filter((one) => one.ms === ms)) wait.go();
      await settled();
    },
  };
}

const QUARTER_HOUR_MS = 900_000;

describe('the bench', () => {
  it('gives every port a lane in the order of the ports, up to eight, and tells what is left over', async () => {
    const { lanes, plug } = benchWith();
    for (let at = 1; at <= 9; at += 1) await plug(`M${at}`);
    expect(lanes.lanes.map(({ state }) => state.kind)).toEqual(Array<string>(8).fill('ready'));
    expect(lanes.waitingPorts).toBe(1);
  });

  it('starts nothing by itself unless it is armed', async () => {
    const { lanes, plug, begun } = benchWith();
    await plug('AA');
    expect(begun).toEqual([]);
    lanes.arm();
    await plug('BB');
    expect(begun).toEqual(['BB']);
    lanes.startAll();
    await settled();
    expect(begun).toEqual(['BB', 'AA']);
  });

  it('is disarmed by another file', async () => {
    const { lanes, plug, choose, begun } = benchWith();
    lanes.arm();
    choose({ id: 'c'.repeat(64) });
    await plug('AA');
    expect(lanes.armed).toBe(false);
    expect(begun).toEqual([]);
  });

  it('is disarmed a quarter of an hour after the last plug-in', async () => {
    const { lanes, plug, pass } = benchWith();
    lanes.arm();
    await plug('AA');
    await pass(QUARTER_HOUR_MS);
    expect(lanes.armed).toBe(false);
  });

  it('starts nothing while an update runs on the Update screen', async () => {
    const { lanes, plug, blockedBy, begun } = benchWith();
    lanes.arm();
    blockedBy(true);
    await plug('AA');
    lanes.startAll();
    lanes.doAgain();
    await settled();
    expect(begun).toEqual([]);
  });

  it('gives two devices that come back under way their own lanes, and a third one another', async () => {
    const { lanes, plug, unplug } = benchWith();
    const ports = [await plug('AA'), await plug('BB')];
    lanes.startAll();
    await settled();
    for (const port of ports) await unplug(port);
    const [back, next, other] = [await plug('BB'), await plug('CC'), await plug('AA')];
    expect(lanes.lanes.map(({ port }) => port?.port)).toEqual([other, back, next]);
    expect(lanes.lanes.map(({ state }) => state.kind)).toEqual(['running', 'running', 'ready']);
  });

  it('gives a port to another lane where another device than that of the update answers on it', async () => {
    const { lanes, plug, unplug, otherAnswersOn } = benchWith();
    const port = await plug('AA');
    lanes.startAll();
    await settled();
    await unplug(port);
    const back = await plug('AA');
    expect(lanes.lanes[0]?.port?.port).toBe(back);
    await otherAnswersOn(back, 'BB');
    expect(lanes.lanes.map((lane) => lane.port?.port ?? null)).toEqual([null, back]);
    expect(lanes.lanes.map(({ state }) => state.kind)).toEqual(['running', 'ready']);
  });

  it('asks no port that had no lane before for a device that left', async () => {
    const { lanes, plug, unplug, asked } = benchWith();
    const first = await plug('M1');
    for (let at = 2; at <= 9; at += 1) await plug(`M${at}`);
    lanes.startAll();
    await settled();
    await unplug(first);
    expect(asked).not.toContain('M9');
    expect(lanes.lanes[0]).toMatchObject({ isRunning: true, hasPort: false });
  });

  it('leaves ports alone that come while the Update screen waits for its device', async () => {
    const { lanes, plug, blockedBy } = benchWith();
    blockedBy(true);
    const port = await plug('AA');
    expect([lanes.lanes.length, port.opens]).toEqual([0, 0]);
    blockedBy(false);
    await lanes.look();
    expect(lanes.lanes).toHaveLength(1);
  });
});
