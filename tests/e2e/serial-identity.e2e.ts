/** Several boards on one computer, in real Chromium: a device is known by its MAC, never by its port. */
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { SerialTestbed } from '../support/testbed/serial/serial-testbed.ts';
import { SerialDevice } from '../support/testbed/serial/serial-device.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const ADAPTER = 'ttyUSB0';
const TWIN = 'ttyUSB1';
/** A port of the chip itself, with other USB ids than the adapter. */
const NATIVE = 'ttyACM0';
/** A restart over USB: gone from the bus for so long. */
const AWAY_MS = 2_500;

let bench: SerialTestbed;
let visit: Visit;
let device: SerialDevice;
let other: SerialDevice;

beforeEach(async () => {
  bench = new SerialTestbed();
  device = new SerialDevice();
  other = new SerialDevice({ id: 'esp32_BBBBBB', mac: '30AEA4BBBBBB' });
  device.powerOn();
  other.powerOn();
  const prepare = (profile: string, origin: string): void =>
    bench.grant(profile, origin, [ADAPTER, TWIN, NATIVE]);
  const inPage = (page: Page): Promise<unknown> => page.addInitScript(pressFirstInList);
  visit = await Visit.begin({ bench: { env: bench.env, prepare }, inPage });
});

afterEach(async () => {
  await visit.end();
  await bench.end();
  device.powerOff();
  other.powerOff();
});

/** The list of `requestPort` is the browser's own window: what would be pressed there is said here. */
function pressFirstInList(): void {
  const { serial } = navigator as unknown as { serial: Serial };
  serial.requestPort = async () => {
    const [port] = await serial.getPorts();
    if (port === undefined) throw new DOMException('No port.', 'NotFoundError');
    return port;
  };
}

/** What is used of it here; it is not in the types yet. */
interface Serial {
  requestPort: () => Promise<object>;
  getPorts(): Promise<object[]>;
}

async function connect(): Promise<void> {
  await bench.plug(ADAPTER, device);
  await visit.button(/^USB cable/).click();
  await visit.headlineSays(/^Choose your device/);
  await visit.button('Choose USB port').click();
  await visit.headlineSays(/^esp32_C0FFEE runs 1\.0\.0/);
}

async function update(): Promise<void> {
  await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
  await visit.headlineSays(/^Ready to update esp32_C0FFEE/);
  await visit.button('Update to 1.1.0').click();
  await visit.headlineSays(/^Writing 1\.1\.0 to slot B/);
}

/** The new firmware starts for the first time: the port goes with the old one. */
async function restarts(): Promise<void> {
  const isNew = (): boolean => device.events.some((event) => event.event === 'boot' && event.first);
  for (let waited = 0; !isNew(); waited += 20) {
    if (waited > 120_000) throw new Error('the device never started its new firmware');
    await visit.page.waitForTimeout(20);
  }
  await bench.unplug(ADAPTER);
  await visit.page.waitForTimeout(AWAY_MS);
}

const isOnTrial = (): Promise<unknown> =>
  visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);

async function keepsIt(): Promise<void> {
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/^esp32_C0FFEE runs 1\.1\.0/);
  expect(device.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  expect(visit.problems).toEqual([]);
}

describe('the device that is updated', () => {
  const sampled = oneOfTests('ports that are no identity', 3);

  sampled(
    'is waited for beside its twin when it leaves the bus, and kept; the twin is never opened',
    async () => {
      await connect();
      await bench.plug(TWIN, other);
      await update();
      await restarts();
      await bench.plug(ADAPTER, device);
      await isOnTrial();
      await keepsIt();
      expect([bench.wasOpened(ADAPTER), bench.wasOpened(TWIN)]).toEqual([true, false]);
    },
  );

  sampled(
    'is found on the USB port of its own that the new firmware brings, its lines left alone, and kept',
    async () => {
      await connect();
      await update();
      const before = bench.signals().length;
      await restarts();
      await bench.plug(NATIVE, device);
      await isOnTrial();
      expect(bench.signals().length).toBe(before);
      await keepsIt();
    },
  );

  sampled('is never exchanged for another one by the page itself', async () => {
    await connect();
    await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^Ready to update esp32_C0FFEE/);
    await bench.unplug(ADAPTER);
    await visit.headlineSays(/^esp32_C0FFEE is unplugged/);
    await bench.plug(TWIN, other);
    await visit.page.waitForTimeout(AWAY_MS);
    await visit.headlineSays(/^esp32_C0FFEE is unplugged/);

    await bench.plug(ADAPTER, device);
    await visit.headlineSays(/^Ready to update esp32_C0FFEE/);
    await bench.unplug(TWIN);
    bench.exchange(ADAPTER, other);
    await visit.headlineSays(/^Another device answers here: esp32_BBBBBB/);
    expect(await visit.button('Update to 1.1.0').count()).toBe(0);
    expect(other.events.some(({ event }) => event === 'update')).toBe(false);
  });
});
