/**
 * A device of the local network from a page of the Internet over https: Chromium asks the person first (Local Network
 * Access), and opens what is not encrypted only where that is allowed.
 */
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { LOCAL, benchFor, serveElsewhere } from '../support/e2e/elsewhere.ts';
import type { Elsewhere } from '../support/e2e/elsewhere.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('local-network', 2);

const ID = 'esp32_0E70AB';

let visit: Visit;
let site: Elsewhere;
let device: DeviceProcess;
let port: number;

beforeEach(async () => {
  device = new DeviceProcess([
    ...['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', '--id', ID],
  ]);
  const ready = await device.ready();
  await device.event(({ event }) => event === 'boot');
  port = Number(new URL(String(ready.ws)).port);
  site = await serveElsewhere();
});

afterEach(async () => {
  await visit.end();
  await site.close();
  await device.end('SIGTERM');
});

type Answer = 'granted' | 'denied' | 'prompt';

/** `prompt`: nobody answers the question, which the browser then takes for a no that is not remembered. */
async function begin(answer: Answer, flags: readonly string[] = []): Promise<void> {
  const bench = benchFor(site, port);
  visit = await Visit.begin({
    address: site.address,
    bench: { ...bench, flags: [...(bench.flags ?? []), ...flags] },
    installs: false,
    inPage: (page) => answerWith(page, answer),
  });
}

async function answerWith(page: Page, setting: Answer): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const permission = { name: 'local-network' };
  await session.send('Browser.setPermission', { permission, setting, origin: site.origin });
}

async function connect(): Promise<void> {
  const field = visit.page.getByRole('textbox', { name: 'Address' });
  await field.fill(`${LOCAL}:${port}`);
  await field.press('Enter');
}

const press = async (): Promise<void> => {
  await visit.button(/^Network/).click();
  await visit.headlineSays(/^Enter the address of the device/);
};

const runs = (): Promise<string> => visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0`));
const asksFirst = () =>
  visit.page.getByText('The browser may ask for access to the local network. Allow it.');

describe('a device of the local network, from a page of the Internet', () => {
  byTurns('is updated where the person allowed it, and nothing is said of it', async () => {
    await begin('granted');
    await press();
    expect(await asksFirst().count()).toBe(0);
    await connect();
    await runs();
    await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
    expect(visit.problems).toEqual([]);
  });

  byTurns(
    'is not reached where that was denied: how to allow it is said, and then it is',
    async () => {
      await begin('denied');
      await press();
      await connect();
      await visit.page.getByText('The browser has no permission for the local network').waitFor();
      await visit.page.getByText(/allow “Local network access”/).waitFor();
      await answerWith(visit.page, 'granted');
      await visit.button('Try again').click();
      await runs();
    },
  );

  byTurns('is said to be asked for first, and once more where nobody answered', async () => {
    await begin('prompt');
    await press();
    await asksFirst().waitFor();
    await connect();
    await visit.page.getByText('The browser’s question was not answered').waitFor();
    await answerWith(visit.page, 'granted');
    await visit.button('Try again').click();
    await runs();
  });

  byTurns('is not tried in a browser that asks nobody: encrypted, or another way', async () => {
    await begin('granted', ['--disable-features=LocalNetworkAccessChecks']);
    await visit.page.addInitScript(() => {
      const query = navigator.permissions.query.bind(navigator.permissions);
      navigator.permissions.query = (asked) =>
        /network/.test(asked.name) ? Promise.reject(new TypeError('unknown')) : query(asked);
    });
    await visit.reload();
    await press();
    expect(await asksFirst().count()).toBe(0);
    await connect();
    await visit.headlineSays(/does not let this page open ws:/);
    await visit.button('Try it anyway').click();
    await visit.headlineSays(/does not let this page open ws:/);
  });
});
