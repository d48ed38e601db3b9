/** Roll-outs of the page where more than one thing goes on: two kinds of devices, two tabs, a broker that restarts, paper. */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { DeviceProcess } from '../support/conformance/device-process.ts';
import {
  addFirmware,
  chooseRule,
  listDevices,
  openRollOutForm,
  savedReport,
} from '../support/e2e/roll-out-form.ts';
import { Visit } from '../support/e2e/visit.ts';
import { begun, idsOf, startDevices } from '../support/fleet/emulated-fleet.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('roll-out-odds', 3);
const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const ESP32 = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const ESP32C3 = 'tests/fixtures/bundles/demo-esp32c3-1.1.0.zip';
/** Devices that start, restart and are written side by side on a slow machine. */
const PATIENCE_MS = 240_000;

let visit: Visit;
let broker: TestBroker;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  broker = await startBroker();
  closers.push(() => broker.stop());
  visit = await Visit.begin();
});
afterEach(async () => {
  await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
});

async function withDevices(
  ids: readonly string[],
  ...args: readonly string[]
): Promise<DeviceProcess> {
  const devices = await startDevices(broker.url, ids, ...args);
  closers.push(() => devices.end('SIGKILL'));
  return devices;
}

async function planFor(ids: readonly string[], files: readonly string[]): Promise<void> {
  await openRollOutForm(visit);
  await listDevices(visit.page, broker.webUrl, ids);
  for (const file of files) await addFirmware(visit.page, file);
  await chooseRule(visit.page, 'Run before the next wave', 'Not at all');
  // Else the broker of its devices keeps it, which another test looks at.
  await visit.page.getByRole('combobox', { name: 'Broker' }).selectOption('');
}

const stateIs = (state: string, page: Page = visit.page): Promise<void> =>
  page.locator(`[data-roll-out-state="${state}"]`).waitFor({ timeout: PATIENCE_MS });

describe('a roll-out of the page', () => {
  byTurns('gives each device the file for its chip, and names those that none fits', async () => {
    const lamps = idsOf('lamp', 2);
    const pumps = idsOf('pump', 2, 0x100);
    const valves = idsOf('valve', 1, 0x200);
    const devices = [
      await withDevices(lamps),
      await withDevices(pumps, '--platform', 'esp32c3'),
      await withDevices(valves, '--platform', 'esp8266'),
    ];
    await planFor([...lamps, ...pumps, ...valves], [ESP32, ESP32C3]);
    await visit.button('Start roll-out').click();
    await stateIs('completed');
    const rows = await savedReport(visit.page);
    const ends = rows.map(([id, , , , , , to, result]) => [id, to, result]);
    expect(ends).toEqual([
      ...lamps.map((id) => [id, '1.1.0', 'committed']),
      ...pumps.map((id) => [id, '1.1.0', 'committed']),
      ...valves.map((id) => [id, '', 'skipped']),
    ]);
    expect(rows.at(-1)?.at(8)).toMatch(/\w/);
    expect(devices.flatMap(begun).sort()).toEqual([...lamps, ...pumps]);
  });

  byTurns('is led by one tab of a browser: another one says so, and begins nothing', async () => {
    const [one = '', other = ''] = idsOf('lamp', 2);
    const devices = await withDevices([one, other]);
    await planFor([one], [ESP32]);
    await chooseRule(visit.page, 'Wait for me', 'Keep');
    await visit.button('Start roll-out').click();
    const first = visit.page;
    const keep = first.getByRole('button', { name: 'Keep wave 1' });
    await keep.waitFor({ timeout: PATIENCE_MS });
    await visit.openTab();
    await planFor([other], [TINY]);
    await visit.button('Start roll-out').click();
    const told = 'Another tab leads a roll-out. Only one at a time can.';
    await visit.page.getByText(told).first().waitFor();
    expect(begun(devices)).toEqual([one]);
    // As soon as the first has ended, the second may.
    await keep.click();
    await stateIs('completed', first);
    await visit.button('Start roll-out').click();
    await stateIs('completed');
    expect(begun(devices)).toEqual([one, other]);
  });

  byTurns('goes on when its broker was gone for a while, and updates nobody twice', async () => {
    const ids = idsOf('lamp', 3);
    const devices = await withDevices(ids, '--latency', '20');
    await planFor(ids, [ESP32]);
    await visit.button('Start roll-out').click();
    await devices.event((it) => it.event === 'rpc' && it['method'] === 'OTA.Begin');
    await visit.page
      .getByText(/^[1-9]\d? %$/)
      .first()
      .waitFor(); // some of it is written
    await broker.kill();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await broker.start();
    await stateIs('completed');
    const rows = await savedReport(visit.page);
    expect(rows.map(([id, , , , , , , result]) => [id, result])).toEqual(
      ids.map((id) => [id, 'committed']),
    );
    for (const id of ids) {
      const versions = devices.events
        .filter((it) => it.event === 'boot' && it['id'] === id)
        .map(({ version }) => version);
      expect([id, versions.filter((version) => version === '1.1.0')]).toEqual([id, ['1.1.0']]);
    }
  });

  byTurns('is reported on paper: every device with its end, and nothing to press', async () => {
    const good = idsOf('lamp', 2);
    const bad = idsOf('pump', 1, 0x100);
    await withDevices(good);
    await withDevices(bad, '--fault', 'crash-loop');
    await planFor([...good, ...bad], [TINY]);
    await visit.button('Start roll-out').click();
    await stateIs('completed');
    await visit.button('Save as CSV').waitFor();
    const { page } = visit;
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expect.poll(() => page.getByRole('button').filter({ visible: true }).count()).toBe(0);
    const text = await page.locator('main').innerText();
    for (const id of [...good, ...bad]) expect(text).toContain(id);
    expect(text).toMatch(/Back on 1\.0\.0/);
    expect(text).toMatch(/demo-esp32-1\.1\.0-tiny\.zip/);
    expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: null });
  });
});
