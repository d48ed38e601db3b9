import type { EmulatorHost, EmulatorSnapshot } from '../../../../src/emulator/create-emulator.ts';
import type { EmulatorEvent } from '../../../../src/emulator/event-feed.ts';
import { realClock } from '../../../../src/contracts/clock.ts';
import { createTestDevice } from '../test-device.ts';
import type { Air } from './air.ts';
import { airOf } from './emulated-peripheral.ts';
import type { PeripheralOptions } from './emulated-peripheral.ts';

export interface BluetoothDeviceOptions extends Partial<Omit<PeripheralOptions, 'clock'>> {
  readonly mac?: string;
  readonly version?: string;
}

/** The emulated device in real time, in reach of a radio. */
export class BluetoothDevice {
  readonly events: EmulatorEvent[] = [];
  readonly name: string;
  readonly air: Air;
  readonly #emulator: EmulatorHost;

  constructor(options: BluetoothDeviceOptions = {}) {
    const { name = 'esp32_B1E000', mac = '30AEA4B1E000', version = '1.0.0', ...air } = options;
    this.name = name;
    this.#emulator = createTestDevice({
      id: name,
      mac,
      version,
      onEvent: (event) => this.events.push(event),
    });
    this.air = airOf(this.#emulator, { ...air, name, clock: realClock });
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

  /** How much of the bundle it has. */
  get receivedBytes(): number {
    const told = this.events.map((event) =>
      event.event === 'update' && event.state === 'progress' ? (event.receivedBytes ?? 0) : 0,
    );
    return Math.max(0, ...told);
  }

  /** How often a firmware was started. */
  get starts(): number {
    return this.events.filter(({ event }) => event === 'boot').length;
  }

  /** An invalid frame, or data where none may be, crashes a stock device: no client may cause it. */
  get crashes(): number {
    return this.events.filter((event) => event.event === 'log' && event.line.startsWith('FATAL'))
      .length;
  }
}
