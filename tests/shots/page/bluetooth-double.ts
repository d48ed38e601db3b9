import { ok, outcomeOf } from '../../../src/workers/comlink/calls.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import { createBluetooth } from '../../../src/ui/features/bluetooth/create-bluetooth.ts';
import type { BluetoothAccess } from '../../../src/ui/features/bluetooth/bluetooth-state.svelte.ts';
import type { Surroundings } from '../../../src/ui/features/bluetooth/troubleshooting-pages.ts';
import type { UpdateState } from '../../../src/ui/state/update-state.svelte.ts';
import type { NearDevice, RadioState } from '../../../src/workers/client/bluetooth-client.ts';

const PHONE: Surroundings = { system: 'android', browser: 'other', framed: false, secure: true };

/** A device this page was given before. */
export const near = (name: string): NearDevice => ({
  name,
  device: {
    id: name,
    name,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  },
});

/** The way by Bluetooth with a list and a radio that a script rules; the bytes take the world's own wire. */
export class BluetoothDouble implements BluetoothAccess {
  radio: RadioState = 'ready';
  around = PHONE;
  beginnings: readonly string[] = ['esp32_', 'esp8266_', 'stm32_', 'rs14100_'];
  devices: readonly NearDevice[] = [];
  name: string | null = null;
  /** What the list throws; null = the device is chosen. */
  refusal: OtaError | null = null;

  refuse<C extends FailureCode>(code: C, facts: FailureFacts[C]): void {
    this.refusal = new OtaError(code, facts);
  }

  readonly module = (update: UpdateState) =>
    createBluetooth(update, {
      client: this,
      around: this.around,
      explained: { done: false, tell: () => undefined },
    });

  state(): Promise<RadioState> {
    return Promise.resolve(this.radio);
  }

  choose() {
    return outcomeOf(() => {
      if (this.refusal !== null) throw this.refusal;
      this.name = 'esp32_0A1B40';
      return null;
    });
  }

  known(): Promise<readonly NearDevice[]> {
    return Promise.resolve(this.devices);
  }

  use({ name }: NearDevice): void {
    this.name = name;
  }

  forget() {
    this.devices = this.devices.filter(({ name }) => name !== this.name);
    return Promise.resolve(ok(true));
  }

  listen(): () => void {
    return () => undefined;
  }

  join() {
    return Promise.resolve(ok(null));
  }
}
