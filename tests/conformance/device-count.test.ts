import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';
import {
  callDevice,
  DeviceProcess,
  type DeviceEvent,
} from '../support/conformance/device-process.ts';
import { tinyBundle, writeParams } from '../support/ota-core/device/test-device.ts';

vi.setConfig({ testTimeout: 90_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function start(...args: readonly string[]): DeviceProcess {
  const devices = new DeviceProcess(args);
  closers.push(() => devices.end('SIGKILL'));
  return devices;
}

const idsFrom = (first: number, count: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, at) => `lamp_${(first + at).toString(16).toUpperCase().padStart(6, '0')}`,
  );

/** Of each device, in order, once each has started. */
async function allReady(devices: DeviceProcess, ids: readonly string[]) {
  const ready: DeviceEvent[] = [];
  for (const id of ids) {
    ready.push(await devices.event((it) => it.event === 'ready' && it.id === id));
    await devices.event((it) => it.event === 'boot' && it.id === id);
  }
  return ready;
}

async function update(ready: DeviceEvent): Promise<void> {
  const begin = { size: tinyBundle.length, commit_timeout: 300 };
  expect(await callDevice(ready, 'OTA.Begin', begin)).toMatchObject({ result: null });
  for (let at = 0; at < tinyBundle.length; at += 1800)
    await callDevice(ready, 'OTA.Write', writeParams(tinyBundle, at, 1800));
  expect(await callDevice(ready, 'OTA.End')).toMatchObject({ result: null });
}

const versionOf = async (ready: DeviceEvent) => {
  const { result } = await callDevice(ready, 'Sys.GetInfo');
  return (result as { fw_version: string }).fw_version;
};

describe('several devices in one process', () => {
  it('have an id, an address and a chip each: what one is told, the others do not do', async () => {
    const ids = idsFrom(0xffff, 3);
    const devices = start('--ws', '0', '--count', '3', '--id', 'lamp_00FFFF');
    const ready = await allReady(devices, ids);
    expect(new Set(ready.map(({ http }) => http)).size).toBe(3);
    const [, second] = ready;
    if (second === undefined) throw new Error('no second device');
    for (const [at, each] of ready.entries())
      expect(await callDevice(each, 'Sys.GetInfo')).toMatchObject({
        result: { id: ids[at], fw_version: '1.0.0' },
      });
    await update(second);
    const isNew = ({ event, version }: DeviceEvent) => event === 'boot' && version === '1.1.0';
    expect(await devices.event(isNew)).toMatchObject({ id: ids[1], committed: false });
    expect(await Promise.all(ready.map(versionOf))).toEqual(['1.0.0', '1.1.0', '1.0.0']);
    // What is in RAM may be old: what the next start finds on its chip is not.
    const [first] = ready;
    if (first === undefined) throw new Error('no first device');
    await callDevice(second, 'OTA.Commit');
    await callDevice(first, 'Sys.Reboot');
    const boots = () => devices.events.filter((it) => it.event === 'boot' && it.id === ids[0]);
    await vi.waitUntil(() => boots().length === 2, { timeout: 30_000 });
    expect(boots()[1]).toMatchObject({ slot: 0, version: '1.0.0', committed: true });
    expect(devices.events.some(({ event }) => event === 'reverted')).toBe(false);
    expect(devices.events.every(({ id }) => ids.includes(String(id)))).toBe(true);
    expect(await devices.end('SIGTERM')).toBe(0);
    expect(devices.errors).toBe('');
  });

  it('keep a chip each in a file of their own', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'count-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const ids = idsFrom(1, 2);
    const args = ['--ws', '0', '--count', '2', '--id', 'lamp_000001'];
    const flash = ['--flash', path.join(folder, 'chip.bin')];
    const before = start(...args, ...flash);
    const [first] = await allReady(before, ids);
    if (first === undefined) throw new Error('no first device');
    await update(first);
    await before.event(({ event, version }) => event === 'boot' && version === '1.1.0');
    await callDevice(first, 'OTA.Commit');
    await before.end('SIGKILL');
    expect(readdirSync(folder).filter((name) => name.endsWith('.bin'))).toEqual([
      'chip-lamp_000001.bin',
      'chip-lamp_000002.bin',
    ]);
    const again = start(...args, ...flash);
    const ready = await allReady(again, ids);
    expect(await Promise.all(ready.map(versionOf))).toEqual(['1.1.0', '1.0.0']);
  });

  it('are at a broker by their ids', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const ids = idsFrom(0x100, 40);
    const devices = start('--mqtt', broker.url, '--count', '40', '--id', 'lamp_000100');
    const ready = await allReady(devices, ids);
    expect(ready.at(-1)).toMatchObject({ mqtt: `${broker.url}/lamp_000127` });
    const client = await mqtt.connectAsync(broker.url);
    closers.push(() => client.endAsync(true));
    await client.subscribeAsync('me/rpc', { qos: 1 });
    const answered = new Set<unknown>();
    const all = new Promise<void>((resolve) => {
      client.on('message', (_, payload) => {
        const { src, result } = JSON.parse(payload.toString()) as Record<string, unknown>;
        expect(result).toMatchObject({ id: src });
        answered.add(src);
        if (answered.size === ids.length) resolve();
      });
    });
    for (const id of ids)
      client.publish(`${id}/rpc`, '{"id":1,"src":"me","method":"Sys.GetInfo"}', { qos: 1 });
    await all;
    expect([...answered].sort()).toEqual([...ids]);
  });

  it('end together where one of them finds its port taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    closers.push(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const devices = start('--ws', String(port - 1), '--count', '2');
    expect(await devices.exit()).toBe(1);
    expect(devices.errors).toMatch(/^Cannot listen at 127\.0\.0\.1:\d+: .*\n$/);
  });
});
