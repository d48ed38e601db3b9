/** A page that is gone in the middle of an update, and the next one, which carries it on: with a device that is a process of its own. */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { NetworkStretch } from '../support/e2e/network-stretch.ts';
import { Visit } from '../support/e2e/visit.ts';
import { sampleOf } from '../support/sample.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const ID = 'esp32_0E70AB';
/** A reply: some seconds of writing, in which a page can go. */
const SLOW_MS = 40;

let visit: Visit;
let device: DeviceProcess;
let stretch: NetworkStretch;

beforeEach(async () => {
  device = new DeviceProcess([
    ...['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0', '--id', ID],
  ]);
  const ready = await device.ready();
  stretch = await NetworkStretch.begin(new URL(String(ready.ws)));
  stretch.delayMs = SLOW_MS;
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
  await stretch.end();
  await device.end('SIGTERM');
});

const card = () => visit.page.locator('[data-interrupted]');
const carryOn = () => card().locator('.actions button').first().click();

async function startUpdate(): Promise<void> {
  await visit.button(/^Network/).click();
  const field = visit.page.getByRole('textbox', { name: 'Address' });
  await field.fill(stretch.host);
  await field.press('Enter');
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.0\\.0\\. Choose a firmware\\.`));
  await visit.chooseFile('demo-esp32-1.1.0.zip');
  await visit.headlineSays(new RegExp(`^Ready to update ${ID}`));
  await visit.button('Update to 1.1.0').click();
}

const STAGES = {
  writing: async () => void (await visit.hasWritten(30)),
  restarting: async () => void (await visit.headlineSays(/^(Checking|Restarting)|Keep it\?/)),
  'on trial': async () => void (await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/)),
} as const;

/** Nobody is asked: the page is simply gone. */
const ENDS = {
  reload: () => visit.reload(),
  close: async () => {
    await visit.closeTab();
    await visit.openTab();
  },
  crash: async () => {
    const { page } = visit;
    const session = await page.context().newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined); // nobody is left to answer
    await crashed;
    await visit.closeTab();
    await visit.openTab();
  },
} as const;

const CASES = (Object.keys(STAGES) as (keyof typeof STAGES)[]).flatMap((stage) =>
  (Object.keys(ENDS) as (keyof typeof ENDS)[]).map((by) => ({ stage, by })),
);

async function keep(): Promise<void> {
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(new RegExp(`^${ID} runs 1\\.1\\.0$`));
}

/** The device says that it keeps it, and no page offers anything more. */
async function isOver(): Promise<void> {
  await expect.poll(() => device.events.some(({ event }) => event === 'committed')).toBe(true);
  await visit.reload();
  await visit.headlineSays(/^Update a device/);
  await visit.page.getByText('Known in the network').waitFor();
  expect(await card().count()).toBe(0);
}

describe('an update whose page is gone', () => {
  it.each(sampleOf(CASES, { matrix: 'carried on', oneOf: 4 }))(
    'is found by the next one, which carries it on from one press: $stage, $by',
    async ({ stage, by }) => {
      await startUpdate();
      await STAGES[stage]();
      await ENDS[by]();
      await card()
        .getByRole('heading', { name: new RegExp(`^An update of ${ID} was under way`) })
        .waitFor();
      await carryOn();
      await keep();
      await isOver();
      const starts = device.events.filter(({ event }) => event === 'boot').length;
      expect(starts).toBe(2);
    },
  );
});

/** The first tab marks its title, which lasts only until somebody looks at it; the second one says so. */
async function isCalledFrom(second: Page): Promise<void> {
  const titles = visit.page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const look = (): void => {
          if (document.title.startsWith('\u25B6')) resolve(document.title);
        };
        new MutationObserver(look).observe(document.head, {
          ...{ subtree: true, childList: true, characterData: true },
        });
      }),
  );
  const elsewhere = second.locator('[data-elsewhere]');
  await elsewhere.locator('.actions button').first().click();
  expect(await titles).toContain(ID);
  await elsewhere.locator('[data-answer]').filter({ hasText: '\u25B6' }).waitFor();
}

/** One of four in a short run. */
const byTurns = oneOfTests('carried on, otherwise', 4);

describe('an update that is interrupted otherwise', () => {
  byTurns('is discarded by a press, after a question, and not offered again', async () => {
    await startUpdate();
    await STAGES.writing();
    await visit.reload();
    await card().getByRole('button', { name: 'Discard' }).click();
    await visit.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await card().waitFor({ state: 'detached' });
    await visit.reload();
    await visit.page.getByText('Known in the network').waitFor();
    expect(await card().count()).toBe(0);
  });

  byTurns('has one writer: a second tab says that it runs elsewhere, and leads there', async () => {
    await startUpdate();
    await STAGES.writing();
    const second = await visit.page.context().newPage();
    await second.goto(visit.page.url());
    await second.getByText('Known in the network').waitFor();
    expect(await second.locator('[data-interrupted]').count()).toBe(0);
    await isCalledFrom(second);
    await second.close();
    await keep();
    await isOver();
  });

  byTurns(
    'goes on where the browser has no room left, and says what a reload would need',
    async () => {
      const { page } = visit;
      const session = await page.context().newCDPSession(page);
      const { origin } = new URL(page.url());
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
      await startUpdate();
      await page
        .getByText(/^After a reload you will need the file again|^Keep this page open/)
        .waitFor();
      await keep();
      await session.send('Storage.overrideQuotaForOrigin', { origin });
    },
  );

  byTurns('goes on where everything that was stored is cleared meanwhile', async () => {
    await startUpdate();
    await STAGES.writing();
    const { page } = visit;
    const session = await page.context().newCDPSession(page);
    const { origin } = new URL(page.url());
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await keep();
  });
});
