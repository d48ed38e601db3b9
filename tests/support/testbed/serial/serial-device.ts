import { linkOfSocket } from '../../../../src/cli/connections/server-link.ts';
import type { AcceptedSocket } from '../../../../src/cli/connections/server-link.ts';
import type { EmulatorHost, EmulatorSnapshot } from '../../../../src/emulator/create-emulator.ts';
import type { EmulatorEvent } from '../../../../src/emulator/event-feed.ts';
import { createTestDevice } from '../test-device.ts';
import { PacedLine } from './line.ts';
import type { Pty } from './pty.ts';
import { SERIAL } from '../../../../src/contracts/link.ts';

export interface SerialDeviceOptions {
  readonly id?: string;
  readonly mac?: string;
  readonly version?: string;
  /** Of the line; bytes at another rate are noise, as on a wire. */
  readonly baudRate?: number;
  /** `deaf`: RPC over the console is off, it only prints its log. `silent`: nothing at all. */
  readonly console?: 'rpc' | 'deaf' | 'silent';
}

/** What a firmware prints that takes no commands. */
const DEAF_LOG = 'mgos_sys_config_init: demo\r\nuptime 1 RAM 218544 free\r\n';

/** What a receiver at another rate makes of it. */
const garbled = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte * 151 + 89) | 0x80);

/**
 * The emulated device with a console on a pty. The line stays when the device restarts; what arrives
 * while nothing runs is lost, as on a UART.
 */
export class SerialDevice {
  readonly events: EmulatorEvent[] = [];
  readonly #options: Required<SerialDeviceOptions>;
  readonly #emulator: EmulatorHost;
  #cable: { readonly pty: Pty; readonly out: PacedLine; readonly in: PacedLine } | null = null;

  constructor(options: SerialDeviceOptions = {}) {
    this.#options = {
      id: 'esp32_C0FFEE',
      mac: '30AEA4C0FFEE',
      version: '1.0.0',
      baudRate: 115_200,
      console: 'rpc',
      ...options,
    };
    this.#emulator = createTestDevice({
      ...this.#options,
      onEvent: (event) => this.events.push(event),
    });
  }

  powerOn(): void {
    this.#emulator.powerOn();
  }

  powerOff(): void {
    this.#emulator.powerOff();
  }

  snapshot(): EmulatorSnapshot {
    return this.#emulator.snapshot();
  }

  /** Puts the line into the device's UART, where it stays whatever the device does. */
  connect(pty: Pty): void {
    const { baudRate, console } = this.#options;
    const heardAt = (bytes: Uint8Array): Uint8Array =>
      pty.baudRate() === baudRate ? bytes : garbled(bytes);
    let data: (bytes: Uint8Array) => void = () => undefined;
    let hungUp: () => void = () => undefined;
    const out = new PacedLine(baudRate, (bytes) => pty.write(heardAt(bytes)));
    const inward = new PacedLine(baudRate, (bytes) => data(bytes));
    this.#cable = { pty, out, in: inward };
    pty.listen((bytes) => {
      inward.send(heardAt(bytes));
      if (console === 'deaf') this.print(DEAF_LOG);
    });
    if (console !== 'rpc') return;
    const uart: AcceptedSocket = {
      ...SERIAL,
      label: 'UART0',
      framing: 'stream',
      listen: (on) => ({ data, closed: hungUp } = on),
      pause: () => undefined,
      resume: () => undefined,
      send: (bytes, done) => {
        out.send(bytes);
        done(null);
      },
      destroy: () => hungUp(),
    };
    this.#emulator.attach(linkOfSocket(uart), { channel: 'UART0' });
  }

  /** Pulls it out: what is under way is gone. The device goes on. */
  async disconnect(): Promise<void> {
    const cable = this.#cable;
    this.takeOff();
    await cable?.pty.hangUp();
  }

  /** As `disconnect`, but the pty goes on for another device. */
  takeOff(): void {
    const cable = this.#cable;
    this.#cable = null;
    cable?.out.stop();
    cable?.in.stop();
  }

  /** Prints to its console, as firmware does at any time. */
  print(text: string): void {
    this.#cable?.out.send(new TextEncoder().encode(text));
  }
}
