import { BatchState } from '../../../src/ui/features/batch/batch-state.svelte.ts';
import type { BatchDeps } from '../../../src/ui/features/batch/batch-state.svelte.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { SerialClient } from '../../../src/workers/client/serial-client.ts';
import type {
  BundleReport,
  DeviceReport,
  Finding,
  UpdateEvent,
  UpdateResult,
} from '../../../src/workers/api.ts';
import type { Outcome } from '../../../src/contracts/failure.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { FakePort, FakeSerial } from '../transports/webserial/fake-port.ts';
import { bundle, deviceOn } from './fixtures.ts';
import { unmanaged } from './unmanaged.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const file = new File([], 'fw.zip');

const deviceWith = (mac: string): DeviceReport => {
  const report = deviceOn('1.0.0');
  return { ...report, info: { ...report.info, mac } };
};

/** An update that a test brings on. */
interface Running {
  readonly tell: (event: UpdateEvent) => void;
  readonly finish: (outcome: Outcome<UpdateResult>) => void;
}

const context = { sessionId: 's', deviceId: 'd', bundleSha256: bundle.id, callId: 1, at: 0 };

/** A bench whose devices are told by the port that is in use: what a thread would ask over its link. */
export function benchWith() {
  const serial = new FakeSerial();
  const owners = new Map<FakePort, string>();
  const begun: string[] = [];
  /** `AA pause`: what the thread of that device was told while it updates. */
  const told: string[] = [];
  const updates = new Map<string, Running>();
  let findings: readonly Finding[] = [];
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
    const heard = (what: string) => () => {
      told.push(`${mac()} ${what}`);
      return nothing();
    };
    const self: UpdaterClient = {
      died: new Promise(() => undefined),
      terminate: () => undefined,
      useLinks: nothing,
      useAddress: nothing,
      signIn: nothing,
      openBundle: () => Promise.resolve(ok(chosen)),
      openFolder: () => Promise.reject(new Error('no folder here')),
      trust: () => Promise.resolve(ok(null)),
      publicKey: () => Promise.resolve(ok(null)),
      readCode: () => Promise.resolve(ok(null)),
      checkedCopy: () => Promise.resolve(ok(new Blob(['mended']))),
      watchDevice: () => Promise.resolve(ok(null)),
      lookForDevice: () => Promise.resolve(ok(null)),
      askDevice: () => {
        asked.push(mac());
        return Promise.resolve(ok(deviceWith(mac())));
      },
      stopAsking: () => Promise.resolve(ok(null)),
      compare: () => Promise.resolve(ok({ findings, files: null })),
      update: (_, tell) => {
        begun.push(mac());
        return new Promise((finish) => updates.set(mac(), { tell, finish }));
      },
      ...{ pause: heard('pause'), goOn: heard('go on'), cancel: heard('cancel') },
      ...{ decide: nothing, check: nothing },
      setTimeFactor: nothing,
      ...{ settle: nothing, discard: nothing, nameDevice: nothing, openFrame: nothing },
      seenDevices: () => Promise.resolve(ok([])),
      updatesOf: () => Promise.resolve(ok([])),
      linkLog: () => Promise.resolve(ok({ lines: [], last: 0, report: null })),
      ...unmanaged,
    };
    return self;
  };
  const update: BatchDeps['update'] = {
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
  const batch = new BatchState({
    update,
    isPossible: true,
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
    wall: () => Date.UTC(2026, 10, 29, 12),
    newId: () => 'session',
    wait: (ms) => new Promise((go) => waits.push({ ms, go })),
  });
  return {
    ...{ batch, serial, begun, asked, told },
    /** What its update reports. */
    async tell(mac: string, body: Record<string, unknown>, acknowledgedBytes = 0): Promise<void> {
      updates.get(mac)?.tell({ ...context, acknowledgedBytes, ...body } as UpdateEvent);
      await settled();
    },
    /** Its update ends so. */
    async finish(mac: string, body: Record<string, unknown>): Promise<void> {
      const figures = { from: '1.0.0', to: '1.1.0', bytes: 1, seconds: 1, writeSeconds: 1 };
      updates.get(mac)?.finish(ok({ ...figures, ...body } as UpdateResult));
      await settled();
    },
    /** What speaks from now on against any file on any device. */
    speaksAgainst(found: readonly Finding[]): void {
      findings = found;
    },
    /** The updater of the batch slot on this port read that MAC. */
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
