/** Roll-outs by runners over a real Mosquitto: runners, coordinators and the broker are killed and come again, over emulated devices. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeviceProcess } from '../support/conformance/device-process.ts';
import { PushProcess } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import {
  NAME,
  begun,
  isOf,
  leads,
  startFleet as startSharedFleet,
  versions,
} from '../support/conformance/shared-fleet.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

vi.setConfig({ testTimeout: 240_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const startFleet = (count: number, members: object) => startSharedFleet(closers, count, members);

const ready = (line: PushLine): boolean => line['event'] === 'broker' && line['failure'] === null;
const took = ({ lines }: PushProcess): readonly unknown[] =>
  lines.flatMap((line) =>
    line['event'] === 'begun' && line['kind'] === 'update' ? [line['id']] : [],
  );
const calls = ({ events }: DeviceProcess, method: string): unknown[] =>
  events.flatMap((it) => (it.event === 'rpc' && it['method'] === method ? [it['id']] : []));
const beginsToWrite = (id: string) => (line: PushLine) =>
  line['event'] === 'phase' && line['id'] === id && line['phase'] === 'writing';
const beginsAny = (line: PushLine): boolean => line['event'] === 'begun';

describe('a roll-out by runners', () => {
  it('is shared by two of them, each with as many devices at once as it takes, and asks them after their time', async () => {
    const fleet = await startFleet(5, { waves: [2, 'rest'], soakSeconds: 1 });
    const { coordinator, runner, devices, ids } = fleet;
    const runners = [runner('--at-once', '1'), runner('--at-once', '2')] as const;
    for (const each of runners) await each.line(ready);
    const { status, last } = await coordinator('--runners').ending();
    expect(last).toMatchObject({ result: 'completed', committed: 5, failed: 0, reverted: 0 });
    expect(status).toBe(0);
    const [one, two] = runners.map(took);
    expect(one?.length).toBeGreaterThan(0);
    expect(two?.length).toBeGreaterThan(0);
    expect([...(one ?? []), ...(two ?? [])].sort()).toEqual(ids);
    expect(begun(devices)).toEqual(Object.fromEntries(ids.map((id) => [id, 1])));
    const asked = runners.flatMap(({ lines }) =>
      lines.filter(({ kind, event }) => kind === 'ask' && event === 'ended'),
    );
    expect(asked.map(({ end }) => end)).toEqual(ids.map(() => 'runs'));
    for (const each of runners) each.signal('SIGINT');
    for (const each of runners) {
      const left = await each.ending();
      expect([left.status, left.last['result']]).toEqual([0, 'stopped']);
    }
  });

  it('loses nothing when a runner is killed and another one comes: what it had under way is looked after, and begun once more only then', async () => {
    const fleet = await startFleet(4, { waves: ['rest'], atOnce: 2 });
    const { coordinator, runner, devices, ids } = fleet;
    const first = runner('--at-once', '2');
    await first.line(ready);
    const lead = coordinator('--runners');
    await lead.line(beginsToWrite('lamp_000001'));
    first.signal('SIGKILL');
    const second = runner('--at-once', '2');
    const adopted = await second.line((line) => beginsAny(line) && line['kind'] === 'adopt');
    expect(took(first)).toContain(adopted['id']);
    const { status, last } = await lead.ending();
    expect(last).toMatchObject({ result: 'completed', committed: 4, failed: 0, reverted: 0 });
    expect(status).toBe(0);
    for (const id of ids)
      expect(versions(devices, id).filter((it) => it === '1.1.0')).toHaveLength(1);
  });

  it('goes on under another coordinator while its runners do, and no device is begun twice', async () => {
    const fleet = await startFleet(4, { waves: [1, 'rest'], atOnce: 2 });
    const { coordinator, runner, devices, ids } = fleet;
    const only = runner('--at-once', '2');
    const first = coordinator('--runners');
    await first.line(leads);
    const second = coordinator('--runners');
    await second.line(({ event }) => event === 'coordinator');
    await first.line(beginsToWrite('lamp_000002'));
    first.signal('SIGKILL');
    const killedAt = performance.now();
    await second.line(leads);
    expect(performance.now() - killedAt).toBeLessThan(10_000);
    const { status, last } = await second.ending();
    expect(last).toMatchObject({ result: 'completed', committed: 4, failed: 0, reverted: 0 });
    expect(status).toBe(0);
    expect(begun(devices)).toEqual(Object.fromEntries(ids.map((id) => [id, 1])));
    expect(only.lines.filter((line) => beginsAny(line) && line['kind'] === 'adopt')).toEqual([]);
  });

  it('waits while the broker is restarted, and goes on with nothing lost', async () => {
    const fleet = await startFleet(3, { waves: [1, 'rest'], atOnce: 1 });
    const { broker, coordinator, runner, devices, ids } = fleet;
    const runners = [runner('--at-once', '1'), runner('--at-once', '1')];
    const lead = coordinator('--runners');
    await lead.line(isOf('lamp_000001', 'committed'));
    await broker.kill();
    await lead.line(({ event, failure }) => event === 'broker' && failure !== null);
    await broker.start();
    const { last } = await lead.ending();
    expect(last).toMatchObject({ result: 'completed', committed: 3, failed: 0, reverted: 0 });
    for (const id of ids)
      expect(versions(devices, id).filter((it) => it === '1.1.0')).toHaveLength(1);
    for (const each of runners) expect(each.hasEnded).toBe(false);
  });

  it('has the devices fetch the firmware from the nearest runner, which has fetched it once', async () => {
    const fleet = await startFleet(4, { waves: ['rest'], atOnce: 4, way: 'pull' });
    const { coordinator, runner, devices, ids } = fleet;
    const runners = [runner('--at-once', '2'), runner('--at-once', '2', '--serve', '127.0.0.1:0')];
    for (const each of runners) await each.line(ready);
    const { lines, status, last } = await coordinator('--runners').ending();
    expect(last).toMatchObject({ result: 'completed', committed: 4, failed: 0, reverted: 0 });
    expect(status).toBe(0);
    expect(lines.filter(({ event }) => event === 'package')).toEqual(
      runners.map(() => ({ event: 'package', from: '127.0.0.1', status: 200 })),
    );
    for (const each of runners) expect(took(each).length).toBeGreaterThan(0);
    expect(begun(devices)).toEqual({});
    expect(calls(devices, 'OTA.Update').sort()).toEqual(ids);
  });

  it('takes no job of an older coordinator, and no package but the one that the job names', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const server = createServer((_, answer) => answer.end('not this one'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const cache = mkdtempSync(path.join(tmpdir(), 'slipway-cache-'));
    closers.push(() => rmSync(cache, { recursive: true }));
    const args = ['--runner', '--port', `${broker.url}/${NAME}`, '--cache', cache];
    const runner = new PushProcess(args);
    closers.push(() => runner.signal('SIGKILL'));
    await runner.line(ready);
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    closers.push(() => client.endAsync(true));
    const root = `slipway/roll-outs/${NAME}`;
    const device = { id: 'lamp_000001', url: `${broker.url}/lamp_000001` };
    const job = (epoch: number): string =>
      JSON.stringify({
        ...{ epoch, job: `${epoch}-1`, kind: 'update', since: 1, device },
        bundles: [{ sha256: 'a'.repeat(64), bytes: 12, url: `http://127.0.0.1:${port}/t/fw.zip` }],
        rules: {
          commitTimeoutMs: 60_000,
          updateTimeoutMs: null,
          way: 'write',
          shadow: null,
          chunkSize: null,
          window: 1,
          force: [],
        },
      });
    const claim = { epoch: 7, owner: 'o', name: 'n', beat: 1, state: 'held' };
    await client.publishAsync(`${root}/claim`, JSON.stringify(claim), { qos: 1, retain: true });
    await client.publishAsync(`${root}/jobs`, job(6), { qos: 1 });
    await client.publishAsync(`${root}/jobs`, job(7), { qos: 1 });
    const ended = await runner.line(({ event }) => event === 'ended');
    expect(ended).toMatchObject({
      ...{ id: 'lamp_000001', end: 'failed' },
      failure: { code: 'source/other-file', facts: { found: 12, expected: 12 } },
    });
    expect(runner.lines.filter(beginsAny)).toHaveLength(1);
  });
});
