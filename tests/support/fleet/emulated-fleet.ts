/** Emulated devices as processes of their own, each a whole device with its own chip, at a real Mosquitto. */
import { DeviceProcess } from '../conformance/device-process.ts';
import { NetworkStretch } from '../e2e/network-stretch.ts';
import type { TestBroker } from '../testbed/broker/mosquitto.ts';

/** From number `first` on, in hex as the command counts: the MAC of an emulated device is made of it, too. */
export const idsOf = (name: string, count: number, first = 1): readonly string[] =>
  Array.from(
    { length: count },
    (_, at) => `${name}_${(first + at).toString(16).toUpperCase().padStart(6, '0')}`,
  );

/** Settles when all have started and are at the broker. Whoever starts them ends them: `end('SIGKILL')`. */
export async function startDevices(
  brokerUrl: string,
  ids: readonly string[],
  ...args: readonly string[]
): Promise<DeviceProcess> {
  const [first = ''] = ids;
  const count = ids.length > 1 ? ['--count', String(ids.length)] : [];
  const waiting = new Set(ids.flatMap((id) => [`ready ${id}`, `boot ${id}`]));
  let started: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (started = resolve));
  const devices = new DeviceProcess(
    ['--mqtt', brokerUrl, '--fw-version', '1.0.0', '--id', first, ...count, ...args],
    {
      onEvent: (event) => {
        // One that is alone in its process does not say which it is when it boots.
        const id = typeof event['id'] === 'string' ? event['id'] : first;
        waiting.delete(`${event.event} ${id}`);
        if (waiting.size === 0) started();
      },
    },
  );
  const ended = devices.exit().then(() => {
    if (waiting.size > 0) throw new Error(`ended: ${devices.errors}`);
  });
  await Promise.race([all, ended]);
  return devices;
}

/** Of which device, each time it was told to begin an update. */
export const begun = (devices: DeviceProcess): readonly unknown[] =>
  devices.events
    .filter((it) => it.event === 'rpc' && it['method'] === 'OTA.Begin')
    .map(({ id }) => id);

/** A broker's address for devices whose connections are lost when so many bytes have come, so often. */
export async function droppingLine(
  broker: TestBroker,
  drops: { readonly afterBytes: number; times: number },
): Promise<{ readonly url: string; readonly stretch: NetworkStretch }> {
  const stretch = await NetworkStretch.begin(new URL(broker.url));
  stretch.drops = drops;
  return { url: `mqtt://${stretch.host}`, stretch };
}
