/** The app itself through a broker: MQTT over WebSocket from Chromium, Mosquitto and the device command as processes of their own. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('broker', 3);

const ID = 'esp32_0E70AB';

let broker: TestBroker;
let device: DeviceProcess;
let visit: Visit;

beforeEach(async () => {
  broker = await startBroker();
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0', '--id', ID];
  // An update lasts long enough to be met in its middle.
  device = new DeviceProcess(['--mqtt', broker.url, '--latency', '50', ...fresh]);
  await device.event(({ event }) => event === 'boot');
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
  await device.end('SIGTERM');
  await broker.stop();
});

async function connect(id = ID): Promise<void> {
  await visit.button(/^Network/).click();
  const field = visit.page.getByRole('textbox', { name: 'Address' });
  await field.fill(`mqtt+${broker.webUrl}/${id}`);
  await field.press('Enter');
}

async function startUpdate(fixture: string): Promise<void> {
  await connect();
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0\\. Choose a firmware\\.`));
  await visit.chooseFile(fixture);
  await visit.headlineSays(new RegExp(`^Ready to update ${ID}`));
  await visit.button('Update to 1.1.0').click();
}

/** A browser writes each WebSocket that failed to its console, whatever the page does. */
const unexpected = (): readonly string[] =>
  visit.problems.filter((problem) => !/WebSocket connection to|net::ERR_/.test(problem));

describe('a device at a broker', () => {
  byTurns(
    'is updated, found again after its restart and kept, and the report names it',
    async () => {
      await startUpdate('demo-esp32-1.1.0-tiny.zip');
      await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
      await visit.button('Keep 1.1.0').click();
      await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
      const download = visit.page.waitForEvent('download');
      await visit.button('Save report').click();
      expect(readFileSync(await (await download).path(), 'utf8')).toContain('"kind": "mqtt"');
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns('goes on by itself when the broker was gone in mid-update', async () => {
    await startUpdate('demo-esp32-1.1.0.zip');
    await visit.hasWritten(20);
    await broker.kill();
    await visit.headlineSays(/^The connection was lost at \d+ %/);
    await broker.start();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
    expect(unexpected()).toEqual([]);
  });

  byTurns('is said not to be there by its id, and the address can be changed', async () => {
    await connect('esp32_FFFFFF');
    await visit.page
      .getByText(/answers, but esp32_FFFFFF is not connected to it/)
      .first()
      .waitFor();
    await visit.page.getByText('The device has another id').waitFor();
    expect(unexpected()).toEqual([]);
  });
});
