/** A device that the app reaches by its link is updated by its shadow: AWS IoT over WebSocket, and mDash, asked by Chromium itself. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { isEnglish } from '../support/e2e/language/spoken-language.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startAwsEndpoint } from '../support/shadows/aws-endpoint.ts';
import { startAwsShadows } from '../support/shadows/aws-shadow-service.ts';
import type { AwsShadowService } from '../support/shadows/aws-shadow-service.ts';
import { startMdash } from '../support/shadows/mdash-server.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { BrokerOptions, TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('shadows', 2);
/** A broker's own words are English in every language. */
const whereEnglish: typeof byTurns = isEnglish ? byTurns : () => undefined;

const ID = 'esp32_0E70AB';
const FIXTURE = 'demo-esp32-1.1.0-tiny.zip';
const SECRET = 'wJalrXUtnFEMI-an-example-key';
/** Of both services. */
const SECRETS = [SECRET, 'KEY-0123456789'];
const FILE = readFileSync(`tests/fixtures/bundles/${FIXTURE}`);

let visit: Visit;
let server: Server;
let fetches: IncomingMessage[];
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  fetches = [];
  server = createServer((request, response) => {
    if ('x-mgos-device-id' in request.headers) fetches.push(request);
    const headers = { 'Content-Length': FILE.length, 'Access-Control-Allow-Origin': '*' };
    response.writeHead(200, headers).end(FILE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
  server.closeAllConnections();
  server.close();
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/fw.zip`;
const field = (name: string) => visit.page.getByLabel(name, { exact: true });
const update = () => visit.button('Update to 1.1.0');

/** Connected over its WebSocket; the way by its shadow is chosen, and where the file is. */
async function reach(args: readonly string[]): Promise<void> {
  const fresh = ['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', '--id', ID];
  const device = new DeviceProcess([...fresh, ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  await device.event(({ event }) => event === 'boot');
  await visit.button(/^Network/).click();
  await field('Address').fill(String(ready.ws));
  await field('Address').press('Enter');
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0\\. Choose a firmware\\.`));
  await visit.chooseFile(FIXTURE);
  await visit.headlineSays(new RegExp(`^Ready to update ${ID}`));
  await visit.page.getByText('How shall it get there?').click();
  await visit.page.getByRole('radio', { name: 'Its shadow tells it to fetch it' }).check();
  await visit.page.getByRole('textbox', { name: 'Address of the file' }).fill(address());
  expect(await update().getAttribute('aria-disabled')).toBe('true');
}

async function startAws(options: BrokerOptions, user = '') {
  const broker: TestBroker = await startBroker(options);
  closers.push(() => broker.stop());
  const url = broker.url.replace('//', `//${user}`);
  const service: AwsShadowService = await startAwsShadows(url);
  closers.push(() => service.stop());
  return { broker, service, url };
}

/** Kept; and no word of what is secret is in what can be saved. */
async function endsKept(): Promise<void> {
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
  expect(fetches).not.toHaveLength(0);
  const download = visit.page.waitForEvent('download');
  await visit.button('Save report').click();
  const report = readFileSync(await (await download).path(), 'utf8');
  for (const secret of SECRETS) expect(report).not.toContain(secret);
  const kept = await visit.page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  for (const secret of SECRETS) expect(kept).not.toContain(secret);
}

describe('a device with a shadow at AWS IoT', () => {
  byTurns('is told what to fetch over a WebSocket, by user and password', async () => {
    const { broker, service, url } = await startAws({ users: { operator: SECRET } }, `operator:${SECRET}@`); // prettier-ignore
    await reach(['--shadow', 'aws', '--mqtt', url]);
    await field('Endpoint').fill(broker.webUrl);
    expect(await field('Name of the thing').inputValue()).toBe(ID);
    await field('User').fill('operator');
    await field('Password').fill(SECRET);
    await update().click();
    await endsKept();
    expect(service.document(ID)?.desired).toMatchObject({ ota: { url: address() } });
    expect(visit.problems).toEqual([]);
  });

  whereEnglish('is not without the right password, and nothing is fetched', async () => {
    const { broker, url } = await startAws({ users: { operator: SECRET } }, `operator:${SECRET}@`); // prettier-ignore
    await reach(['--shadow', 'aws', '--mqtt', url]);
    await field('Endpoint').fill(broker.webUrl);
    await field('User').fill('operator');
    await field('Password').fill('another');
    await update().click();
    await visit.headlineSays(/^The shadow service at .* does not let Slipway in/);
    expect(fetches).toEqual([]);
  });

  const signedBy = async (secret: string) => {
    const { broker, service, url } = await startAws({});
    const credentials = { region: 'eu-west-1', keyId: 'AKIDEXAMPLE', secret: SECRET };
    const sessionToken = `a/session+token=of-${SECRET}`;
    const endpoint = await startAwsEndpoint(broker.webPort, { ...credentials, sessionToken });
    closers.push(() => endpoint.stop());
    await reach(['--shadow', 'aws', '--mqtt', url]);
    await field('Endpoint').fill(endpoint.url);
    await visit.page.getByText('Access key', { exact: true }).click();
    await field('Region').fill('eu-west-1');
    await field('Access key ID').fill('AKIDEXAMPLE');
    await field('Secret access key').fill(secret);
    await field('Session token, for temporary keys').fill(sessionToken);
    await update().click();
    return { service, endpoint };
  };

  byTurns('is told so at an address that is signed with an access key', async () => {
    const { service, endpoint } = await signedBy(SECRET);
    await endsKept();
    expect(endpoint.asked[0]).toMatch(/^\/mqtt\?.*X-Amz-Signature=[0-9a-f]{64}/);
    expect(service.document(ID)?.desired).toMatchObject({ ota: { url: address() } });
  });

  byTurns('is not at one that is signed with another key, which no page is told', async () => {
    await signedBy('another');
    await visit.headlineSays(/^This page gets no answer from the shadow service at/);
    await visit.page
      .getByText(/Check the address, the key and your network/)
      .first()
      .waitFor();
    expect(fetches).toEqual([]);
  });
});

describe('a device with a shadow at mDash', () => {
  const startService = async (cors: boolean): Promise<string> => {
    const mdash = await startMdash(ID, { cors });
    closers.push(() => mdash.stop());
    const settings = [`dash.server=${mdash.deviceUrl}`, `dash.token=${mdash.token}`];
    await reach(['--shadow', 'mdash', ...settings.flatMap((each) => ['--config', each])]);
    await visit.page.getByText('mDash', { exact: true }).click();
    await field('Address of mDash').fill(mdash.url);
    await field('ID of the device there').fill(ID);
    await field('API key').fill(mdash.key);
    return mdash.url;
  };

  byTurns('is told what to fetch where the service lets pages ask it', async () => {
    await startService(true);
    await update().click();
    await endsKept();
    expect(visit.problems).toEqual([]);
  });

  byTurns('is not where it lets none, which is said and not explained away', async () => {
    await startService(false);
    await update().click();
    await visit.headlineSays(/^This page gets no answer from the shadow service at/);
    await visit.page
      .getByText(/push --via shadow/)
      .first()
      .waitFor();
    expect(fetches).toEqual([]);
  });
});

describe('an Azure IoT Hub', () => {
  byTurns('is said to answer no page, and is no way to update', async () => {
    await reach([]);
    await visit.page.getByText('Azure IoT Hub', { exact: true }).click();
    await visit.page.getByText(/answers no page of another address/).waitFor();
    expect(await update().getAttribute('aria-disabled')).toBe('true');
  });
});
