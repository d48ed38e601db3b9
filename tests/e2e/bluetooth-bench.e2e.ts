/**
 * What tests/support/testbed/bluetooth/gatt-double.ts says of Chromium, asked of Chromium itself; and that the bench
 * behind it has the manners of a stock device.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RPC_CHARACTERISTICS, RPC_SERVICE } from '../../src/contracts/bluetooth.ts';
import {
  BluetoothTestbed,
  BLUETOOTH_FLAGS,
  chooseInList,
} from '../support/testbed/bluetooth/bluetooth-testbed.ts';
import { BluetoothDevice } from '../support/testbed/bluetooth/bluetooth-device.ts';
import type { BluetoothDeviceOptions } from '../support/testbed/bluetooth/bluetooth-device.ts';
import { failureOf, pageErrorOf } from '../support/testbed/bluetooth/gatt-errors.ts';
import { rawPage } from '../support/e2e/bluetooth-raw-page.ts';
import type { RawPage } from '../support/e2e/bluetooth-raw-page.ts';
import { sessionOf } from '../support/e2e/bluetooth-visit.ts';
import { Visit } from '../support/e2e/visit.ts';

let bench: BluetoothTestbed;
let visit: Visit;
let device: BluetoothDevice;
let devices = 0;

/** One browser for all: starting it takes longer than everything asked of it. */
beforeAll(async () => {
  bench = await BluetoothTestbed.begin();
  const prepare = (): void => undefined;
  visit = await Visit.begin({ bench: { env: bench.env, flags: BLUETOOTH_FLAGS, prepare } });
});

afterAll(async () => {
  await visit.end();
  await bench.end();
});

afterEach(() => device.powerOff());

/** A device of its own was chosen in the browser's list; `raw` is its page. */
async function chosen(
  options: BluetoothDeviceOptions & { readonly gattCache?: boolean } = {},
): Promise<void> {
  const { gattCache = true, ...of } = options;
  devices += 1;
  device = new BluetoothDevice({ name: `esp32_00000${devices}`, ...of });
  device.powerOn();
  bench.bring(device, { gattCache });
  const { page } = visit;
  await page.reload();
  await page.evaluate(rawPage, { service: RPC_SERVICE, ...RPC_CHARACTERISTICS });
  await chooseInList(await sessionOf(page), () => page.click('#raw-list'), device.name);
}

/** RPC.Ping is answered by that device. */
const pong = (): string => `{"id":1,"src":"${device.name}","result":{"channel_info":"GATTS"}}`;

/** Runs a step of the raw page: its value, or the error as a page sees it. */
const raw = (step: keyof RawPage, wanted: unknown = null): Promise<unknown> =>
  visit.page.evaluate(
    ([name, argument]) => {
      const steps = (window as unknown as { raw: RawPage }).raw;
      return steps[name](argument).catch((error: unknown) => String(error));
    },
    [step, wanted] as const,
  );

/** The device has exchanged MTUs: before that it refuses to be read. */
const sessionOpens = (): Promise<void> =>
  expect.poll(() => raw('readLength'), { timeout: 5_000 }).toBe(0);

describe('a device in the list of Chromium', () => {
  it('is found by its name alone, and answers', async () => {
    await chosen();
    expect(await raw('connect')).toBe('connected');
    await sessionOpens();
    expect(await raw('subscribe')).toBe('subscribed');
    expect(await raw('ping')).toMatchObject({ notified: 1, text: pong() });
  });
});

describe('before the MTU exchange', () => {
  it('Chromium calls the refusal of a stock device NotSupportedError, and a subscription stays deaf', async () => {
    await chosen({ exchangeMs: 1500 });
    await raw('connect');
    expect(await raw('readLength')).toContain('NotSupportedError: GATT operation failed');
    expect(await raw('subscribe')).toBe('subscribed');
    await visit.page.waitForTimeout(1500);
    expect(await raw('readLength')).toBe(0);
    expect(await raw('ping')).toMatchObject({ notified: 0, text: pong() });
  });
});

describe('after a reconnect', () => {
  it.each([
    ['deaf with a cache', true, false, 0],
    ['heard with a cache when the notifications were stopped first', true, true, 1],
    ['heard without a cache', false, false, 1],
  ])('a device is %s', async (...[, gattCache, stopsFirst, notified]) => {
    await chosen({ gattCache });
    await raw('connect');
    await raw('subscribe');
    device.air.drop();
    expect(await raw('disconnected')).toBe(1);
    await raw('connect');
    await sessionOpens();
    if (stopsFirst) await raw('unsubscribe');
    await raw('subscribe');
    expect(await raw('ping')).toMatchObject({ notified });
  });
});

describe('what goes wrong', () => {
  it('is told to a page by these names', async () => {
    await chosen();
    await raw('connect');
    await sessionOpens();
    for (const error of [0x0e, 0x0d, 0x06, 0x07, 0x11, 'InProgress']) {
      device.air.faults.spoil({ kind: 'error', op: 'read', error });
      const { name, message } = pageErrorOf(failureOf(error));
      expect(await raw('readLength'), String(error)).toBe(`${name}: ${message}`);
      expect(await raw('readLength')).toBe(0);
    }
  });

  it('a lost link fails what is under way, before the page is told', async () => {
    await chosen();
    await raw('connect');
    await sessionOpens();
    device.air.faults.spoil({ kind: 'disconnect', op: 'read' });
    expect(await raw('readLength')).toContain('Error');
    expect(await raw('disconnected')).toBe(1);
  });
});
