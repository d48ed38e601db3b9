/** Chromium's own Web Serial on pseudo-terminals, with the emulated device at 115,200 baud behind them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SerialBench } from '../testbed/serial/serial-bench.ts';
import { SerialDevice } from '../testbed/serial/serial-device.ts';
import type { SerialDeviceOptions } from '../testbed/serial/serial-device.ts';
import { Visit } from './visit.ts';

const ADAPTER = 'ttyUSB0';

let bench: SerialBench;
let visit: Visit;
const devices: SerialDevice[] = [];

beforeEach(() => {
  bench = new SerialBench();
});

afterEach(async () => {
  await visit.end();
  await bench.end();
  for (const device of devices.splice(0)) device.powerOff();
});

function newDevice(options: SerialDeviceOptions = {}): SerialDevice {
  const device = new SerialDevice(options);
  devices.push(device);
  device.powerOn();
  return device;
}

/** The list of `requestPort` is the browser's own window: what would be pressed there is said here. */
async function beginVisit(chosen: 'first port' | 'nothing' = 'first port'): Promise<void> {
  const prepare = (profile: string, origin: string): void =>
    bench.grant(profile, origin, [ADAPTER]);
  visit = await Visit.begin(null, { env: bench.env, prepare });
  await visit.page.addInitScript(pressInList, chosen);
  await visit.page.reload();
}

function pressInList(chosen: 'first port' | 'nothing'): void {
  const { serial } = navigator as unknown as { serial: Serial };
  serial.requestPort = async () => {
    const [port] = chosen === 'nothing' ? [] : await serial.getPorts();
    if (port === undefined)
      throw new DOMException('No port selected by the user.', 'NotFoundError');
    return port;
  };
}

/** What is used of it here; it is not in the types yet. */
interface Serial {
  requestPort: () => Promise<object>;
  getPorts(): Promise<object[]>;
}

async function connect(): Promise<void> {
  await visit.button(/^USB cable/).click();
  await visit.headlineSays(/^Two presses/);
  await visit.button('Show the list').click();
}

describe('updating over a USB cable', () => {
  it('connects, updates, finds the device again by itself after the restart, and commits', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await beginVisit();
    await connect();
    await visit.headlineSays(/^esp32_C0FFEE runs 1\.0\.0\. Choose a firmware\./);
    expect(bench.signals().at(-1)).toBe('DTR=0 RTS=0');
    await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^Ready to update esp32_C0FFEE/);
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 90_000);
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/^esp32_C0FFEE runs 1\.1\.0/);
    const { running } = device.snapshot();
    expect(running).toMatchObject({ version: '1.1.0', slot: 1, committed: true });
    expect(visit.problems).toEqual([]);
  });
});
