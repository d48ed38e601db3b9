/** Roll-outs led by the app itself: a real Mosquitto, emulated devices as processes of their own, and the page of Chromium. */
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

const byTurns = oneOfTests('roll-out', 2);
/** Devices that start, restart and are written side by side on a slow machine. */
const PATIENCE_MS = 240_000;

let visit: Visit;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  visit = await Visit.begin();
});
afterEach(async () => {
  await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
});

async function withBroker(): Promise<TestBroker> {
  const broker = await startBroker();
  closers.push(() => broker.stop());
  return broker;
}

async function withDevices(
  broker: TestBroker,
  ids: readonly string[],
  ...args: readonly string[]
): Promise<DeviceProcess> {
  const devices = await startDevices(broker.url, ids, ...args);
  closers.push(() => devices.end('SIGKILL'));
  return devices;
}

async function planFor(broker: TestBroker, ids: readonly string[]): Promise<void> {
  await openRollOutForm(visit);
  await listDevices(visit.page, broker.webUrl, ids);
  await addFirmware(visit.page, 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip');
}

const rule = (name: string, option: string): Promise<void> => chooseRule(visit.page, name, option);

const stateIs = (state: string): Promise<void> =>
  visit.page.locator(`[data-roll-out-state="${state}"]`).waitFor({ timeout: PATIENCE_MS });

/** A device that restarts loses its connection, and a browser writes each that failed to its console. */
const unexpected = (): readonly string[] =>
  visit.problems.filter((problem) => !/WebSocket connection to|net::ERR_|^failed: /.test(problem));

describe('a roll-out in the app', () => {
  byTurns(
    'brings firmware to ten devices in waves, names the one that went back, and reports them all',
    async () => {
      const broker = await withBroker();
      const good = idsOf('lamp', 9);
      const bad = idsOf('pump', 1, 0x500);
      const lamps = await withDevices(broker, good);
      await withDevices(broker, bad, '--fault', 'crash-loop');
      await planFor(broker, [...good, ...bad]);
      await rule('Run before the next wave', 'Not at all');
      await visit.page
        .getByText('1 device, then 1, 3, 5. Stops at 3 failures.', { exact: false })
        .first()
        .waitFor();
      await visit.page.getByText('10 devices were not seen yet').waitFor();
      expect(begun(lamps)).toEqual([]);
      await visit.button('Start roll-out').click();
      await visit.headlineSays(/^1\.1\.0 to 10 devices$/);
      await stateIs('completed');
      await visit.page.getByRole('button', { name: /^\s*9\s*Committed/ }).waitFor();
      await visit.page.getByRole('button', { name: /^\s*1\s*Went back/ }).click();
      await expect.poll(() => visit.page.locator('.run-rows tbody tr').count()).toBe(1);
      await visit.page.getByText('Back on 1.0.0').waitFor();
      const rows = await savedReport(visit.page);
      expect(rows).toHaveLength(10);
      expect(
        rows.map(([id, , , wave, tries, from, to, result]) => [id, wave, tries, from, to, result]),
      ).toEqual([
        ...good.map((id, at) => [
          id,
          String(at < 1 ? 1 : at < 2 ? 2 : at < 5 ? 3 : 4),
          ...['1', '1.0.0', '1.1.0', 'committed'],
        ]),
        [bad[0], '4', '1', '1.0.0', '1.1.0', 'went back'],
      ]);
      expect(new Set(begun(lamps))).toEqual(new Set(good));
      expect(begun(lamps)).toHaveLength(9);
      // Once more: it is known by now who has it, and who went back from it.
      await visit.page.getByRole('button', { name: 'New roll-out', exact: true }).click();
      await visit.headlineSays(/^New roll-out$/);
      await visit.page.getByText('All chosen devices would be skipped.').first().waitFor();
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns(
    'halts after a first wave that went back, and goes on only when that is typed',
    async () => {
      const broker = await withBroker();
      const ids = idsOf('pump', 3);
      const devices = await withDevices(broker, ids, '--fault', 'crash-loop');
      await planFor(broker, ids);
      await visit.button('Start roll-out').click();
      await stateIs('halted');
      await visit.page
        .getByRole('heading', { name: 'Stopped by itself: no device of wave 1 kept it' })
        .waitFor();
      expect(begun(devices)).toEqual([ids[0]]);
      const typed = visit.page.getByRole('textbox', { name: /^To go on all the same/ });
      await typed.fill('2');
      await visit.button('Go on').click();
      await visit.page.getByText('Type 1, the number of the wave.').waitFor();
      await visit.button('End the roll-out').click();
      await stateIs('halted');
      await visit.button('Save as CSV').waitFor();
      const rows = await savedReport(visit.page);
      expect(rows.map(([id, , , wave, , , , result]) => [id, wave, result])).toEqual([
        [ids[0], '1', 'went back'],
        [ids[1], '', 'waiting'],
        [ids[2], '', 'waiting'],
      ]);
      expect(begun(devices)).toEqual([ids[0]]);
      // The next one is for all that are left; who went back from the file is known.
      await visit.button('New roll-out with the rest (3)').click();
      await visit.headlineSays(/^New roll-out$/);
      await visit.page.getByText('3 of 3 devices').waitFor();
      await visit.page.getByText('It went back from this firmware.').waitFor();
      await visit.page.getByText(/^Takes about/).waitFor();
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns('waits for people before a wave is kept, and stops when they stop it', async () => {
    const broker = await withBroker();
    const ids = idsOf('lamp', 2);
    const devices = await withDevices(broker, ids);
    await planFor(broker, ids);
    await rule('Run before the next wave', 'Not at all');
    await rule('Wait for me', 'Keep');
    await visit.button('Start roll-out').click();
    await visit.button('Keep wave 1').click({ timeout: PATIENCE_MS });
    await visit.button('Keep wave 2').waitFor({ timeout: PATIENCE_MS });
    await visit.button('Stop roll-out').click();
    await visit.button('Stop, and take back those on trial').click();
    await stateIs('stopped');
    await visit.button('Save as CSV').waitFor({ timeout: PATIENCE_MS });
    const rows = await savedReport(visit.page);
    expect(rows.map(([id, , , wave, , , , result]) => [id, wave, result])).toEqual([
      [ids[0], '1', 'committed'],
      [ids[1], '2', 'went back'],
    ]);
    expect(begun(devices)).toEqual(ids);
    expect(unexpected()).toEqual([]);
  });

  byTurns(
    'asks before the start who calls, at a broker and at devices that let nobody in',
    async () => {
      const broker = await startBroker({ users: { boss: 'secret' } });
      closers.push(() => broker.stop());
      const ids = idsOf('lamp', 1);
      const url = broker.url.replace('//', '//boss:secret@');
      const devices = await withDevices({ ...broker, url }, ids, '--auth', 'admin:d3vice');
      const { page } = visit;
      const start = async (): Promise<void> => {
        await planFor(broker, ids);
        await rule('Run before the next wave', 'Not at all');
        await visit.button('Start roll-out').click();
        await page.getByRole('heading', { name: 'Passwords' }).waitFor();
        await page.getByRole('heading', { name: /^Broker 127/ }).waitFor();
      };
      const give = async (user: string, password: string): Promise<void> => {
        await page.getByRole('textbox', { name: 'User' }).fill(user);
        await page.getByLabel('Password', { exact: true }).fill(password);
        await visit.button('Use this').click();
        await page.getByText('It is used at the next start.').waitFor();
      };
      await start();
      await give('boss', 'secret');
      // Nobody asked that it be kept.
      await visit.reload();
      await start();
      await give('boss', 'wrong');
      await visit.button('Start roll-out').click();
      await page.getByText('It is used at the next start.').waitFor({ state: 'hidden' });
      await give('boss', 'secret');
      await visit.button('Start roll-out').click();
      await page.getByRole('heading', { name: `Devices: ${ids[0]}` }).waitFor();
      expect(begun(devices)).toEqual([]);
      await give('admin', 'd3vice');
      await visit.button('Start roll-out').click();
      await stateIs('completed');
      await page.getByRole('button', { name: /^\s*1\s*Committed/ }).waitFor();
      expect(unexpected()).toEqual([]);
    },
  );

  byTurns('waits for people before a wave restarts, with all of the firmware written', async () => {
    const broker = await withBroker();
    const ids = idsOf('lamp', 2);
    const devices = await withDevices(broker, ids);
    await planFor(broker, ids);
    await rule('Run before the next wave', 'Not at all');
    await rule('Wait for me', 'Restart');
    await visit.page.getByText(/^Not with “Wait for me”/).waitFor();
    await visit.button('Start roll-out').click();
    await visit.button('Restart wave 1').waitFor({ timeout: PATIENCE_MS });
    const restarts = (): number => devices.events.filter(({ event }) => event === 'boot').length;
    await visit.page
      .getByText('1 device has all of the new firmware and has not restarted.', { exact: false })
      .waitFor();
    const before = restarts();
    expect([before, begun(devices)]).toEqual([2, [ids[0]]]);
    await visit.button('Restart wave 1').click();
    await visit.button('Restart wave 2').waitFor({ timeout: PATIENCE_MS });
    expect(restarts()).toBe(before + 1);
    // Stopped, who has not restarted keeps what it runs.
    await visit.button('Stop roll-out').click();
    await visit.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await stateIs('stopped');
    await visit.button('Save as CSV').waitFor({ timeout: PATIENCE_MS });
    const rows = await savedReport(visit.page);
    expect(rows.map(([id, , , , , , , result]) => [id, result])).toEqual([
      [ids[0], 'committed'],
      [ids[1], 'waiting'],
    ]);
    const versions = devices.events
      .filter((it) => it.event === 'boot' && it['id'] === ids[1])
      .map(({ version }) => version);
    expect(versions).not.toContain('1.1.0');
    expect(unexpected()).toEqual([]);
  });
});
