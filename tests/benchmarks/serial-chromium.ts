/** What writing over a line of 115,200 baud takes of the processor, in real Chromium on a pseudo-terminal. */
import { SerialTestbed } from '../support/testbed/serial/serial-testbed.ts';
import { SerialDevice } from '../support/testbed/serial/serial-device.ts';
import { Visit } from '../support/e2e/visit.ts';
import type { Figures } from './figure.ts';
import { workerShare } from './main-thread.ts';
import { beginTrace } from './page-trace.ts';

const ADAPTER = 'ttyUSB0';
const MEASURED_MS = 8_000;
/** A share of one core (proof.md#bounds). */
const ASKED_SHARE = 0.05;

/** All workers of the page together: the updater's, which writes, and those that wait. */
export async function benchSerialWorker(): Promise<Figures> {
  const bench = new SerialTestbed();
  const device = new SerialDevice({});
  const visit = await Visit.begin({
    bench: {
      env: bench.env,
      prepare: (profile, origin) => bench.grant(profile, origin, [ADAPTER]),
    },
    inPage: (page) => page.addInitScript(takeFirstPort),
  });
  try {
    device.powerOn();
    await bench.plug(ADAPTER, device);
    await visit.button(/^USB cable/).click();
    await visit.button('Choose USB port').click();
    await visit.headlineSays(/runs 1\.0\.0\. Choose a firmware\./);
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready to update/);
    await visit.button('Update to 1.1.0').click();
    await visit.page.getByText(/kB\/s/).first().waitFor();
    const trace = await beginTrace(visit.page, 'writing');
    await visit.page.waitForTimeout(MEASURED_MS);
    const share = workerShare(await trace.end(), { mark: 'writing', measuredMs: MEASURED_MS });
    const value = { value: share, unit: 'of a core', target: ASKED_SHARE, limit: null };
    return { 'serial.115200.workerShare': { ...value, better: 'lower' } };
  } finally {
    await visit.end();
    await bench.end();
    device.powerOff();
  }
}

/** The list of `requestPort` is the browser's own window. */
function takeFirstPort(): void {
  const { serial } = navigator as unknown as { serial: PortList };
  serial.requestPort = async () => {
    const [port] = await serial.getPorts();
    if (port === undefined) throw new DOMException('No port was granted.', 'NotFoundError');
    return port;
  };
}

interface PortList {
  requestPort: () => Promise<object>;
  getPorts(): Promise<object[]>;
}
