/** The fleet is open, and one of its devices is updated, by each way there is: its row shows all of it, and who began. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { serveFiles } from '../support/conformance/file-server.ts';
import {
  addFirmware,
  chooseRule,
  listDevices,
  openRollOutForm,
} from '../support/e2e/roll-out-form.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startAwsShadows } from '../support/shadows/aws-shadow-service.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('fleet starters', 4);

const ID = 'esp32_0A1B2C';
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const FILE = readFileSync(BUNDLE);
const DEVICE = 'poll, URL or upload';
const PAGE = 'this page';
/** Each reply, in ms: so that it is seen to be written. */
const SLOWLY = ['--latency', '40'];
/** Until another screen of this page is there. */
const MORE_SLOWLY = ['--latency', '150'];

let visit: Visit;
let broker: TestBroker;
let device: DeviceProcess;
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
  device = new DeviceProcess([...own, '--fw-version', '1.0.0', ...args]);
  closers.push(() => device.end('SIGTERM'));
  return device.ready();
}

async function open(options = {}): Promise<Visit> {
  const opened = await Visit.begin(options);
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

const writing = (by: string, progress = String.raw`[1-9]\d? %`): RegExp =>
  new RegExp(`^Writing \\| ${progress} \\| .* \\| ${by}$`);
const stands = (words: string, by: string): RegExp => new RegExp(`^${words} \\| .* \\| ${by}$`);

function run(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'ignore' });
  closers.push(() => child.kill('SIGKILL'));
  return child;
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

/** To the device, at the broker, with a file for it. */
async function prepare(by: Visit): Promise<void> {
  await by.button(/^Network/).click();
  await by.headlineSays(/^Enter the address of the device/);
  const field = by.page.getByRole('textbox', { name: 'Address' });
  await field.fill(`mqtt+${broker.webUrl}/${ID}`);
  await field.press('Enter');
  await by.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0`));
  await by.chooseFile('demo-esp32-1.1.0.zip');
  await by.headlineSays(/^Ready to update/);
}

/** Another screen of the same page, and back. */
const goTo = (screen: 'Update' | 'Fleet'): Promise<void> =>
  visit.page.getByRole('link', { name: screen, exact: true }).click();

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

  byTurns(
    'that somebody uploads to the web server of the device, which is not told how much comes',
    async () => {
      const ready = await startDevice();
      await openFleet();
      const upload = new URL('/update', String(ready.http)).href;
      const form = ['-F', 'commit_timeout=300', '-F', `file=@${BUNDLE}`];
      const curl = run('curl', ['-sS', '--limit-rate', '16k', ...form, upload]);
      await device.event(({ event, state }) => event === 'update' && state === 'begin');
      curl.kill('SIGSTOP');
      await rowShowed(writing(DEVICE, 'not told'));
      curl.kill('SIGCONT');
      await isKept(DEVICE, ready);
      expect(await rowShown()).not.toContainEqual(expect.stringMatching(/^Writing \| \d/));
    },
  );

  byTurns('that its shadow tells it to take', async () => {
    const shadows = await startAwsShadows(broker.url);
    closers.push(() => shadows.stop());
    const ready = await startDevice('--shadow', 'aws');
    await openFleet();
    const { url, goOn } = await serveHalf();
    shadows.update(ID, { state: { desired: { ota: { url } } } });
    await rowShowed(writing('shadow'));
    goOn();
    await isKept('shadow', ready);
  });

  byTurns('in another browser', async () => {
    await startDevice(...SLOWLY);
    await openFleet();
    const other = await open({ ownBrowser: true });
    await prepare(other);
    await other.button('Update to 1.1.0').click();
    await rowShowed(writing('other client'));
    await rowShowed(stands('Restarting', 'other client'));
    await rowShowed(stands('On trial', 'other client'));
    await other.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
    await other.button('Keep 1.1.0').click();
    await rowShowed(/^Committed \| .* \| 1\.0\.0 → 1\.1\.0 \| other client$/);
    expect([...visit.problems, ...other.problems]).toEqual([]);
  });

  byTurns('on another screen of this page', async () => {
    const ready = await startDevice(...MORE_SLOWLY);
    await openFleet();
    await goTo('Update');
    await prepare(visit);
    await visit.button('Update to 1.1.0').click();
    await visit.hasWritten(1);
    await goTo('Fleet');
    await rowShowed(writing(PAGE));
    await isKept(PAGE, ready);
  });

  byTurns('by a roll-out of this page', async () => {
    await startDevice(...MORE_SLOWLY);
    await openFleet();
    await openRollOutForm(visit);
    await listDevices(visit.page, broker.webUrl, [ID]);
    await addFirmware(visit.page, BUNDLE);
    await chooseRule(visit.page, 'Run before the next wave', 'Not at all');
    await visit.button('Start roll-out').click();
    await visit.headlineSays(/^1\.1\.0 to 1 device$/);
    await goTo('Fleet');
    await rowShowed(writing(PAGE));
    await rowShowed(new RegExp(`^Committed \\| .* \\| 1\\.0\\.0 → 1\\.1\\.0 \\| ${PAGE}$`));
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
