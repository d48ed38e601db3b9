/** The app itself, from its first screen to the end of an update over Chromium's own Web Bluetooth. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BLUETOOTH_FLAGS,
  BluetoothTestbed,
  chooseInList,
} from '../support/testbed/bluetooth/bluetooth-testbed.ts';
import { BluetoothDevice } from '../support/testbed/bluetooth/bluetooth-device.ts';
import { sessionOf } from '../support/e2e/bluetooth-visit.ts';
import { Visit } from '../support/e2e/visit.ts';

const NAME = 'esp32_B1E0AA';
const WHOLE_BYTES = 173_873;

let bench: BluetoothTestbed;
let visit: Visit;

beforeAll(async () => {
  bench = await BluetoothTestbed.begin();
  const { env } = bench;
  const prepare = (): void => undefined;
  visit = await Visit.begin({ bench: { env, flags: BLUETOOTH_FLAGS, prepare } });
});

afterAll(async () => {
  await visit.end();
  await bench.end();
});

it('goes on by itself when the link is lost in mid-write, and the person keeps what then runs', async () => {
  const device = new BluetoothDevice({ name: NAME, mac: '30AEA4B1E0AA' });
  device.powerOn();
  bench.bring(device);
  try {
    await visit.button(/^Bluetooth/).click();
    await visit.headlineSays(/^Stand within 5 metres/);
    const list = visit.button('Choose the device');
    await chooseInList(await sessionOf(visit.page), () => list.click(), NAME);
    await visit.headlineSays(/runs 1\.0\.0\. Choose a firmware\./);
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready to update/);
    device.air.faults.spoil({ kind: 'disconnect', op: 'write', afterBytes: 0.55 * WHOLE_BYTES });
    await visit.button('Update to 1.1.0').click();
    await visit.page.getByText(/^Went on at/).waitFor({ timeout: 60_000 });
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/runs 1\.1\.0$/);
    expect(device.snapshot().running).toMatchObject({ version: '1.1.0', slot: 1, committed: true });
    expect(device.crashes).toBe(0);
    expect(visit.problems).toEqual([]);
  } finally {
    device.powerOff();
  }
});
