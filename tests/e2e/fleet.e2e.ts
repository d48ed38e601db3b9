/** The fleet in the app itself: ten practice devices at a real broker, and as many as a list holds. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { commandArgs, ROOT } from '../support/conformance/commands.ts';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { addFirmware } from '../support/e2e/roll-out-form.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('fleet', 2);

const FIRST = 'practice-01';
const IDS = Array.from({ length: 10 }, (_, at) => `practice-${String(at + 1).padStart(2, '0')}`);
const MANY = 10_000;
/** Rows on the page at once, however many there are (docs/DESIGN.md). */
const MOST_ROWS = 60;

let visit: Visit;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  visit = await Visit.begin();
});
afterEach(async () => {
  await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
});

async function withTen(): Promise<TestBroker> {
  const broker = await startBroker();
  closers.push(() => broker.stop());
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0', '--latency', '50'];
  const own = ['--mqtt', broker.url, '--count', '10', '--id', FIRST, ...fresh];
  const devices = new DeviceProcess(own);
  closers.push(() => devices.end('SIGTERM'));
  for (const id of IDS) await devices.event((one) => one.event === 'boot' && one['id'] === id);
  return broker;
}

const openFleet = async (): Promise<void> => {
  await visit.page.getByRole('link', { name: 'Fleet' }).click();
  await visit.headlineSays(/^Fleet$/);
};

async function add(list: string, { broker = '', count }: { broker?: string; count: string }) {
  await visit.button('Add devices').first().click();
  await visit.page.getByRole('textbox', { name: 'List' }).waitFor();
  const file = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(list) };
  await visit.page.locator('dialog input[type=file]').setInputFiles(file);
  if (broker !== '') await visit.page.getByRole('textbox', { name: /^Broker of/ }).fill(broker);
  await visit.button(`Add ${count}`).click();
}

const rowOf = (id: string): Locator => visit.page.getByRole('row').filter({ hasText: id });
const says = (row: Locator, text: string): Promise<void> => row.getByText(text).first().waitFor();
/** The rows on the page stand in the document as they are numbered: a reader of the screen goes through them so. */
const areInOrder = (): Promise<boolean> =>
  visit.page.locator('tbody tr').evaluateAll((all) => {
    const numbers = all.map((row) => Number(row.getAttribute('aria-rowindex')));
    return numbers.every((number, at) => number === (numbers[0] ?? 0) + at);
  });

const rows = (): Promise<number> => visit.page.locator('tbody tr').count();
const press = (key: string): Promise<void> => visit.page.keyboard.press(key);
/** The name of the row that has the focus. */
const focused = (): Promise<string> =>
  visit.page.evaluate(() => document.activeElement?.textContent.trim() ?? '');

function push(bundle: string, url: string): Promise<number | null> {
  const child = spawn(process.execPath, commandArgs('push', [bundle, '--port', url]), {
    cwd: ROOT,
    stdio: 'ignore',
  });
  closers.push(() => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('close', resolve));
}

describe('the fleet', () => {
  byTurns(
    'asks ten devices, shows what another program does, and is there again later',
    async () => {
      const broker = await withTen();
      await openFleet();
      await visit.page.getByText('npm run practice-fleet').waitFor();
      await add(IDS.join('\n'), { broker: `mqtt+${broker.webUrl}`, count: '10 devices' });
      await visit.page.getByText(/^Listening at/).waitFor();
      await visit.button('Ask devices').click();
      for (const id of IDS) await says(rowOf(id), 'Idle');
      await says(rowOf(FIRST), '1.0.0');
      const ended = push('tests/fixtures/bundles/demo-esp32-1.1.0.zip', `${broker.url}/${FIRST}`);
      await says(rowOf(FIRST), 'Writing');
      await says(rowOf(FIRST), 'other client');
      await says(rowOf(FIRST), 'Committed');
      await says(rowOf(FIRST), '1.0.0 → 1.1.0');
      expect(await ended).toBe(0);
      await visit.button(/^1 ?Committed/).click();
      await visit.page.getByText('Showing 1 of 10').waitFor();
      // What was learned is written down when the screen is left.
      await visit.page.getByRole('link', { name: 'Bench' }).click();
      await visit.headlineSays(/^Bench$/);
      await openFleet();
      await says(rowOf(FIRST), '1.1.0');
      await visit.reload();
      await says(rowOf(FIRST), '1.1.0');
      expect(await rows()).toBe(10);
      expect(visit.problems).toEqual([]);
    },
  );

  byTurns(
    'has the devices that are chosen there, and no others, in the next roll-out',
    async () => {
      const ids = ['lamp-01', 'lamp-02', 'lamp-03'];
      await openFleet();
      const list = ids.map((id, at) => `${id}, ws://192.0.2.${at + 1}/rpc`).join('\n');
      await add(list, { count: '3 devices' });
      for (const id of ids.slice(1))
        await visit.page.getByRole('checkbox', { name: `Choose ${id}` }).check();
      await visit.button(/^Roll out$/).click();
      await visit.headlineSays(/^New roll-out$/);
      await visit.page.getByText('2 of 3 devices').waitFor();
      const chosen = visit.page.getByRole('textbox', { name: 'Device ids, one a line' });
      expect(await chosen.inputValue()).toBe('lamp-02\nlamp-03');
      await addFirmware(visit.page, 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip');
      await visit.page.getByText('2 devices were not seen yet').first().waitFor();
      expect(visit.problems).toEqual([]);
    },
  );

  byTurns(
    'takes ten thousand devices, keeps a few rows on the page, and is used by keys',
    async () => {
      const ids = Array.from({ length: MANY }, (_, at) => `d${String(at).padStart(5, '0')}`);
      await openFleet();
      await add(`${ids.join('\n')}\nd00000\nno/id`, { count: '10,000 devices' });
      await visit.page.getByText('Showing 10,000 of 10,000').waitFor();
      expect(await rows()).toBeLessThanOrEqual(MOST_ROWS);
      await press('/');
      await visit.page.keyboard.type('d0000');
      await visit.page.getByText('Showing 10 of 10,000').waitFor();
      await visit.page.getByRole('searchbox').fill('');
      await visit.button('d00000').focus();
      await press('End');
      await expect.poll(focused).toBe('d09999');
      expect(await rows()).toBeLessThanOrEqual(MOST_ROWS);
      await press('ArrowUp');
      await expect.poll(focused).toBe('d09998');
      await press('Space');
      // A wheel takes the row with the focus out of sight: the page stays where it is, and keys go on from that row.
      await visit.page.mouse.move(400, 400);
      await visit.page.mouse.wheel(0, -20_000);
      await visit.page.getByText('d09998', { exact: true }).waitFor({ state: 'detached' });
      expect(await visit.page.evaluate(() => scrollY)).toBeGreaterThan(100_000);
      await expect.poll(areInOrder).toBe(true);
      await press('ArrowUp');
      await expect.poll(focused).toBe('d09997');
      expect(await areInOrder()).toBe(true);
      await press('ArrowUp');
      await expect.poll(focused).toBe('d09996');
      await press('Shift+Space');
      await visit.page.getByText('3 chosen').waitFor();
      await visit.button('Group and tags').click();
      await visit.page.getByRole('combobox', { name: 'Group' }).fill('heating');
      await press('Enter');
      await says(rowOf('d09997'), 'heating');
      await visit
        .button('Export')
        .or(visit.page.getByText('Export', { exact: true }))
        .first()
        .click();
      const download = visit.page.waitForEvent('download');
      await visit.button('CSV').click();
      const saved = readFileSync(await (await download).path(), 'utf8');
      expect(saved.trim().split('\r\n')).toHaveLength(4);
      expect(saved).toContain('d09997,,heating,');
      await visit.button('Remove').click();
      await visit.page.getByText('Showing 9,997 of 9,997').waitFor();
      await visit.button('Undo').click();
      await visit.page.getByText('Showing 10,000 of 10,000').waitFor();
      await press('Home');
      expect(visit.problems).toEqual([]);
    },
  );
});
