import type { Bundle } from '../../../src/bundle/bundle.ts';
import { BluetoothPeripheral } from '../../../src/transports/webbluetooth/bluetooth-link.ts';
import type { BluetoothLink } from '../../../src/transports/webbluetooth/bluetooth-link.ts';
import type { BluetoothSizes } from '../../../src/contracts/bluetooth.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateEvent, UpdateResult } from '../../../src/update/events.ts';
import { runUpdate } from '../../../src/update/run-update.ts';
import { airOf } from '../../support/testbed/bluetooth/emulated-peripheral.ts';
import type { PeripheralOptions } from '../../support/testbed/bluetooth/emulated-peripheral.ts';
import { GattDouble } from '../../support/testbed/bluetooth/gatt-double.ts';
import { never, setUpEmulator } from '../../support/emulator/test-emulator.ts';
import type { EmulatorSetup } from '../../support/emulator/test-emulator.ts';
import { runToEnd } from '../../support/update/run-to-end.ts';
import { expectSoundEnd } from '../../support/update/sound-end.ts';
import { identity } from '../../support/ota-core/device/test-device.ts';

export type AirSetup = Partial<Omit<PeripheralOptions, 'clock' | 'name'>>;

export interface BluetoothSetup extends AirSetup {
  readonly device?: EmulatorSetup;
}

/** An emulated device in the air, and the browser's object for it, in virtual time. */
export function setUpAir({ device = {}, ...air }: BluetoothSetup = {}) {
  const parts = setUpEmulator(device);
  const { emulator, clock } = parts;
  const name = identity.id;
  const theAir = airOf(emulator, { clock, name, intervalMs: 30, ...air });
  const double = new GattDouble({ air: theAir, name });
  const peripheral = new BluetoothPeripheral(double);
  emulator.powerOn();
  const open = (
    signal: AbortSignal = never,
    known: BluetoothSizes | null = null,
  ): Promise<BluetoothLink> => peripheral.open({ clock, signal, known });
  return { ...parts, air: theAir, double, peripheral, open };
}

export interface BluetoothRun {
  readonly result: UpdateResult;
  readonly events: readonly UpdateEvent[];
}

export async function updateOver(
  { clock, open }: Pick<ReturnType<typeof setUpAir>, 'clock' | 'open'>,
  bundle: Bundle,
  onEvent: (event: UpdateEvent) => void = () => undefined,
): Promise<BluetoothRun> {
  let id = 100;
  const timeouts = { ...DEFAULT_OPTIONS.timeouts, connect: 60_000 };
  const options = { ...DEFAULT_OPTIONS, reconnectMs: 60_000, timeouts };
  const connect = ({ signal }: { readonly signal: AbortSignal }) => open(signal);
  const steps = runUpdate(
    { bundle, clock, sessionId: 's', nextId: () => (id += 1), connect, options },
    never,
  );
  return clock.run(runToEnd(steps, onEvent));
}

/** One update with faults in the air. Whatever comes of it ends soundly (sound-end.ts). */
export async function runBluetooth(
  bundle: Bundle,
  spoil: (bed: ReturnType<typeof setUpAir>) => void,
  setup: BluetoothSetup = {},
): Promise<BluetoothRun & { readonly operations: number }> {
  const bed = setUpAir(setup);
  spoil(bed);
  const run = await updateOver(bed, bundle);
  const { operations } = bed.air.faults;
  bed.air.faults.clear();
  await expectSoundEnd({ ...bed, result: run.result, bundle });
  await bed.emulator.close();
  return { ...run, operations };
}
