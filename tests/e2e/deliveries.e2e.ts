/** The ways besides writing block by block, from the app: the device fetches the file, or looks for it, or it is uploaded to its web page. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('deliveries', 2);

const ID = 'esp32_0E70AB';
const FIXTURE = 'demo-esp32-1.1.0-tiny.zip';
const fileOf = (name: string): Buffer => readFileSync(`tests/fixtures/bundles/${name}`);

let visit: Visit;
let device: DeviceProcess;
let server: Server;
let serve: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  server = createServer((request, response) => serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

/** Its firmware is chosen, and the ways to get it there are in sight. */
async function reach(
  args: readonly string[] = [],
  signIn = (): Promise<void> => Promise.resolve(),
) {
  const fresh = ['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', '--id', ID];
  device = new DeviceProcess([...fresh, ...args]);
  const ready = await device.ready();
  await device.event(({ event }) => event === 'boot');
  visit = await Visit.begin();
  await visit.button(/^Network/).click();
  const field = visit.page.getByRole('textbox', { name: 'Address' });
  await field.fill(String(ready.ws));
  await field.press('Enter');
  await signIn();
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0\\. Choose a firmware\\.`));
  await visit.chooseFile(FIXTURE);
  await visit.headlineSays(new RegExp(`^Ready to update ${ID}`));
  await visit.page.getByText('How shall it get there?').click();
  return ready;
}

afterEach(async () => {
  await visit.end();
  server.closeAllConnections();
  server.close();
  await device.end('SIGTERM');
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/fw.zip`;
const choose = (name: string): Promise<void> => visit.page.getByRole('radio', { name }).check();
const update = () => visit.button('Update to 1.1.0');

/** With the leave that a page needs to look at the file itself. */
const serving =
  (file: Buffer, { cors = true } = {}) =>
  (_: IncomingMessage, response: ServerResponse): void =>
    void response
      .writeHead(200, {
        'Content-Length': file.length,
        ...(cors && { 'Access-Control-Allow-Origin': '*' }),
      })
      .end(file);

const PASSWORD = 'a-Pa55word-of-a-pump';

async function signsIn(): Promise<void> {
  await visit.headlineSays(/^The device asks for a password$/);
  await visit.page.getByLabel('User').fill('admin');
  await visit.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await visit.button('Sign in').click();
}

const boots = (): number => device.events.filter(({ event }) => event === 'boot').length;

async function isFetched(way = 'The device fetches it'): Promise<void> {
  await choose(way);
  expect(await update().getAttribute('aria-disabled')).toBe('true');
  await visit.page.getByRole('textbox', { name: 'Address of the file' }).fill(address());
  await update().click();
}

async function endsKept(): Promise<void> {
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
}

describe('a firmware', () => {
  byTurns('is fetched by the device, which says how far it is, and cannot be paused', async () => {
    await reach();
    let isSent = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => (isSent = resolve));
    const file = fileOf(FIXTURE);
    serve = (request, response) => {
      if ('x-mgos-device-id' in request.headers) {
        response.writeHead(200, { 'Content-Length': file.length });
        response.write(file.subarray(0, file.length / 2));
        void isHeld.then(() => response.end(file.subarray(file.length / 2)));
      } else serving(file)(request, response);
    };
    await isFetched();
    await visit.hasWritten(30);
    expect(await visit.button('Pause').count()).toBe(0);
    isSent();
    await endsKept();
    expect(visit.problems).toEqual([]);
  });

  byTurns('that is another one at the address is not fetched', async () => {
    await reach();
    serve = serving(fileOf('demo-esp32-1.0.0.zip'));
    await isFetched();
    await visit.headlineSays(/is another file/);
    expect(boots()).toBe(1);
  });

  byTurns(
    'at an address that the page may not read is fetched where a person says so',
    async () => {
      await reach();
      serve = serving(fileOf(FIXTURE), { cors: false });
      await isFetched();
      await visit.page
        .getByText(/could not be looked at from here/)
        .first()
        .waitFor();
      await visit.page.getByLabel('Go on anyway').check();
      await update().click();
      await endsKept();
    },
  );

  byTurns(
    'is uploaded to the web page of the device, whose answer is asked for afterwards',
    async () => {
      await reach();
      await choose('Upload to its web page');
      await update().click();
      await endsKept();
    },
  );

  byTurns('is looked for by the device itself, whose settings are as before then', async () => {
    const theirs = ['update.url=http://updates.invalid/fw.zip', 'update.interval=3600'];
    const ready = await reach(theirs.flatMap((setting) => ['--config', setting]));
    serve = serving(fileOf(FIXTURE));
    await isFetched('The device looks for it itself');
    await endsKept();
    expect(await visit.page.getByText('still has the settings of this update').count()).toBe(0);
    // The first start, the one for the settings, the new firmware, and the one that sets them back.
    await device.event(() => boots() >= 4);
    const { result } = await callDevice(ready, 'Config.Get', { key: 'update' });
    expect(result).toMatchObject({ url: 'http://updates.invalid/fw.zip', interval: 3600 });
  });

  byTurns(
    'is looked for by a device that asks who calls, and no word of that is left',
    async () => {
      await reach(['--auth', `admin:${PASSWORD}`], signsIn);
      serve = serving(fileOf(FIXTURE));
      await isFetched('The device looks for it itself');
      await endsKept();
      const download = visit.page.waitForEvent('download');
      await visit.button('Save report').click();
      const report = readFileSync(await (await download).path(), 'utf8');
      expect(report).not.toContain(PASSWORD);
      await device.event(() => boots() >= 4);
    },
  );

  byTurns('that is cancelled is not looked for any more', async () => {
    const ready = await reach();
    const file = fileOf(FIXTURE);
    serve = (request, response) => {
      if ('x-mgos-device-id' in request.headers) {
        response.writeHead(200, { 'Content-Length': file.length });
        response.write(file.subarray(0, file.length / 2)); // and no more of it
      } else serving(file)(request, response);
    };
    await isFetched('The device looks for it itself');
    await visit.hasWritten(30);
    await visit.button('Cancel update').click();
    await visit.button('Stop the update').click();
    await visit.headlineSays(/^Cancelled/);
    await device.event(() => boots() >= 3);
    const { result } = await callDevice(ready, 'Config.Get', { key: 'update' });
    expect(result).toMatchObject({ url: '', interval: 0 });
  });
});
