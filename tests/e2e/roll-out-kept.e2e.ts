/** Roll-outs that a real Mosquitto keeps, led by pages of Chromium: closed, frozen, watched and taken over, also by `push`. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { ROOT } from '../support/conformance/commands.ts';
import type { DeviceProcess } from '../support/conformance/device-process.ts';
import { PushProcess } from '../support/conformance/push-process.ts';
import {
  addFirmware,
  chooseRule,
  listDevices,
  openRollOutForm,
} from '../support/e2e/roll-out-form.ts';
import { Visit } from '../support/e2e/visit.ts';
import { idsOf, startDevices } from '../support/fleet/emulated-fleet.ts';
import { oneOfTests } from '../support/sampled-tests.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import type { TestBroker } from '../support/testbed/broker/mosquitto.ts';

const byTurns = oneOfTests('roll-out-kept', 3);
const FIRMWARE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
/** Devices that start, restart and are written side by side on a slow machine. */
const PATIENCE_MS = 240_000;
/** docs/FLEETS.md. */
const TAKEN_OVER_MS = 10_000;
const NAME = 'spring';

let lead: Visit;
let other: Visit;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  // Two browsers: nothing but the broker is between them.
  other = await Visit.begin();
  lead = await Visit.begin({ ownBrowser: true });
});
afterEach(async () => {
  for (const visit of [lead, other]) await visit.end();
  for (const close of closers.splice(0).reverse()) await close();
});

interface Fleet {
  readonly broker: TestBroker;
  readonly devices: DeviceProcess;
  readonly ids: readonly string[];
}

async function withFleet(count: number): Promise<Fleet> {
  const broker = await startBroker();
  closers.push(() => broker.stop());
  const ids = idsOf('lamp', count);
  const devices = await startDevices(broker.url, ids);
  closers.push(() => devices.end('SIGKILL'));
  return { broker, devices, ids };
}

/** Kept at the broker of its devices, which is what is proposed. */
async function begin({ broker, ids }: Fleet): Promise<void> {
  const { page } = lead;
  await openRollOutForm(lead);
  await listDevices(page, broker.webUrl, ids);
  await addFirmware(page, FIRMWARE);
  await chooseRule(page, 'Run before the next wave', 'Not at all');
  await page.getByRole('textbox', { name: 'Name' }).fill(NAME);
  await lead.button('Start roll-out').click();
  await lead.button('Pause').click();
  await stateIs(lead, 'paused');
}

/** As a person who knows nothing but the broker. */
async function watch(visit: Visit, { broker }: Fleet, { isOver = false } = {}): Promise<void> {
  const { page } = visit;
  await page.getByRole('link', { name: 'Fleet' }).click();
  await visit.headlineSays(/^Fleet$/);
  await visit.button('Add devices').first().click();
  await page.getByRole('textbox', { name: 'List' }).fill('lamp_000001');
  await page.getByRole('textbox', { name: /^Broker of/ }).fill(`mqtt+${broker.webUrl}`);
  await visit.button('Add 1 device').click();
  if (isOver) await page.getByText('1 over').click();
  await visit.button(`Open ${NAME}`).click();
  await page.getByText(`${NAME}, kept at`, { exact: false }).waitFor();
}

const stateIs = (visit: Visit, state: string): Promise<void> =>
  visit.page.locator(`[data-roll-out-state="${state}"]`).waitFor({ timeout: PATIENCE_MS });

const says = (visit: Visit, text: string | RegExp): Promise<void> =>
  visit.page.getByText(text).first().waitFor({ timeout: PATIENCE_MS });

const counts = (visit: Visit, number: number, bucket: string): Promise<void> =>
  visit.page
    .getByRole('button', { name: new RegExp(`^\\s*${number}\\s*${bucket}`) })
    .waitFor({ timeout: PATIENCE_MS });

async function standBy(): Promise<void> {
  await other.button('Take over').click();
  await says(other, 'This page needs the same files:');
  await addFirmware(other.page, FIRMWARE);
  await other.button('Take over when it is gone').click();
  await says(other, /This page takes over when that one is gone/);
}

const begins = (devices: DeviceProcess, id: string): Promise<unknown> =>
  devices.event((it) => it.event === 'rpc' && it['method'] === 'OTA.Begin' && it['id'] === id);

/** Each runs the new firmware, and has started it once: none was updated twice. */
function expectOnce({ devices, ids }: Fleet): void {
  for (const id of ids) {
    const versions = devices.events
      .filter((it) => it.event === 'boot' && it['id'] === id)
      .map(({ version }) => version);
    expect([id, versions.filter((version) => version === '1.1.0')]).toEqual([id, ['1.1.0']]);
    expect(versions.at(-1)).toBe('1.1.0');
  }
}

/** Until this page may begin devices; since when in ms. */
async function leads(visit: Visit): Promise<number> {
  const from = performance.now();
  await says(visit, 'This page coordinates it.');
  return performance.now() - from;
}

describe('a roll-out that a broker keeps', () => {
  byTurns(
    'is watched and steered from another browser, which goes on within 10 s when the first is closed',
    async () => {
      const fleet = await withFleet(4);
      await begin(fleet);
      await watch(other, fleet);
      await stateIs(other, 'paused');
      await says(other, /^Coordinated by chrome linux/);
      await counts(other, 4, 'Waiting');
      await standBy();
      // Its wish is done by the other page, and told by both.
      await other.button('Go on').click();
      await stateIs(lead, 'running');
      await begins(fleet.devices, 'lamp_000002');
      await lead.closeTab();
      expect(await leads(other)).toBeLessThan(TAKEN_OVER_MS);
      await stateIs(other, 'completed');
      await counts(other, 4, 'Committed');
      expectOnce(fleet);
      // Whoever comes late is shown the same.
      await lead.openTab();
      await watch(lead, fleet, { isOver: true });
      await stateIs(lead, 'completed');
      await counts(lead, 4, 'Committed');
    },
  );

  byTurns(
    'of two browsers that both believe to lead it, the one that was frozen begins nothing when it wakes',
    async () => {
      const fleet = await withFleet(3);
      await begin(fleet);
      await watch(other, fleet);
      await standBy();
      const renderers = await renderersOf(lead);
      await lead.button('Go on').click();
      await begins(fleet.devices, 'lamp_000002');
      for (const pid of renderers) process.kill(pid, 'SIGSTOP');
      closers.push(() => {
        for (const pid of renderers) process.kill(pid, 'SIGCONT');
      });
      const frozenAt = fleet.devices.events.length;
      expect(await leads(other)).toBeLessThan(TAKEN_OVER_MS);
      for (const pid of renderers) process.kill(pid, 'SIGCONT');
      closers.pop();
      await says(lead, /^Coordinated by chrome linux/);
      await stateIs(other, 'completed');
      await stateIs(lead, 'completed');
      for (const visit of [lead, other]) await counts(visit, 3, 'Committed');
      expectOnce(fleet);
      const begun = fleet.devices.events
        .slice(frozenAt)
        .filter((it) => it.event === 'rpc' && it['method'] === 'OTA.Begin');
      expect(begun.map(({ id }) => id).filter((id) => id === 'lamp_000001')).toEqual([]);
    },
  );

  byTurns('begun in a page, is gone on with by push, by the same plan', async () => {
    const fleet = await withFleet(3);
    const { broker } = fleet;
    await begin(fleet);
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-kept-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    copyFileSync(path.join(ROOT, FIRMWARE), path.join(folder, path.basename(FIRMWARE)));
    const file = path.join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(await keptPlan(broker)));
    const push = new PushProcess(['--fleet', file, '--broker', `${broker.url}/${NAME}`]);
    closers.push(() => push.signal('SIGKILL'));
    await push.line(({ event, own }) => event === 'coordinator' && own === false);
    await lead.button('Go on').click();
    await begins(fleet.devices, 'lamp_000002');
    await lead.closeTab();
    const closedAt = performance.now();
    await push.line(({ event, own }) => event === 'coordinator' && own === true);
    expect(performance.now() - closedAt).toBeLessThan(TAKEN_OVER_MS);
    const { status, last } = await push.ending();
    expect([status, last]).toMatchObject([0, { result: 'completed', committed: 3, failed: 0 }]);
    expectOnce(fleet);
    await watch(other, fleet, { isOver: true });
    await stateIs(other, 'completed');
    await counts(other, 3, 'Committed');
  });
});

/** The document of the plan as a file for `push`: without what its files say themselves. */
async function keptPlan(broker: TestBroker): Promise<object> {
  const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  try {
    const told = new Promise<string>((resolve) => {
      client.on('message', (_topic, payload) => resolve(payload.toString()));
    });
    await client.subscribeAsync(`slipway/roll-outs/${NAME}/plan`, { qos: 1 });
    const { firmware, ...plan } = JSON.parse(await told) as Record<string, unknown>;
    expect(firmware).toHaveLength(1);
    return plan;
  } finally {
    await client.endAsync(true);
  }
}

/** Process ids of what runs the pages of a browser, and their threads. */
async function renderersOf(visit: Visit): Promise<readonly number[]> {
  const browser = visit.page.context().browser();
  if (browser === null) throw new Error('a browser of its own');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
