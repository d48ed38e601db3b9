/** Roll-outs that a real Mosquitto keeps: several coordinators, which are killed, stopped and cut off, over emulated devices. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PushProcess } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import {
  ESP32,
  NAME,
  begun,
  isOf,
  leads,
  startFleet as startSharedFleet,
  versions,
  writes,
} from '../support/conformance/shared-fleet.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

vi.setConfig({ testTimeout: 240_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const startFleet = (count: number, members: object) => startSharedFleet(closers, count, members);

describe('a roll-out that a broker keeps', () => {
  it('is coordinated by the first, followed by others, and shown to whoever comes late', async () => {
    const { coordinator, watcher, devices, ids } = await startFleet(3, { waves: [1, 'rest'] });
    const first = coordinator();
    await first.line(leads);
    const second = coordinator();
    const seen = await second.line(({ event }) => event === 'coordinator');
    expect(seen).toMatchObject({ own: false });
    await first.line(isOf('lamp_000001', 'committed'));
    const late = watcher();
    const [one, two, three] = await Promise.all([first.ending(), second.ending(), late.ending()]);
    const whole = { result: 'completed', committed: 3, failed: 0, waiting: 0 };
    for (const { status, last } of [one, two, three]) {
      expect(status).toBe(0);
      expect(last).toMatchObject(whole);
      expect(last['devices']).toEqual(one.last['devices']);
    }
    expect(begun(devices)).toEqual(Object.fromEntries(ids.map((id) => [id, 1])));
    // Once more: it is over, and nobody is asked.
    const again = await coordinator().ending();
    expect(again.last).toMatchObject(whole);
    expect(begun(devices)).toEqual(Object.fromEntries(ids.map((id) => [id, 1])));
  });

  it('goes on under another coordinator within 10 s when the first is killed, and no device is updated twice at once', async () => {
    const { coordinator, devices, ids } = await startFleet(4, { waves: [1, 'rest'], atOnce: 2 });
    const first = coordinator();
    await first.line(leads);
    const second = coordinator();
    await second.line(({ event }) => event === 'coordinator');
    await first.line(writes('lamp_000002'));
    first.signal('SIGKILL');
    const killedAt = performance.now();
    await second.line(leads);
    expect(performance.now() - killedAt).toBeLessThan(10_000);
    const { status, last } = await second.ending();
    expect(last).toMatchObject({ result: 'completed', committed: 4, failed: 0, reverted: 0 });
    expect(status).toBe(0);
    for (const id of ids)
      expect(versions(devices, id).filter((it) => it === '1.1.0')).toHaveLength(1);
  });

  it('told to stop, the coordinator lets another one take over at once and finishes who is under way', async () => {
    const { coordinator, devices, ids } = await startFleet(3, { waves: [1, 'rest'], atOnce: 1 });
    const first = coordinator();
    await first.line(leads);
    const second = coordinator();
    await second.line(({ event }) => event === 'coordinator');
    await first.line(writes('lamp_000002'));
    first.signal('SIGINT');
    const [one, two] = await Promise.all([first.ending(), second.ending()]);
    expect(one.status).toBe(3);
    expect(one.last).toMatchObject({ result: 'stopped' });
    expect(two.last).toMatchObject({ result: 'completed', committed: 3, failed: 0 });
    // Whoever was under way was finished by the first, and asked by the second.
    expect(begun(devices)).toEqual(Object.fromEntries(ids.map((id) => [id, 1])));
  });

  it('waits while the broker is restarted, and goes on with nothing lost', async () => {
    const { broker, coordinator, devices, ids } = await startFleet(3, {
      waves: [1, 'rest'],
      atOnce: 1,
    });
    const first = coordinator();
    const second = coordinator();
    await first.line(isOf('lamp_000001', 'committed'));
    await broker.kill();
    await first.line(({ event, failure }) => event === 'broker' && failure !== null);
    await broker.start();
    const [one, two] = await Promise.all([first.ending(), second.ending()]);
    for (const { last } of [one, two])
      expect(last).toMatchObject({ result: 'completed', committed: 3, failed: 0, reverted: 0 });
    for (const id of ids)
      expect(versions(devices, id).filter((it) => it === '1.1.0')).toHaveLength(1);
  });

  it('of two that both believe to coordinate it, the one that was suspended begins nothing when it wakes', async () => {
    const { coordinator, devices, ids } = await startFleet(4, {
      waves: [1, 'rest'],
      atOnce: 1,
      soakSeconds: 4,
    });
    const first = coordinator();
    await first.line(leads);
    const second = coordinator();
    await second.line(({ event }) => event === 'coordinator');
    await first.line(isOf('lamp_000001', 'committed'));
    first.signal('SIGSTOP');
    const stoppedAt = performance.now();
    await second.line(leads);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    const before = first.lines.length;
    first.signal('SIGCONT');
    const [one, two] = await Promise.all([first.ending(), second.ending()]);
    for (const { last } of [one, two])
      expect(last).toMatchObject({ result: 'completed', committed: 4, failed: 0, reverted: 0 });
    const starts = one.lines
      .slice(before)
      .flatMap((line) => (line['event'] === 'step' ? line['start'] : []));
    expect(starts).toEqual([]);
    for (const id of ids)
      expect(versions(devices, id).filter((it) => it === '1.1.0')).toHaveLength(1);
  });

  it('is taken over on request, from a coordinator that lives', async () => {
    const { coordinator, devices, ids } = await startFleet(3, { waves: [1, 'rest'], atOnce: 1 });
    const first = coordinator();
    await first.line(isOf('lamp_000001', 'committed'));
    const second = coordinator('--take-over');
    await second.line(leads);
    const [one, two] = await Promise.all([first.ending(), second.ending()]);
    expect(one.lines.filter(({ event }) => event === 'coordinator')).toMatchObject([
      { own: true },
      { own: false },
    ]);
    for (const { last } of [one, two])
      expect(last).toMatchObject({ result: 'completed', committed: 3, failed: 0 });
    for (const id of ids)
      expect(versions(devices, id).filter((it) => it === '1.1.0')).toHaveLength(1);
  });

  it('does what people wish from elsewhere: pauses, goes on, and stops for all', async () => {
    const { coordinator, watcher, devices } = await startFleet(3, {
      waves: [1, 'rest'],
      atOnce: 1,
      soakSeconds: 6,
    });
    const state = (name: string) => (line: PushLine) =>
      line['event'] === 'step' && line['state'] === name;
    const first = coordinator();
    const second = coordinator();
    await Promise.any([first.line(leads), second.line(leads)]);
    const [lead, other] = first.lines.some(leads) ? [first, second] : [second, first];
    expect((await watcher('--wish', 'pause').ending()).last).toEqual({ wish: 'pause' });
    await lead.line(state('paused'));
    await lead.line((line) => isOf('lamp_000001', 'committed')(line) && line['soaked'] === true);
    expect(Object.keys(begun(devices))).toEqual(['lamp_000001']);
    expect((await watcher('--wish', 'go-on').ending()).status).toBe(0);
    await lead.line(isOf('lamp_000002', 'under-way'));
    expect((await watcher('--wish', 'stop').ending()).status).toBe(0);
    const [one, two] = await Promise.all([lead.ending(), other.ending()]);
    for (const { status, last } of [one, two]) {
      expect(status).toBe(3);
      expect(last).toMatchObject({ result: 'stopped', committed: 2, waiting: 1 });
    }
  });

  it('is shown whole also where it is larger than what a stock Mosquitto queues for a client', async () => {
    const broker = await startBroker({ settings: ['max_queued_messages 1000'] });
    closers.push(() => broker.stop());
    const count = 3_000;
    const devices = Array.from({ length: count }, (_, at) => ({
      id: `d${at}`,
      url: `ws://h/${at}`,
    }));
    const firmware = [{ platform: 'esp32', app: 'demo', version: '2', sha256: 'a'.repeat(64) }];
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    closers.push(() => client.endAsync(true));
    const root = `slipway/roll-outs/${NAME}`;
    const keep = (topic: string, document: object): Promise<unknown> =>
      client.publishAsync(`${root}/${topic}`, JSON.stringify(document), { qos: 1, retain: true });
    await keep('plan', { devices, bundles: ['fw.zip'], waves: ['rest'], firmware });
    await keep('claim', { epoch: 7, owner: 'o', name: 'n', beat: 1, state: 'released' });
    const record = { state: 'committed', wave: 0, tries: 1, atMs: 5, soaked: true };
    await Promise.all(
      devices.map(({ id }) => keep(`devices/${id}`, { epoch: 7, revision: 1, record })),
    );
    const watcher = new PushProcess(['--fleet-watch', `${broker.url}/${NAME}`]);
    closers.push(() => watcher.signal('SIGKILL'));
    const { status, last } = await watcher.ending();
    expect(status).toBe(0);
    expect(last).toMatchObject({ result: 'completed', committed: count, waiting: 0 });
  });

  it('refuses to coordinate by another plan than the one that is there, and to watch at no broker', async () => {
    const { broker, coordinator } = await startFleet(2, {});
    await coordinator().ending();
    const other = await startFleet(1, {});
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-fleet-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'plan.json');
    const devices = [{ id: 'lamp_000001', url: `${other.broker.url}/lamp_000001` }];
    writeFileSync(file, JSON.stringify({ devices, bundles: [ESP32] }));
    const push = new PushProcess(['--fleet', file, '--broker', `${broker.url}/${NAME}`]);
    const { status, last } = await push.ending();
    expect([status, last['failure']]).toMatchObject([1, { code: 'use/bad-option' }]);
    const nowhere = await new PushProcess(['--fleet-watch', 'mqtt://127.0.0.1:9/house']).ending();
    expect([nowhere.status, nowhere.last['failure']]).toMatchObject([3, { code: 'link/refused' }]);
  });
});
