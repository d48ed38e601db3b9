/** The product-sized bundle over ws://, and through a broker, on loopback: the two commands of the README against each other. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import { median } from './figure.ts';
import type { Figure, Figures } from './figure.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-2.0.0.zip';
const node = ['--import', 'tsx'];

/** JSON lines of a command as they come. */
async function* eventsOf(child: ChildProcess): AsyncGenerator<Record<string, unknown>> {
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout }))
    yield JSON.parse(line) as Record<string, unknown>;
}

interface Pushed {
  readonly seconds: number;
  readonly writeSeconds: number;
}

/** `name`: of the wire, as the device says it. */
async function pushOnce(name: 'ws' | 'mqtt', ...wire: readonly string[]): Promise<Pushed> {
  const device = spawn(
    process.execPath,
    [...node, 'src/cli/device.ts', ...wire, '--app', 'demo', '--fw-version', '1.0.0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const ready = await eventsOf(device).next();
    const port = String((ready.value as Record<string, unknown>)[name]);
    const args = [...node, 'src/cli/push.ts', BUNDLE, '--port', port, '--json'];
    const push = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let last: Record<string, unknown> = {};
    for await (const event of eventsOf(push)) last = event;
    if (last['result'] !== 'committed') throw new Error(JSON.stringify(last));
    return last as unknown as Pushed;
  } finally {
    device.kill('SIGTERM');
  }
}

const seconds = (value: number, target: number | null): Figure => ({
  ...{ value, unit: 's', target, better: 'lower', limit: null },
});

/** 625 writes at less than 10 ms each. Where TCP holds small pieces back each takes 40 ms more: 25 s. */
const ASKED_THROUGH_BROKER = 6;

export async function benchPush(): Promise<Figures> {
  const runs: Pushed[] = [];
  for (let run = 0; run < 3; run += 1) runs.push(await pushOnce('ws', '--ws', '127.0.0.1:0'));
  const broker = await startBroker();
  try {
    const { writeSeconds } = await pushOnce('mqtt', '--mqtt', broker.url);
    return {
      'push.ws.seconds': seconds(median(runs.map((run) => run.seconds)), 4),
      'push.ws.writeSeconds': seconds(median(runs.map((run) => run.writeSeconds)), null),
      'push.mqtt.writeSeconds': seconds(writeSeconds, ASKED_THROUGH_BROKER),
    };
  } finally {
    await broker.stop();
  }
}
