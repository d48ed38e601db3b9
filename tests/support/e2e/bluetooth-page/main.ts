/**
 * The app's own window half of Bluetooth and its updater worker, without screens: what the tests of Bluetooth
 * drive. Whatever is asked of it is answered as plain data.
 */
import type { Outcome } from '../../../../src/contracts/failure.ts';
import type { DeviceReport, UpdateEvent, UpdateResult } from '../../../../src/workers/api.ts';
import { openBluetoothClient } from '../../../../src/workers/client/bluetooth-client.ts';
import { openUpdater } from '../../../../src/workers/client/updater-client.ts';

export interface BluetoothPage {
  /** The press on `#list`, when it was made. */
  chosen: Promise<Outcome<null>> | null;
  readonly events: UpdateEvent[];
  ask(): Promise<Outcome<DeviceReport>>;
  /** Updates with the file in `#file` and keeps what then runs. */
  update(): Promise<Outcome<UpdateResult>>;
}

declare global {
  interface Window {
    bench: BluetoothPage;
  }
}

const bluetooth = openBluetoothClient();
const updater = openUpdater();
const joined = bluetooth.join(updater);

const events: UpdateEvent[] = [];

async function update(): Promise<Outcome<UpdateResult>> {
  await joined;
  const file = document.querySelector<HTMLInputElement>('#file')?.files?.[0];
  if (file === undefined) throw new Error('no file was chosen');
  const bundle = await updater.openBundle(file, file.name);
  if (!bundle.ok) return bundle;
  const order = {
    bundleId: bundle.value.id,
    sessionId: crypto.randomUUID(),
    commitTimeoutMs: 300_000,
    force: [],
  };
  return updater.update(order, (event) => {
    events.push(event);
    if (event.type === 'trial') void updater.decide('keep');
  });
}

window.bench = {
  chosen: null,
  events,
  ask: () => updater.askDevice(),
  update,
};
document.querySelector('#list')?.addEventListener('click', () => {
  window.bench.chosen = bluetooth.choose();
});
