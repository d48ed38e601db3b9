/** The fleet as the app's thread watches it: Mosquitto, emulated devices and `push` as processes of their own. */
import { spawn } from 'node:child_process';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '../../src/contracts/clock.ts';
import type {
  FleetNews,
  FleetSnapshot,
  HeardFacts,
  ListedDevice,
} from '../../src/contracts/fleet-device.ts';
import { FleetWatch } from '../../src/workers/updater/fleet-watch.ts';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';

const IDS = ['esp32_0A1B01', 'esp32_0A1B02', 'esp32_0A1B03'] as const;
const [ID] = IDS;
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function withDevices(...args: readonly string[]) {
  const broker = await startBroker();
  closers.push(() => broker.stop());
  const own = ['--mqtt', broker.url, '--id', ID, '--fw-version', '1.0.0', ...args];
  const devices = new DeviceProcess(own);
  closers.push(() => devices.end('SIGTERM'));
  const count = args.includes('--count') ? IDS.length : 1;
  for (const id of IDS.slice(0, count))
    await devices.event((one) => one.event === 'boot' && (one['id'] ?? ID) === id);
  return { broker, devices };
}

const listed = (id: string, address: string | null): ListedDevice => ({
  ...{ id, address, alias: null, group: null, tags: [] },
  ...{ arch: null, app: null, version: null, buildId: null },
  ...{ source: 'list', lastSeenMs: null, link: null },
});

function watched(broker: TestBroker, ids: readonly string[] = IDS) {
  const news = new Map<string, FleetNews>();
  const seen = new Set<string>();
  const noted: HeardFacts[] = [];
  let latest: FleetSnapshot | null = null;
  const watch = new FleetWatch({
    clock: realClock,
    wall: () => Date.now(),
    tell: (snapshot) => {
      latest = snapshot;
      for (const one of snapshot.news) {
        news.set(one.id, one);
        seen.add(`${one.id} ${one.standing} ${one.startedBy ?? '-'}`);
      }
    },
    atBroker: () => Promise.resolve(null),
    askAt: () => Promise.resolve('silent'),
    note: (heard) => Promise.resolve(void noted.push(...heard)),
  });
  closers.push(() => watch.end());
  watch.begin();
  const at = `mqtt+${broker.webUrl}/`;
  watch.know(
    ids.map((id) => listed(id, `${at}${id}`)),
    [at],
  );
  /** Waits for what is to be seen. */
  const shows = (id: string, what: Partial<FleetNews>) =>
    expect.poll(() => news.get(id), { timeout: 60_000 }).toMatchObject(what);
  const phase = (wanted: string) =>
    expect.poll(() => latest?.brokers[0]?.phase, { timeout: 30_000 }).toBe(wanted);
  return { watch, shows, phase, news, seen, noted };
}

const push = (url: string): Promise<number | null> =>
  statusOf(process.execPath, commandArgs('push', [BUNDLE, '--port', url]));

const post = (url: string): Promise<number | null> =>
  statusOf('curl', ['-sS', '--limit-rate', '8k', '-F', `file=@${BUNDLE}`, url]);

function statusOf(program: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'ignore' });
  closers.push(() => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('close', resolve));
}

describe('a fleet that is watched', () => {
  it('says how each device is when it is asked, also after the broker was away', async () => {
    const { broker } = await withDevices('--count', '3');
    const { watch, shows, phase, noted } = watched(broker, [...IDS, 'esp32_FFFFFF']);
    await phase('listening');
    watch.ask([...IDS, 'esp32_FFFFFF']);
    for (const id of IDS) await shows(id, { standing: 'idle', version: '1.0.0', arch: 'esp32' });
    await shows('esp32_FFFFFF', { standing: 'silent', version: null });
    await expect
      .poll(() => noted.map(({ id }) => id).sort(), { timeout: 20_000 })
      .toEqual([...IDS]);
    await broker.kill();
    await phase('lost');
    watch.keepAsking([ID]);
    await shows(ID, { standing: 'silent' });
    await broker.start();
    await phase('listening');
    await shows(ID, { standing: 'idle' });
  }, 120_000);

  it('shows an update by another program, from its begin to the firmware that is kept', async () => {
    const { broker } = await withDevices('--latency', '20');
    const { watch, shows, phase, seen } = watched(broker, [ID]);
    await phase('listening');
    watch.ask([ID]);
    await shows(ID, { standing: 'idle' });
    const ended = push(`${broker.url}/${ID}`);
    await shows(ID, { standing: 'kept', version: '1.1.0', from: '1.0.0', startedBy: 'client' });
    expect([...seen]).toContain(`${ID} writing client`);
    expect(await ended).toBe(0);
  }, 180_000);

  it('shows an update that the device took by itself, where it is asked again and again', async () => {
    const { broker, devices } = await withDevices('--ws', '127.0.0.1:0', '--latency', '20');
    const { watch, shows, phase, seen } = watched(broker, [ID]);
    await phase('listening');
    watch.keepAsking([ID]);
    await shows(ID, { standing: 'idle' });
    const { http } = await devices.ready();
    const posted = post(new URL('/update', String(http)).href);
    await expect.poll(() => [...seen], { timeout: 60_000 }).toContain(`${ID} writing device`);
    await shows(ID, { standing: 'kept', startedBy: 'device', from: '1.0.0', version: '1.1.0' });
    expect(await posted).toBe(0);
  }, 180_000);

  it('hears a device that nobody listed by what it publishes', async () => {
    const { broker } = await withDevices();
    const { shows, phase } = watched(broker, []);
    await phase('listening');
    const stock = await mqtt.connectAsync(broker.url);
    closers.push(() => stock.endAsync(true));
    await stock.publishAsync('esp32_NEW/log', 'now');
    await shows('esp32_NEW', {
      ...{ standing: 'unknown', address: `mqtt+${broker.webUrl}/esp32_NEW` },
    });
  }, 60_000);
});
