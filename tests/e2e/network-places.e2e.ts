/** Places of the network in the app itself: a broker and its devices, and a scan; Mosquitto and the device command as processes of their own. */
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { BrokerOptions, TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('network-places', 2);

const [ONE, OTHER] = ['esp32_0E70AB', 'esp32_0E70AC'] as const;

let visit: Visit;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  visit = await Visit.begin();
});
afterEach(async () => {
  await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
});

async function withBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  const broker = await startBroker(options);
  closers.push(() => broker.stop());
  return broker;
}

async function withDevice(id: string, ...args: readonly string[]) {
  const device = new DeviceProcess(['--app', 'demo', '--fw-version', '1.0.0', '--id', id, ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  await device.event(({ event }) => event === 'boot');
  return ready;
}

async function openPage(): Promise<void> {
  await visit.button(/^Network/).click();
  await visit.headlineSays(/^Enter the address of the device/);
}

async function addBroker(address: string, name: string): Promise<void> {
  await openPage();
  await visit.page.getByText('Add a device or a broker', { exact: true }).click();
  await visit.page.getByText('A broker', { exact: true }).click();
  await visit.page.getByRole('textbox', { name: 'New address' }).fill(address);
  await visit.page.getByRole('textbox', { name: 'Name, if you like' }).fill(name);
  await visit.button('Add').click();
  await visit.button(`Open ${name}`).waitFor();
}

/** A browser writes each connection that failed to its console, whatever the page does. */
const unexpected = (): readonly string[] =>
  visit.problems.filter((problem) => !/WebSocket connection to|net::ERR_|^failed: /.test(problem));

async function askFor(id: string): Promise<void> {
  await visit.page.getByRole('textbox', { name: 'Device id' }).fill(id);
  await visit.button('Ask for it').click();
  await visit.button(`Connect ${id}`).waitFor();
}

async function update(id: string): Promise<void> {
  await visit.headlineSays(new RegExp(`^${id} runs 1\\.0\\.0\\. Choose a firmware\\.`));
  await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
  await visit.button('Update to 1.1.0').click();
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(new RegExp(`^${id} runs 1\\.1\\.0$`));
}

describe('a broker in the app', () => {
  byTurns(
    'is added, shows two devices that answer, updates the one that is pressed, and is known at the next visit',
    async () => {
      const broker = await withBroker();
      await withDevice(ONE, '--mqtt', broker.url);
      await withDevice(OTHER, '--mqtt', broker.url);
      await addBroker(broker.webUrl, 'Hall');
      await visit.button('Open Hall').click();
      await visit.headlineSays(/^Devices at Hall$/);
      await askFor(ONE);
      await askFor(OTHER);
      await visit.page.getByText('2 devices found').waitFor();
      await expect.poll(() => visit.page.getByText('demo 1.0.0 on esp32').count()).toBe(2);
      await visit.button(`Connect ${OTHER}`).click();
      await update(OTHER);
      await visit.reload();
      await visit.button('Open Hall').click();
      // It was reached before: it is asked by itself.
      await visit.page.getByText('demo 1.1.0 on esp32').waitFor();
      await visit.button('Other addresses').click();
      await visit.button('Rename Hall').click();
      await visit.page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cellar');
      await visit.button('Save name').click();
      await visit.button('Remove Cellar').click();
      await visit.page
        .getByRole('dialog')
        .getByRole('button', { name: 'Remove', exact: true })
        .click();
      await visit.button('Open Cellar').waitFor({ state: 'detached' });
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns('that knows its users is signed in to, and says so in the list of places', async () => {
    const broker = await withBroker({ users: { operator: 'br0ker' } });
    await withDevice(ONE, '--mqtt', broker.url.replace('//', '//operator:br0ker@'));
    await addBroker(broker.webUrl, 'Hall');
    await visit.button('Open Hall').click();
    await visit.page.getByText('The broker knows its users').waitFor();
    await visit.page.getByRole('textbox', { name: 'User' }).fill('operator');
    await visit.page.getByLabel('Password', { exact: true }).fill('br0ker');
    await visit.page.getByLabel('Keep in this browser').check();
    await visit.button('Sign in').click();
    await visit.headlineSays(/^Devices at Hall$/);
    await askFor(ONE);
    await visit.page.getByText('demo 1.0.0 on esp32').waitFor();
    await visit.button('Other addresses').click();
    await visit.page.getByText(/sign-in kept/).waitFor();
    expect(unexpected()).toEqual([]);
  });
});

/** Whether somebody listens there. */
const takes = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** Addresses that take connections and say nothing: each costs a scan its whole time. */
async function holdSilent(port: number): Promise<void> {
  const listen = (host: string): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((socket) => {
        socket
          .on('error', () => undefined)
          .on('end', () => socket.end())
          .resume();
      });
      server.listen(port, host, () => resolve(server));
    });
  const hosts = Array.from({ length: 60 }, (_, at) => `127.0.0.${at + 10}`);
  const servers = await Promise.all(hosts.map(listen));
  closers.push(async () => {
    await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  });
}

describe('a scan of a network', () => {
  byTurns(
    'finds the two devices of three addresses and connects to the one that is pressed',
    async () => {
      const { ws } = await withDevice(ONE, '--ws', '127.0.0.7:0');
      const port = Number(new URL(String(ws)).port);
      await withDevice(OTHER, '--ws', `127.0.0.9:${port}`);
      expect(await takes('127.0.0.8', port)).toBe(false);
      await openPage();
      await visit.button('Scan a network').click();
      await visit.page.getByRole('textbox', { name: 'Network' }).fill(`127.0.0.7/29:${port}`);
      await visit.page.getByText('6 addresses will be asked.').waitFor();
      await visit.page.getByRole('textbox', { name: 'Network' }).fill(`127.0.0.0/24:${port}`);
      await visit.button('Start the scan').click();
      await visit.headlineSays(/^2 devices found$/);
      await visit.page.getByText('127.0.0.7 · demo 1.0.0 on esp32').waitFor();
      await visit.button(`Connect ${OTHER}`).click();
      await update(OTHER);
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns('stops when it is told to, and what was found stays', async () => {
    const { ws } = await withDevice(ONE, '--ws', '127.0.0.7:0');
    const port = Number(new URL(String(ws)).port);
    await holdSilent(port);
    await openPage();
    await visit.button('Scan a network').click();
    await visit.page.getByRole('textbox', { name: 'Network' }).fill(`127.0.0.0/24:${port}`);
    await visit.button('Start the scan').click();
    await visit.button(`Connect ${ONE}`).waitFor();
    await visit.button('Stop the scan').click();
    await visit.headlineSays(/^Stopped after \d+ of 254 addresses$/);
    await visit.button(`Connect ${ONE}`).waitFor();
    await visit.button('Other addresses').click();
    await visit.headlineSays(/^Enter the address of the device/);
    expect(unexpected()).toEqual([]);
  });
});
