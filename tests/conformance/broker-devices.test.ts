/** Who is at a broker, as the app's thread hears it: Mosquitto and the emulated devices as processes of their own. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import type { BrokerDevice, BrokerSnapshot } from '../../src/contracts/broker-devices.ts';
import { realClock } from '../../src/contracts/clock.ts';
import type { Credentials } from '../../src/contracts/sign-in.ts';
import { BrokerWatch } from '../../src/workers/updater/broker-watch.ts';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { BrokerOptions, TestBroker } from '../support/testbed/broker/mosquitto.ts';

const ID = 'esp32_0A1B2C';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Comes with Mosquitto; its folder is named for the machine. */
function dynamicSecurity(): string {
  const NAME = 'mosquitto_dynamic_security.so';
  const roots = ['/usr/lib', '/usr/local/lib', '/opt/homebrew/lib'].filter((root) =>
    existsSync(root),
  );
  const folders = roots.flatMap((root) => [
    root,
    ...readdirSync(root).map((name) => path.join(root, name)),
  ]);
  const found = folders.map((folder) => path.join(folder, NAME)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`no ${NAME}: it is a part of Mosquitto`);
  return found;
}

async function withBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  const broker = await startBroker(options);
  closers.push(() => broker.stop());
  return broker;
}

async function withDevice(url: string, ...args: readonly string[]): Promise<void> {
  const device = new DeviceProcess(['--mqtt', url, '--fw-version', '1.0.0', '--id', ID, ...args]);
  closers.push(() => device.end('SIGTERM'));
  await device.event(({ event }) => event === 'boot');
}

async function watched(broker: TestBroker, who: Credentials | null = null) {
  let latest: BrokerSnapshot | null = null;
  const watch = new BrokerWatch(`mqtt+${broker.webUrl}/`, who, {
    clock: realClock,
    wall: () => Date.now(),
    tell: (snapshot) => (latest = snapshot),
  });
  closers.push(() => watch.end());
  await watch.begin();
  const device = (id: string): BrokerDevice | undefined =>
    latest?.devices.find((one) => one.id === id);
  /** Waits for what is to be seen. */
  const shows = (id: string, what: Partial<BrokerDevice>) =>
    expect.poll(() => device(id), { timeout: 20_000 }).toMatchObject(what);
  const phase = () => latest?.phase;
  return { watch, shows, phase, latest: () => latest };
}

describe('devices at a broker', () => {
  it('answer who they are, or not, each to its own question', async () => {
    const broker = await withBroker();
    await withDevice(broker.url);
    const { watch, shows, latest } = await watched(broker);
    watch.ask([ID, 'esp32_FFFFFF', 'not/an/id']);
    await shows(ID, { answer: 'answered', app: 'demo', version: '1.0.0', arch: 'esp32' });
    await shows('esp32_FFFFFF', { answer: 'silent', app: null });
    expect(latest()?.devices).toHaveLength(2);
  });

  it('that ask who calls are there, and told apart', async () => {
    const broker = await withBroker();
    await withDevice(broker.url, '--auth', 'admin:s3cret');
    const { watch, shows } = await watched(broker);
    watch.ask([ID]);
    await shows(ID, { answer: 'denied', app: null });
  });

  it('show by what they publish, and what is retained is not heard now', async () => {
    const broker = await withBroker();
    const stock = await mqtt.connectAsync(broker.url);
    closers.push(() => stock.endAsync(true));
    await stock.publishAsync('esp32_OLD/log', 'long ago', { retain: true });
    const { shows } = await watched(broker);
    await shows('esp32_OLD', { sign: 'retained', heardAtMs: null });
    await stock.publishAsync('esp32_NEW/log', 'now');
    await shows('esp32_NEW', { sign: 'published', heardAtMs: expect.any(Number) as number });
  });

  it('cannot answer in the name of others', async () => {
    const broker = await withBroker();
    const meddler = await mqtt.connectAsync(broker.url);
    closers.push(() => meddler.endAsync(true));
    const info = { id: 'x', app: 'evil', fw_version: '6.6.6', fw_id: 'x', mac: 'M', arch: 'esp32' };
    meddler.on('message', (_topic, payload) => {
      const { id, src } = JSON.parse(payload.toString()) as { id: number; src: string };
      const lie = { id, dst: src, result: { ...info, uptime: 1 } };
      for (const from of ['esp32_EVIL', undefined])
        meddler.publish(`${src}/rpc`, JSON.stringify({ ...lie, src: from }));
      meddler.publish(`${src}/rpc`, JSON.stringify({ ...lie, src: ID, id: id + 1 }));
    });
    await meddler.subscribeAsync(`${ID}/rpc`);
    const { watch, shows } = await watched(broker);
    watch.ask([ID]);
    await shows(ID, { answer: 'silent', app: null });
  });

  it('can be asked by their id where the broker lets nobody listen to all', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-acl-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'security.json');
    const allow = (topic: string) => ({
      acltype: 'subscribePattern',
      topic,
      priority: 0,
      allow: true,
    });
    const acls = [allow('slipway/#'), allow(`${ID}/#`)];
    const access = { publishClientSend: true, publishClientReceive: true, unsubscribe: true };
    writeFileSync(
      file,
      JSON.stringify({
        defaultACLAccess: { ...access, subscribe: false },
        groups: [{ groupname: 'all', roles: [{ rolename: 'own' }] }],
        roles: [{ rolename: 'own', acls }],
        anonymousGroup: 'all',
      }),
    );
    const broker = await withBroker({
      settings: [`plugin ${dynamicSecurity()}`, `plugin_opt_config_file ${file}`],
    });
    await withDevice(broker.url);
    const { watch, shows, latest } = await watched(broker);
    watch.ask([ID]);
    await shows(ID, { answer: 'answered' });
    expect(latest()?.hearsAll).toBe(false);
  });

  it('are heard again after the broker was gone, and asked then', async () => {
    const broker = await withBroker();
    await withDevice(broker.url);
    const { watch, shows, phase, latest } = await watched(broker);
    await expect.poll(phase).toBe('listening');
    await broker.kill();
    await expect.poll(phase).toBe('lost');
    expect(latest()?.failure?.code).toMatch(/^link\//);
    watch.ask([ID]);
    await shows(ID, { answer: 'waits' });
    await broker.start();
    await expect.poll(phase, { timeout: 30_000 }).toBe('listening');
    // The device finds the broker again in its own time.
    const asked = () => {
      watch.ask([ID]);
      return latest()?.devices[0]?.answer;
    };
    await expect.poll(asked, { timeout: 30_000, interval: 500 }).toBe('answered');
  });

  it('are behind a broker that knows its users', async () => {
    const broker = await withBroker({ users: { operator: 'br0ker' } });
    await expect(watched(broker)).rejects.toMatchObject({ code: 'link/broker-denied' });
    const { phase } = await watched(broker, { user: 'operator', password: 'br0ker' });
    await expect.poll(phase).toBe('listening');
  });
});
