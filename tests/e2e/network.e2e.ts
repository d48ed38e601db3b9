/** The app itself over the network: Chromium's own WebSocket and fetch, and the device command as a process of its own. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { NetworkStretch } from '../support/e2e/network-stretch.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

/** Three of twelve: what is alike over WebSocket and HTTP stands where the other is not run with it. */
const byTurns = oneOfTests('network', 4);

const ID = 'esp32_0E70AB';

let visit: Visit;
let device: DeviceProcess;
let stretch: NetworkStretch;

beforeEach(async () => {
  device = new DeviceProcess([
    ...['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', '--id', ID],
  ]);
  const ready = await device.ready();
  stretch = await NetworkStretch.begin(new URL(String(ready.ws)));
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
  await stretch.end();
  await device.end('SIGTERM');
});

const field = () => visit.page.getByRole('textbox', { name: 'Address' });

/** From the press to the device's answer. */
async function connect(address: string): Promise<void> {
  await visit.button(/^Network/).click();
  await visit.headlineSays(/^Enter the address of the device/);
  await field().fill(address);
  await field().press('Enter');
}

const overHttp = (): string => `http://${stretch.host}/rpc`;

const connected = async (address = stretch.host): Promise<void> => {
  await connect(address);
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0\\. Choose a firmware\\.`));
};

async function startUpdate(fixture: string): Promise<void> {
  await visit.chooseFile(fixture);
  await visit.headlineSays(new RegExp(`^Ready to update ${ID}`));
  await visit.button('Update to 1.1.0').click();
}

const starts = (): number => device.events.filter(({ event }) => event === 'boot').length;

/** A browser writes each WebSocket and request that failed to its console, whatever the page does. */
const unexpected = (): readonly string[] =>
  visit.problems.filter((problem) => !/WebSocket connection to|net::ERR_|^failed: /.test(problem));

/** From the device's answer to the end, and what names the place where it was. */
async function updateAndKeep(place: string): Promise<void> {
  await startUpdate('demo-esp32-1.1.0-tiny.zip');
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
  expect(starts()).toBe(2);
  for (const [name, text] of [
    ['Save receipt', place],
    ['Save report', `"${place}"`],
  ] as const) {
    const download = visit.page.waitForEvent('download');
    await visit.button(name).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toContain(text);
  }
}

/** The next visit knows the address by its device. */
async function connectAgain(): Promise<void> {
  await visit.button('Next device').click();
  await visit.page.getByText('Known in the network').waitFor();
  await visit.button(`Connect ${ID}`).click();
  await visit.headlineSays(new RegExp(`^${ID} already runs 1\\.1\\.0$`));
}

async function goBack(): Promise<void> {
  await startUpdate('demo-esp32-1.1.0-tiny.zip');
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button(/^Go back to 1\.0\.0/).click();
  await visit.headlineSays(new RegExp(`^${ID} is back on 1\\.0\\.0`));
  expect([starts(), unexpected()]).toEqual([3, []]);
}

/** A reply: that it went on is shown while it writes, and the rest is written in a fifth of a second else. */
const GOES_ON_SLOWLY_MS = 30;

async function loseAndGoOn(): Promise<void> {
  await startUpdate('demo-esp32-1.1.0.zip');
  await visit.hasWritten(20);
  stretch.cut();
  await visit.headlineSays(/^The connection was lost at \d+ %/);
  stretch.delayMs = GOES_ON_SLOWLY_MS;
  stretch.mend();
  await visit.page.getByText(/^Went on at/).waitFor();
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
  expect([starts(), unexpected()]).toEqual([2, []]);
}

describe('updating over the network', () => {
  byTurns(
    'connects to an address, updates, finds the device again after its restart, and keeps it',
    async () => {
      await connected();
      await updateAndKeep(`ws://${stretch.host}`);
      await connectAgain();
      expect(visit.problems).toEqual([]);
    },
  );

  byTurns(
    'does all of that over HTTP where the address says so, and the link panel names it',
    async () => {
      await connected(overHttp());
      await updateAndKeep(`http://${stretch.host}`);
      await visit.button('Why this speed').click();
      await visit.page.getByText('Network, HTTP', { exact: true }).waitFor();
      await connectAgain();
      expect(await visit.page.getByText(/^Connected over HTTP/).count()).toBe(0);
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns(
    'goes on over HTTP by itself where the WebSocket is refused, says so, and tries it again when the address is chosen anew',
    async () => {
      stretch.refusesWebSockets = true;
      await connected();
      const note = visit.page.getByText(
        /^Connected over HTTP: this browser could not open the WebSocket\./,
      );
      await note.waitFor();
      expect(stretch.refused).toBe(2);
      await updateAndKeep(`http://${stretch.host}`);
      await note.waitFor();
      // Neither the restart nor a question asked it again.
      expect(stretch.refused).toBe(2);
      stretch.refusesWebSockets = false;
      await connectAgain();
      await expect.poll(() => note.count()).toBe(0);
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns('goes back when the person says so', async () => {
    await connected();
    await goBack();
  });

  byTurns(
    'goes on by itself over HTTP when its answers stop in mid-write and come again',
    async () => {
      await connected(overHttp());
      await loseAndGoOn();
    },
  );

  byTurns('goes on by itself when the link is lost in mid-write and comes back', async () => {
    await connected();
    await loseAndGoOn();
  });

  byTurns('shows a device that is gone while nothing runs, and its return', async () => {
    await connected();
    stretch.cut();
    await visit.headlineSays(new RegExp(`^${ID}: connection lost|^${ID} does not answer`));
    stretch.mend();
    await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0\\. Choose a firmware\\.`));
    expect(unexpected()).toEqual([]);
  });

  byTurns('goes back over HTTP when the person says so', async () => {
    await connected(overHttp());
    await goBack();
  });
});

describe('an address without a device', () => {
  byTurns('is said to have nobody, and can be mended and tried again', async () => {
    stretch.cut();
    const nobody = await NetworkStretch.begin(new URL('ws://127.0.0.1:1'));
    await nobody.end();
    await connect(nobody.host);
    await visit.headlineSays(/^Nothing answers at ws:\/\/127\.0\.0\.1:\d+\/rpc\.$/);
    await visit.page.getByText('link/no-host').first().waitFor();
    stretch.mend();
    await visit.button('Change the address').click();
    await field().fill(stretch.host);
    await visit.button(/^Connect$/).click();
    await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0`));
    expect(unexpected()).toEqual([]);
  });

  for (const [code, status, headers, words] of [
    ['other-service', 404, {}, /^Something answers at ws:/],
    ['password', 401, { 'Access-Control-Allow-Origin': '*' }, /asks for a password\.$/],
  ] as const)
    byTurns(`is said to be one: ${code}`, async () => {
      const server = createServer((_, response) => response.writeHead(status, headers).end());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        await connect(`127.0.0.1:${(server.address() as AddressInfo).port}`);
        await visit.headlineSays(words);
        await visit.page.getByText(`link/${code}`).first().waitFor();
        await visit.button('Other connections').click();
        await visit.headlineSays(/^Update a device$/);
        expect(unexpected()).toEqual([]);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });

  byTurns('can be cancelled while nobody answers, and its connection is given up', async () => {
    const server = createServer();
    let open = 0;
    server.on('connection', (socket) => {
      open += 1;
      socket.on('close', () => (open -= 1));
    });
    // Takes it, and says nothing.
    server.on('upgrade', (_, socket) => socket.on('end', () => socket.end()).resume());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await connect(`127.0.0.1:${(server.address() as AddressInfo).port}`);
      await visit.headlineSays(/^Connecting to the device at 127\.0\.0\.1:/);
      await expect.poll(() => open).toBe(1);
      await visit.button('Cancel').click();
      await visit.headlineSays(/^Enter the address of the device/);
      await expect.poll(() => open).toBe(0);
      expect(unexpected()).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
