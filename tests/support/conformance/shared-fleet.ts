/** Emulated devices at a real Mosquitto, and what coordinates and updates them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { idsOf, startDevices } from '../fleet/emulated-fleet.ts';
import { startBroker } from '../testbed/broker/mosquitto.ts';
import type { TestBroker } from '../testbed/broker/mosquitto.ts';
import { ROOT } from './commands.ts';
import type { DeviceProcess } from './device-process.ts';
import { PushProcess } from './push-process.ts';
import type { PushLine } from './push-process.ts';

export const ESP32 = path.join(ROOT, 'tests/fixtures/bundles/demo-esp32-1.1.0.zip');
/** Of the roll-out at the broker. */
export const NAME = 'house';

export interface SharedFleet {
  readonly broker: TestBroker;
  readonly devices: DeviceProcess;
  readonly ids: readonly string[];
  readonly coordinator: (...args: readonly string[]) => PushProcess;
  readonly watcher: (...args: readonly string[]) => PushProcess;
  /** One that keeps its packages in a folder of its own. */
  readonly runner: (...args: readonly string[]) => PushProcess;
}

/** `count` devices, the plan's `members` beside. What is begun is put into `closers`. */
export async function startFleet(
  closers: (() => unknown)[],
  count: number,
  members: object,
): Promise<SharedFleet> {
  const broker = await startBroker({ keeps: true });
  closers.push(() => broker.stop());
  const ids = idsOf('lamp', count);
  const devices = await startDevices(broker.url, ids);
  closers.push(() => devices.end('SIGKILL'));
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-fleet-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'plan.json');
  const plan = {
    devices: ids.map((id) => ({ id, url: `${broker.url}/${id}` })),
    bundles: [ESP32],
    commitTimeoutSeconds: 60,
    ...members,
  };
  writeFileSync(file, JSON.stringify(plan));
  const start = (args: readonly string[]): PushProcess => {
    const push = new PushProcess(args);
    closers.push(() => push.signal('SIGKILL'));
    return push;
  };
  const place = `${broker.url}/${NAME}`;
  let runners = 0;
  return {
    broker,
    devices,
    ids,
    coordinator: (...args) => start(['--fleet', file, '--broker', place, ...args]),
    watcher: (...args) => start(['--fleet-watch', place, ...args]),
    runner: (...args) => {
      const cache = path.join(folder, `cache-${(runners += 1)}`);
      return start(['--runner', '--port', place, '--cache', cache, ...args]);
    },
  };
}

export const leads = (line: PushLine): boolean =>
  line['event'] === 'coordinator' && line['own'] === true;

export const isOf =
  (id: string, state: string) =>
  (line: PushLine): boolean =>
    line['event'] === 'device' && line['id'] === id && line['state'] === state;

export const writes = (id: string) => (line: PushLine) =>
  line['event'] === 'progress' && line['id'] === id;

/** How often each device was told to begin. */
export function begun(devices: DeviceProcess): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const event of devices.events)
    if (event.event === 'rpc' && event['method'] === 'OTA.Begin')
      counts[String(event['id'])] = (counts[String(event['id'])] ?? 0) + 1;
  return counts;
}

/** What each device has started, in order. */
export const versions = (devices: DeviceProcess, id: string): readonly unknown[] =>
  devices.events
    .filter((it) => it.event === 'boot' && it['id'] === id)
    .map(({ version }) => version);
