/** The fleet is open, and somebody else updates one of its devices or it does so itself: its row shows all of it, and who began. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { serveFiles } from '../support/conformance/file-server.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('fleet starters', 3);

const ID = 'esp32_0A1B2C';
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const FILE = readFileSync(BUNDLE);
const DEVICE = 'poll, URL or upload';
/** Each reply: so that it is seen to be written. */
const SLOWLY = ['--latency', '40'];

let visit: Visit;
let broker: TestBroker;
const closers: (() => unknown)[] = [];

beforeEach(async () => {
  broker = await startBroker();
  closers.push(() => broker.stop());
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startDevice(...args: readonly string[]): Promise<DeviceEvent> {
  const own = ['--mqtt', broker.url, '--ws', '0', '--id', ID, '--app', 'demo'];
  const device = new DeviceProcess([...own, '--fw-version', '1.0.0', ...args]);
  closers.push(() => device.end('SIGTERM'));
  return device.ready();
}

async function open(): Promise<Visit> {
  const opened = await Visit.begin();
  closers.push(() => opened.end());
  return opened;
}

/** With the device in it, idle, and asked again and again. */
async function openFleet(): Promise<void> {
  visit = await open();
  const { page } = visit;
  await page.getByRole('link', { name: 'Fleet' }).click();
  await visit.headlineSays(/^Fleet$/);
  await visit.button('Add devices').first().click();
  await page.getByRole('textbox', { name: 'List' }).fill(ID);
  await page.getByRole('textbox', { name: /^Broker of/ }).fill(`mqtt+${broker.webUrl}`);
  await visit.button('Add 1 device').click();
  await page.getByText(/^Listening at/).waitFor();
  await watchRow();
  await page.getByRole('checkbox', { name: /^Ask again/ }).check();
  await rowShowed(/^Idle/);
}

/** From now on notes all that the only row shows: how it stands, percent, version, who began. */
const watchRow = (): Promise<void> =>
  visit.page.evaluate(() => {
    const shown: string[] = [];
    Object.assign(globalThis, { rowShown: shown });
    const look = (): void => {
      const cell = (name: string): string =>
        document.querySelector(`tbody .c-${name}`)?.textContent.trim() ?? '';
      const now = ['standing', 'percent', 'version', 'startedBy'].map(cell).join(' | ');
      if (shown.at(-1) !== now) shown.push(now);
    };
    new MutationObserver(look).observe(document.body, {
      ...{ subtree: true, childList: true, characterData: true },
    });
    look();
  });

const rowShown = (): Promise<readonly string[]> =>
  visit.page.evaluate(() => (globalThis as unknown as { rowShown: readonly string[] }).rowShown);

async function rowShowed(words: RegExp): Promise<void> {
  const look = async (): Promise<string> =>
    (await rowShown()).find((one) => words.test(one.replaceAll('\u00a0', ' '))) ?? '';
  await expect.poll(look, { timeout: 90_000, message: String(words) }).not.toBe('');
}

const writing = (by: string): RegExp => new RegExp(`^Writing \\| [1-9]\\d? % \\| .* \\| ${by}$`);
const stands = (words: string, by: string): RegExp => new RegExp(`^${words} \\| .* \\| ${by}$`);

function run(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'ignore' });
  closers.push(() => child.kill('SIGKILL'));
}

/** On trial it waits for somebody; then it is kept by a client at its own address, whom the broker does not hear. */
async function isKept(by: string, ready: DeviceEvent): Promise<void> {
  await rowShowed(stands('On trial', by));
  await callDevice(ready, 'OTA.Commit');
  await rowShowed(new RegExp(`^Committed \\| .* \\| 1\\.0\\.0 → 1\\.1\\.0 \\| ${by}$`));
}

/** The file, half of it until `goOn`: a device that fetches it writes until then. */
async function serveHalf() {
  let goOn: () => void = () => undefined;
  const going = new Promise<void>((resolve) => (goOn = resolve));
  const server = await serveFiles((_, response) => {
    response.writeHead(200, { 'Content-Length': FILE.length });
    response.write(FILE.subarray(0, FILE.length / 2));
    void going.then(() => response.end(FILE.subarray(FILE.length / 2)));
  });
  closers.push(() => server.close());
  return { url: `${server.url}/fw.zip`, goOn };
}

describe('the row of a device shows an update', () => {
  byTurns('from the command line', async () => {
    const ready = await startDevice(...SLOWLY);
    await openFleet();
    const port = ['--port', `${broker.url}/${ID}`];
    run(process.execPath, commandArgs('push', [BUNDLE, ...port, '--commit', 'never']));
    await rowShowed(writing('other client'));
    await rowShowed(stands('Restarting', 'other client'));
    await isKept('other client', ready);
  });

  byTurns('that the device fetches from a URL it was given at its own address', async () => {
    const ready = await startDevice();
    await openFleet();
    const { url, goOn } = await serveHalf();
    // It answers when it has all of it, or not at all: it restarts then.
    const told = callDevice(ready, 'OTA.Update', { url, commit_timeout: 300 }).catch(() => null);
    await rowShowed(writing(DEVICE));
    goOn();
    await told;
    await isKept(DEVICE, ready);
  });

  byTurns('that the device finds by itself', async () => {
    const { url, goOn } = await serveHalf();
    // It was seen idle before, also on a machine on which the page takes its time.
    const looks = [`url=${url}`, 'interval=45', 'commit_timeout=300'];
    const ready = await startDevice(...looks.flatMap((one) => ['--config', `update.${one}`]));
    await openFleet();
    await rowShowed(writing(DEVICE));
    goOn();
    await isKept(DEVICE, ready);
  });
});
