/** Chromium's own Web Serial on pseudo-terminals, with the emulated device at 115,200 baud behind them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { SerialTestbed } from '../support/testbed/serial/serial-testbed.ts';
import { SerialDevice } from '../support/testbed/serial/serial-device.ts';
import type { SerialDeviceOptions } from '../support/testbed/serial/serial-device.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const ADAPTER = 'ttyUSB0';
const OTHER_ADAPTER = 'ttyUSB1';

let bench: SerialTestbed;
let visit: Visit;
const devices: SerialDevice[] = [];

beforeEach(() => {
  bench = new SerialTestbed();
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
    bench.grant(profile, origin, [ADAPTER, OTHER_ADAPTER]);
  const inPage = (page: Page): Promise<unknown> => page.addInitScript(pressInList, chosen);
  visit = await Visit.begin({ bench: { env: bench.env, prepare }, inPage });
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

const portsOfThisPage = async (): Promise<number> =>
  (await (navigator as unknown as { serial: Serial }).serial.getPorts()).length;

const openPortsOfThisPage = async (): Promise<number> => {
  const ports = await (navigator as unknown as { serial: Serial }).serial.getPorts();
  return ports.filter(({ readable = null }) => readable !== null).length;
};

/** What is used of it here; it is not in the types yet. */
interface Serial {
  requestPort: () => Promise<object>;
  getPorts(): Promise<{ readonly readable?: object | null }[]>;
}

/** From the press to the device: what is explained, the list, the handshake. */
async function connect(): Promise<void> {
  await visit.button(/^USB cable/).click();
  await visit.headlineSays(/^Choose your device/);
  await visit.button('Choose USB port').click();
}

async function connected(): Promise<void> {
  await beginVisit();
  await connect();
  await visit.headlineSays(/^esp32_C0FFEE runs 1\.0\.0\. Choose a firmware\./);
}

async function startUpdate(fixture: string): Promise<void> {
  await visit.chooseFile(fixture);
  await visit.headlineSays(/^Ready to update esp32_C0FFEE/);
  await visit.button('Update to 1.1.0').click();
  await visit.headlineSays(/^Writing 1\.1\.0 to slot B/);
}

async function keepsIt(device: SerialDevice): Promise<void> {
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 200_000);
  await visit.button('Keep 1.1.0').click();
  await visit.headlineSays(/^esp32_C0FFEE runs 1\.1\.0/);
  expect(device.snapshot().running).toMatchObject({ version: '1.1.0', slot: 1, committed: true });
  expect(visit.problems).toEqual([]);
}

/** Waits until the device itself has so much of the bundle. */
async function hasReceived(device: SerialDevice, bytes: number): Promise<void> {
  const received = (): number =>
    Math.max(
      0,
      ...device.events.map((event) =>
        event.event === 'update' && event.state === 'progress' ? (event.receivedBytes ?? 0) : 0,
      ),
    );
  for (let waited = 0; received() < bytes; waited += 50) {
    if (waited > 120_000) throw new Error(`the device has ${received()} of ${bytes} bytes`);
    await visit.page.waitForTimeout(50);
  }
}

const starts = (device: SerialDevice): number =>
  device.events.filter(({ event }) => event === 'boot').length;

/** Whatever takes the device away, at whatever stage. */
const hurt = oneOfTests('serial losses', 7);
/** Ports, known devices and what can go wrong before anybody answers. */
const before = oneOfTests('serial ports and devices', 5);

describe('updating over a USB cable', () => {
  it('connects, updates, finds the device again by itself after the restart, and commits', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    expect(bench.signals().at(-1)).toBe('DTR=0 RTS=0');
    await startUpdate('demo-esp32-1.1.0-tiny.zip');
    await keepsIt(device);
    expect(starts(device)).toBe(2);
    // The board that is still plugged is not the next one: it is chosen, and then said to be the same.
    await visit.button('Next device').click();
    await visit.headlineSays(/^Next device for 1\.1\.0$/);
    await visit.page.getByText('the device of the last update', { exact: true }).waitFor();
    await visit.button('Use esp32_C0FFEE').click();
    await visit.headlineSays(/^esp32_C0FFEE already runs 1\.1\.0$/);
    await visit.page.getByText(/^This is the device of the last update\./).waitFor();
    expect(visit.problems).toEqual([]);
  });

  hurt(
    'shows a cable that is pulled while nothing runs, keeps Update off, and is ready by itself after the replug',
    async () => {
      const device = newDevice();
      await bench.plug(ADAPTER, device);
      await connected();
      const opened = bench.signals().length;
      await visit.page.waitForTimeout(6_000); // it is asked meanwhile, over the link that is open
      expect(bench.signals()).toHaveLength(opened);
      await bench.unplug(ADAPTER);
      await visit.headlineSays(/^esp32_C0FFEE is unplugged/, 10_000);
      await visit.chooseFile('demo-esp32-1.1.0-tiny.zip');
      await visit.page.getByText('demo-esp32-1.1.0-tiny.zip').first().waitFor();
      await visit.headlineSays(/^esp32_C0FFEE is unplugged/);
      expect(await visit.button(/^Update to/).count()).toBe(0);
      await bench.plug(ADAPTER, device);
      await visit.headlineSays(/^Ready to update esp32_C0FFEE/, 20_000);
      expect(starts(device)).toBe(1);
      await visit.button('Update to 1.1.0').click();
      await keepsIt(device);
    },
  );

  hurt('shows a device on a cable that stops answering, and its answer', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    device.powerOff();
    await visit.headlineSays(/^esp32_C0FFEE does not answer/, 20_000);
    device.powerOn();
    await visit.headlineSays(/^esp32_C0FFEE runs 1\.0\.0\. Choose a firmware\./, 20_000);
  });

  hurt('goes on by itself when the cable is pulled at 40 percent and put back', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    await startUpdate('demo-esp32-1.1.0.zip');
    await hasReceived(device, 0.4 * 173_873);
    await bench.unplug(ADAPTER);
    await visit.headlineSays(/Cable unplugged/);
    await bench.plug(ADAPTER, device);
    await visit.headlineSays(/^Writing 1\.1\.0 to slot B/);
    await visit.page.getByText(/^Went on at/).waitFor();
    await keepsIt(device);
  });

  hurt('starts over by itself when the device loses its power in mid-write', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    await startUpdate('demo-esp32-1.1.0.zip');
    await hasReceived(device, 40_000);
    device.powerOff();
    device.powerOn();
    await visit.page.getByText(/^Started over/).waitFor({ timeout: 120_000 });
    await keepsIt(device);
  });

  hurt('writes through a device that prints its log all the time', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    const chatter = setInterval(() => device.print('mqtt: {"t":21.5} ping \r\n'), 40);
    try {
      await startUpdate('demo-esp32-1.1.0-tiny.zip');
      await keepsIt(device);
    } finally {
      clearInterval(chatter);
    }
  });
});

describe('a device on trial over a USB cable', () => {
  hurt('is said to be gone when its cable is out, and is kept when it answers again', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    await startUpdate('demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 200_000);
    await bench.unplug(ADAPTER);
    await visit.headlineSays(/^The cable connection is gone\. 1\.1\.0 was on trial/, 15_000);
    expect(await visit.button('Keep 1.1.0').count()).toBe(0);
    await visit.page.getByText(/left to keep it$/).waitFor();
    await bench.plug(ADAPTER, device);
    await keepsIt(device);
  });

  hurt('whose power is cut is said to have restarted, not that its time ran out', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    await startUpdate('demo-esp32-1.1.0-tiny.zip');
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 200_000);
    device.powerOff();
    await visit.headlineSays(/does not answer\. 1\.1\.0 was on trial/, 30_000);
    device.powerOn();
    await visit.headlineSays(/^esp32_C0FFEE is back on 1\.0\.0/, 30_000);
    await visit.page.getByText('Restarted before it was kept', { exact: true }).waitFor();
    expect(visit.problems).toEqual([]);
  });
});

describe('a port', () => {
  before('is opened without a change of DTR and RTS when they are to be left alone', async () => {
    await bench.plug(ADAPTER, newDevice());
    await beginVisit();
    await visit.button(/^USB cable/).click();
    await visit.page.getByLabel(/^Do not reset the board when connecting/).check();
    await visit.button('Choose USB port').click();
    await visit.headlineSays(/^esp32_C0FFEE runs 1\.0\.0\./);
    expect(bench.signals()).toEqual([]);
  });

  before('is kept open by an idle page, which says so and lets it go when asked', async () => {
    await bench.plug(ADAPTER, newDevice());
    await connected();
    expect(await visit.page.evaluate(openPortsOfThisPage)).toBe(1);
    await visit.page.getByText(/^This page keeps the port open\./).waitFor();
    await visit.button('Release the port').click();
    await visit.headlineSays(/^Update a device/);
    await expect.poll(() => visit.page.evaluate(openPortsOfThisPage)).toBe(0);
  });

  before('is not known any more when it was forgotten', async () => {
    await bench.plug(ADAPTER, newDevice({ console: 'silent' }));
    await beginVisit();
    await connect();
    await visit.headlineSays(/^The port opened, but nothing answered\./);
    await visit.button(/^Forget CP210x/).click();
    await visit.page.getByText(/^No port that this page was given\./).waitFor();
    await visit.restartBrowser();
    await visit.headlineSays(/^Update a device/);
    expect(await visit.page.evaluate(portsOfThisPage)).toBe(0);
  });
});

describe('a device that was reached before', () => {
  before(
    'is one press away on the next visit, without the list, by the name people gave it',
    async () => {
      await bench.plug(ADAPTER, newDevice());
      await connected();
      await visit.page.getByLabel('Your name for it').fill('Boiler room 2');
      await visit.button('Save name').click();
      await visit.headlineSays(/^Boiler room 2 runs 1\.0\.0\./);
      await visit.restartBrowser();
      const seen = visit.page.getByRole('region', { name: 'Seen before' });
      await seen.getByText('demo 1.0.0 when last seen').waitFor();
      await seen.getByRole('button', { name: 'Use Boiler room 2' }).click();
      await visit.headlineSays(/^Boiler room 2 runs 1\.0\.0\./);
      expect(visit.problems).toEqual([]);
    },
  );

  before('has its updates written down, and is known by its MAC at another adapter', async () => {
    const device = newDevice();
    await bench.plug(ADAPTER, device);
    await connected();
    await startUpdate('demo-esp32-1.1.0-tiny.zip');
    await keepsIt(device);
    const notes = () => visit.page.getByRole('region', { name: 'This device' });
    await notes().getByText('1.0.0 → 1.1.0').waitFor();
    await notes()
      .getByText(/· kept$/)
      .waitFor();
    await bench.unplug(ADAPTER);
    await visit.restartBrowser();
    await bench.plug(OTHER_ADAPTER, device);
    await visit.button('Use esp32_C0FFEE').click();
    await notes().getByText('1.0.0 → 1.1.0').waitFor();
  });
});

describe('the doctor', () => {
  before(
    'says what an empty or closed list may mean, and sees the port when it comes',
    async () => {
      await beginVisit('nothing');
      await connect();
      await visit.headlineSays(/^No device was chosen\./);
      await visit.page.getByText('The cable only carries power').waitFor();
      await bench.plug(ADAPTER, newDevice());
      await visit.button(/^Use CP210x/).click();
      await visit.headlineSays(/^esp32_C0FFEE runs 1\.0\.0\./);
      expect(visit.problems).toEqual([]);
    },
  );

  before('tells a port that the system does not give away', async () => {
    bench.plugHeld(ADAPTER);
    await beginVisit();
    await connect();
    await visit.headlineSays(/^The port does not open\./);
    await visit.page.getByText('Another program is using this port').waitFor();
  });

  before('tells a device that prints its log and takes no commands', async () => {
    await bench.plug(ADAPTER, newDevice({ console: 'deaf' }));
    await beginVisit();
    await connect();
    await visit.headlineSays(/^The device prints its log but takes no commands\./);
  });

  before('tells a port with nobody behind it', async () => {
    await bench.plug(ADAPTER, newDevice({ console: 'silent' }));
    await beginVisit();
    await connect();
    await visit.headlineSays(/^The port opened, but nothing answered\./);
    await visit.page.getByText('This is another port').waitFor();
  });

  before('finds the speed of a device that speaks at another one', async () => {
    const device = newDevice({ baudRate: 460_800 });
    await bench.plug(ADAPTER, device);
    await beginVisit();
    await connect();
    await visit.headlineSays(/^The port opened, but nothing answered\./);
    await visit.button('Try other speeds').click();
    await visit.headlineSays(/^Trying 921,600 baud/);
    await visit.headlineSays(/^esp32_C0FFEE runs 1\.0\.0\./);
    await startUpdate('demo-esp32-1.1.0-tiny.zip');
    await keepsIt(device);
  });
});
