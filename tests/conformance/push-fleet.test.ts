/** Roll-outs by `push --fleet`: a real Mosquitto, emulated devices as processes of their own, real firmware packages. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import { ROOT } from '../support/conformance/commands.ts';
import { startBroker } from '../support/testbed/broker/mosquitto.ts';

vi.setConfig({ testTimeout: 240_000 });

const bundle = (name: string): string => path.join(ROOT, 'tests/fixtures/bundles', name);
const ESP32 = bundle('demo-esp32-1.1.0.zip');
const ESP32C3 = bundle('demo-esp32c3-1.1.0.zip');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(args: readonly string[], ids: readonly string[]): Promise<DeviceProcess> {
  const devices = new DeviceProcess(['--fw-version', '1.0.0', ...args]);
  closers.push(() => devices.end('SIGKILL'));
  for (const id of ids) {
    await devices.event((it) => it.event === 'ready' && it.id === id);
    await devices.event((it) => it.event === 'boot' && (it['id'] ?? id) === id); // one alone does not name itself
  }
  return devices;
}

/** Named `NAME_000001` and so on. */
const idsOf = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${name}_00000${at + 1}`);

function planFile(members: object): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-fleet-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify({ bundles: [ESP32], commitTimeoutSeconds: 15, ...members }));
  return file;
}

const begun = (devices: DeviceProcess): readonly unknown[] =>
  devices.events
    .filter((it) => it.event === 'rpc' && it['method'] === 'OTA.Begin')
    .map(({ id }) => id);

const of = (lines: readonly PushLine[], id: string) =>
  lines.filter((line) => line['event'] === 'device' && line['id'] === id).map(({ state }) => state);

const isReady = (id: string) => (it: DeviceEvent) => it.event === 'ready' && it.id === id;

describe('push --fleet', () => {
  it('updates each device with the firmware for its chip, wave by wave, and names who cannot be reached', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const lamps = idsOf('lamp', 3);
    const good = await start(['--mqtt', broker.url, '--count', '3', '--id', 'lamp_000001'], lamps);
    await start(
      ['--mqtt', broker.url, '--profile', 'esp32c3', '--id', 'door_000001'],
      ['door_000001'],
    );
    const ids = ['lamp_000001', 'gone_000001', 'door_000001', 'lamp_000002', 'lamp_000003'];
    const plan = planFile({
      devices: ids.map((id) => ({ id, url: `${broker.url}/${id}`, group: id.slice(0, 4) })),
      bundles: [ESP32, ESP32C3],
      order: ['lamp', 'gone'],
      waves: [1, 'rest'],
      soakSeconds: 1,
    });
    const { status, lines, last } = await startPush(['--fleet', plan]);
    expect(status).toBe(3);
    const committed = { result: 'committed', tries: 1, failure: null };
    expect(last).toMatchObject({
      result: 'completed',
      committed: 4,
      offline: 1,
      failed: 0,
      devices: {
        lamp_000001: { ...committed, wave: 1 },
        lamp_000002: { ...committed, wave: 2 },
        lamp_000003: { ...committed, wave: 2 },
        door_000001: { ...committed, wave: 2 },
        gone_000001: { result: 'offline', failure: { code: 'link/device-away' } },
      },
    });
    // The second wave began when the first device had been committed and had run its second.
    const at = (state: string, id: string, soaked?: boolean) =>
      lines.findIndex(
        (line) =>
          line['id'] === id &&
          line['state'] === state &&
          (soaked === undefined || line['soaked'] === soaked),
      );
    expect(at('committed', 'lamp_000001', true)).toBeGreaterThan(0);
    expect(at('under-way', 'lamp_000002')).toBeGreaterThan(at('committed', 'lamp_000001', true));
    expect(of(lines, 'gone_000001')).toEqual(['under-way', 'offline', 'under-way', 'offline']);
    const versions = good.events
      .filter(({ event }) => event === 'boot')
      .map(({ version }) => version);
    expect(versions.filter((version) => version === '1.1.0')).toHaveLength(3);

    // Once more: everybody who is there has it, nothing is begun.
    const again = await startPush(['--fleet', plan]);
    expect(again.last).toMatchObject({ result: 'completed', skipped: 4, offline: 1, committed: 0 });
    expect(begun(good)).toHaveLength(3);
  });

  it('halts after a first wave that went back, and leaves all others alone', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const ids = idsOf('lamp', 3);
    const args = ['--mqtt', broker.url, '--count', '3', '--id', 'lamp_000001', '--fault', 'hang'];
    const devices = await start(args, ids);
    const plan = planFile({
      devices: ids.map((id) => ({ id, url: `${broker.url}/${id}` })),
      waves: [1, 'rest'],
    });
    const { status, lines, last } = await startPush(['--fleet', plan]);
    expect(status).toBe(4);
    expect(last).toMatchObject({
      result: 'halted',
      reverted: 1,
      waiting: 2,
      devices: {
        lamp_000001: { result: 'reverted', failure: { code: 'update/rolled-back' } },
        lamp_000002: { result: 'waiting', wave: null, tries: 0, failure: null },
      },
    });
    expect(lines.filter(({ state }) => state === 'halted')).toHaveLength(1);
    expect(begun(devices)).toEqual(['lamp_000001']);
  });

  it('begins nothing on a device that is another one than the plan names', async () => {
    const devices = await start(['--ws', '0', '--id', 'lamp_000001'], ['lamp_000001']);
    const ready = await devices.event(isReady('lamp_000001'));
    const plan = planFile({ devices: [{ id: 'pump_000001', url: String(ready['ws']) }] });
    const { status, last } = await startPush(['--fleet', plan]);
    expect(status).toBe(3);
    expect(last).toMatchObject({
      failed: 1,
      devices: { pump_000001: { result: 'failed', failure: { code: 'device/other-device' } } },
    });
    expect(begun(devices)).toEqual([]);
  });

  it('told to stop, finishes who is under way and begins nobody else', async () => {
    const ids = idsOf('lamp', 2);
    const devices = await start(['--ws', '0', '--count', '2', '--id', 'lamp_000001'], ids);
    const ready = await Promise.all(ids.map((id) => devices.event(isReady(id))));
    const plan = planFile({
      devices: ids.map((id, at) => ({ id, url: String(ready[at]?.['ws']) })),
      waves: [1, 'rest'],
    });
    let told = false;
    const { status, lines, last } = await startPush(['--fleet', plan], (line, child) => {
      if (told || line['event'] !== 'progress') return;
      told = child.kill('SIGINT');
    });
    expect(status).toBe(3);
    expect(last).toMatchObject({ result: 'stopped', committed: 1, waiting: 1 });
    expect(lines.some(({ event }) => event === 'stopping')).toBe(true);
    const [first, second] = await Promise.all(ready.map((each) => callDevice(each, 'Sys.GetInfo')));
    expect(first?.result).toMatchObject({ fw_version: '1.1.0' });
    expect(second?.result).toMatchObject({ fw_version: '1.0.0' });
    expect(begun(devices)).toEqual(['lamp_000001']);
  });

  it('refuses a plan that is wrong, with its place, before a device is asked', async () => {
    const device = { id: 'a', url: 'ws://127.0.0.1:9/rpc' };
    const detailOf = async (members: object) => {
      const { status, last } = await startPush(['--fleet', planFile(members)]);
      expect([status, last['failure']]).toMatchObject([1, { code: 'use/bad-option' }]);
      return (last['failure'] as { readonly facts: { readonly detail: string } }).facts.detail;
    };
    expect(await detailOf({ devices: [device], waves: ['half'] })).toMatch(/^waves\.0: /);
    expect(await detailOf({ devices: [{ ...device, url: 'gopher://a' }] })).toMatch(/gopher/);
    expect(await detailOf({ devices: [device], bundles: [ESP32, ESP32] })).toMatch(/esp32/);
  });

  it('has the devices fetch the firmware where the plan says so, each at an address of its own', async () => {
    const broker = await startBroker();
    closers.push(() => broker.stop());
    const ids = idsOf('lamp', 3);
    const options = ['--mqtt', broker.url, '--count', '3', '--id', 'lamp_000001'];
    const devices = await start(options, ids);
    const listed = ids.map((id) => ({ id, url: `${broker.url}/${id}` }));
    const { status, last } = await startPush([
      ...['--fleet', planFile({ devices: listed, way: 'pull', waves: [1, 'rest'] })],
      ...['--serve', '127.0.0.1:0'],
    ]);
    expect(last).toMatchObject({ result: 'completed', committed: 3, failed: 0 });
    expect(status).toBe(0);
    expect(begun(devices)).toEqual([]);
    const asked = devices.events.filter((it) => it['method'] === 'OTA.Update');
    expect(new Set(asked.map(({ id }) => id))).toEqual(new Set(ids));
    const written = ['--fleet', planFile({ devices: listed }), '--serve', '0'];
    const refused = await startPush(written);
    expect([refused.status, refused.last['failure']]).toMatchObject([
      1,
      { code: 'use/bad-option', facts: { option: '--serve' } },
    ]);
  });
});
