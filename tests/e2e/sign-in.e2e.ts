/** A device, and a broker, that asks who calls: user and password in the app, kept only where a person wants it. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('sign-in', 3);

const ID = 'esp32_0E70AB';
const PASSWORD = 's3cret';

let visit: Visit;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
});

async function startDevice(...args: readonly string[]) {
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0', '--id', ID];
  const device = new DeviceProcess([...fresh, ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  await device.event(({ event }) => event === 'boot');
  return { device, addressOf: (wire: string) => String(ready[wire]) };
}

async function connect(address: string): Promise<void> {
  await visit.button(/^Network/).click();
  const field = visit.page.getByRole('textbox', { name: 'Address' });
  await field.fill(address);
  await field.press('Enter');
}

async function signIn(password: string, { keep = false, user = 'admin' } = {}): Promise<void> {
  await visit.page.getByRole('textbox', { name: 'User' }).fill(user);
  await visit.page.getByLabel('Password', { exact: true }).fill(password);
  const box = visit.page.getByLabel('Keep in this browser');
  if (keep) await box.check();
  await visit.button('Sign in').click();
}

const runs = (version: string): Promise<string> =>
  visit.headlineSays(new RegExp(`^${ID} runs ${version.replaceAll('.', '\\.')}`));

/** What the page gave away of an update: its receipt, its report, what it wrote down. */
async function traces(): Promise<string> {
  const saved: string[] = [];
  for (const name of ['Save receipt', 'Save report']) {
    const download = visit.page.waitForEvent('download');
    await visit.button(name).click();
    saved.push(readFileSync(await (await download).path(), 'utf8'));
  }
  return saved.join('\n');
}

/** A browser writes each request that is denied to its console, whatever the page does. */
const unexpected = (): readonly string[] =>
  visit.problems.filter(
    (problem) => !/WebSocket connection to|net::ERR_|status of 401/.test(problem),
  );

describe('a device that asks who calls', () => {
  byTurns(
    'is signed in to, updated and kept; the password is in no report, and forgotten with the page',
    async () => {
      const { addressOf } = await startDevice('--ws', '0', '--auth', `admin:${PASSWORD}`);
      visit = await Visit.begin();
      await connect(addressOf('ws'));
      await visit.headlineSays(/^The device asks for a password$/);
      await visit.button('Sign in').click();
      await visit.page.getByText('Enter the user.').first().waitFor();
      await signIn(PASSWORD);
      await runs('1.0.0');
      await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
      await visit.button('Update to 1.1.0').click();
      await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
      await visit.button('Keep 1.1.0').click();
      await runs('1.1.0');
      expect(await traces()).not.toMatch(new RegExp(`${PASSWORD}|"response"`));
      await visit.reload();
      await visit.button(`Connect ${ID}`).click();
      await visit.headlineSays(/^The device asks for a password$/);
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns(
    'refuses a wrong password over HTTP, makes wait after three, and one that is kept is used after a reload until it is removed',
    async () => {
      const { addressOf } = await startDevice('--ws', '0', '--auth', `admin:${PASSWORD}`);
      visit = await Visit.begin();
      await connect(addressOf('http'));
      await visit.headlineSays(/^The device asks for a password$/);
      for (const wrong of ['one', 'two']) {
        await signIn(wrong);
        await visit.headlineSays(/^The device refuses this user or this password$/);
        expect(await visit.page.getByText(/^Next try at/).count()).toBe(0);
      }
      await signIn('three', { keep: true });
      await visit.page.getByText(/^Next try at .*: some devices lock/).waitFor();
      expect(await visit.button('Sign in').getAttribute('aria-disabled')).toBe('true');
      await visit.page.getByText(/^Next try at/).waitFor({ state: 'detached' });
      await signIn(PASSWORD);
      await runs('1.0.0');
      await visit.reload();
      await visit.button(`Connect ${ID}`).click();
      await runs('1.0.0');
      await visit.button('Disconnect').click();
      await visit.button(`Remove ${ID}`).click();
      await visit.page.getByText('The user and password kept for it are deleted, too.').waitFor();
      await visit.page
        .getByRole('dialog')
        .getByRole('button', { name: 'Remove', exact: true })
        .click();
      await connect(addressOf('http'));
      await visit.headlineSays(/^The device asks for a password$/);
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns('may ask for an update only: then it is signed in to before it', async () => {
    const { addressOf } = await startDevice(
      ...['--ws', '0', '--auth', `admin:${PASSWORD}`],
      ...['--config', 'rpc.acl=[{"method":"OTA.*","acl":"+admin"},{"method":"*","acl":"*"}]'],
    );
    visit = await Visit.begin();
    await connect(addressOf('ws'));
    await runs('1.0.0');
    await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^The device asks for a password$/);
    await signIn(PASSWORD);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
    await visit.button('Keep 1.1.0').click();
    await runs('1.1.0');
    expect(unexpected()).toEqual([]);
  });
});

describe('a broker that asks who connects', () => {
  byTurns(
    'is signed in to where the address was refused, and so is the device behind it',
    async () => {
      const broker = await startBroker({ users: { operator: 'br0ker', device: 'd3vice' } });
      closers.push(() => broker.stop());
      const url = broker.url.replace('//', '//device:d3vice@');
      await startDevice('--mqtt', url, '--auth', `admin:${PASSWORD}`);
      visit = await Visit.begin();
      await connect(`mqtt+${broker.webUrl}/${ID}`);
      await visit.page.getByText('The broker knows its users').waitFor();
      await signIn('wrong', { user: 'operator' });
      await visit.page.getByText('The broker knows its users').waitFor();
      await signIn('br0ker', { user: 'operator' });
      await visit.headlineSays(/^The device asks for a password$/);
      await signIn(PASSWORD);
      await runs('1.0.0');
      expect(unexpected()).toEqual([]);
    },
  );
});
