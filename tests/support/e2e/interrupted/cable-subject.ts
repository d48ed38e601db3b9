import type { Page } from 'playwright-core';
import { SerialTestbed } from '../../testbed/serial/serial-testbed.ts';
import { SerialDevice } from '../../testbed/serial/serial-device.ts';
import { Visit } from '../visit.ts';
import type { Subject } from './subject.ts';
import type { Facts } from './truth.ts';

const ADAPTER = 'ttyUSB0';
/** Of 173,873 bytes. */
const HALF_WRITTEN = 70_000;

/** The emulated device at the end of a pseudo-terminal: the browser has it as a port. */
export class CableSubject implements Subject {
  readonly files = { large: 'demo-esp32-1.1.0.zip', small: 'demo-esp32-1.1.0-tiny.zip' };
  readonly visit: Visit;
  readonly device: SerialDevice;
  readonly #bench: SerialTestbed;
  #plugged = true;

  private constructor(visit: Visit, bench: SerialTestbed, device: SerialDevice) {
    this.visit = visit;
    this.#bench = bench;
    this.device = device;
  }

  static async begin(): Promise<CableSubject> {
    const bench = new SerialTestbed();
    const device = new SerialDevice();
    device.powerOn();
    await bench.plug(ADAPTER, device);
    const prepare = (profile: string, origin: string): void =>
      bench.grant(profile, origin, [ADAPTER]);
    const inPage = (page: Page): Promise<unknown> => page.addInitScript(pressFirstInList);
    const visit = await Visit.begin({ bench: { env: bench.env, prepare }, inPage });
    return new CableSubject(visit, bench, device);
  }

  facts(): Promise<Facts> {
    const { power, running } = this.device.snapshot();
    return Promise.resolve({ powered: power, plugged: this.#plugged, running });
  }

  async pressWay(): Promise<void> {
    await this.visit.button(/^USB cable/).click();
    await this.visit.button('Choose USB port').click();
  }

  async pressHome(): Promise<void> {
    await this.visit.page
      .getByRole('region', { name: 'Seen before' })
      .getByRole('button', { name: /^Use / })
      .click();
  }

  async untilHalfWritten(): Promise<void> {
    const received = (): number =>
      Math.max(
        0,
        ...this.device.events.map((event) =>
          event.event === 'update' ? (event.receivedBytes ?? 0) : 0,
        ),
      );
    for (let waited = 0; received() < HALF_WRITTEN; waited += 50) {
      if (waited > 120_000) throw new Error(`the device has ${received()} bytes`);
      await this.visit.page.waitForTimeout(50);
    }
  }

  async pull(): Promise<void> {
    this.#plugged = false;
    await this.#bench.unplug(ADAPTER);
  }

  async plug(): Promise<void> {
    await this.#bench.plug(ADAPTER, this.device);
    this.#plugged = true;
  }

  cutPower(): Promise<void> {
    this.device.powerOff();
    return Promise.resolve();
  }

  powerOn(): Promise<void> {
    this.device.powerOn();
    return Promise.resolve();
  }

  async end(): Promise<void> {
    await this.visit.end();
    await this.#bench.end();
    this.device.powerOff();
  }
}

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
