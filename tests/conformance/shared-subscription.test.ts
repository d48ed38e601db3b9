/** What the installed Mosquitto does with a shared subscription; docs/FLEETS.md says what follows for runners. */
import { execFileSync } from 'node:child_process';
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { serverPath } from '../support/testbed/server-ports.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

vi.setConfig({ testTimeout: 60_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const JOBS = '$share/workers/jobs';

/** How it calls itself, on the first line of its help. */
const version = (): string => {
  try {
    return execFileSync('mosquitto', ['-h'], { env: serverPath(), encoding: 'utf8' });
  } catch (reason) {
    return reason instanceof Error && 'stdout' in reason ? String(reason.stdout) : '';
  }
};

async function worker(
  url: string,
  { acknowledges }: { readonly acknowledges: boolean },
): Promise<{ readonly client: MqttClient; readonly jobs: string[] }> {
  const client = await mqtt.connectAsync(url, {
    ...{ protocolVersion: 5, reconnectPeriod: 0 },
    properties: { receiveMaximum: 1 },
  });
  closers.push(() => client.endAsync(true));
  const jobs: string[] = [];
  client.on('message', (_, payload) => jobs.push(payload.toString()));
  // As long as it is not called back, nothing is acknowledged, and nothing else is read from this connection.
  if (!acknowledges) client.handleMessage = () => undefined;
  await client.subscribeAsync(JOBS, { qos: 1 });
  return { client, jobs };
}

describe.runIf(version().includes('version 2.0.'))('a shared subscription at Mosquitto 2.0', () => {
  it('hands jobs out in advance, whatever Receive Maximum says, and gives those of a dead worker to nobody', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const publisher = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    closers.push(() => publisher.endAsync(true));
    const publish = (job: number) => publisher.publishAsync('jobs', String(job), { qos: 1 });
    const busy = await worker(broker.url, { acknowledges: false });
    const free = await worker(broker.url, { acknowledges: true });
    for (let job = 0; job < 20; job += 1) await publish(job);
    await vi.waitFor(() => expect(free.jobs).toHaveLength(10), { timeout: 20_000 });
    busy.client.stream.destroy();
    // All that is published now goes to the one that is left.
    await vi.waitFor(
      async () => {
        await publish(99);
        expect(free.jobs.filter((job) => job === '99').length).toBeGreaterThan(3);
      },
      { timeout: 20_000 },
    );
    expect(free.jobs.filter((job) => job !== '99')).toHaveLength(10);
  });
});
