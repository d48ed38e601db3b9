import { Air } from './air.ts';
import type { AirOptions } from './air.ts';
import type { EmulatorHost } from '../../../../src/emulator/create-emulator.ts';
import { createRadio } from '../../emulator/radio.ts';

export interface PeripheralOptions extends Omit<AirOptions, 'radio'> {
  readonly name: string;
  /** `bt.gatt_mtu` of the device; 500 when left out. */
  readonly deviceMtu?: number;
}

/** An emulated device, as it is heard over the air. */
export function airOf(host: EmulatorHost, options: PeripheralOptions): Air {
  const { name, deviceMtu, ...air } = options;
  const mtu = deviceMtu === undefined ? {} : { mtu: deviceMtu };
  return new Air({
    ...air,
    radio: (events) => createRadio({ host, name, ...mtu, ...events }),
  });
}
