/** Roll-outs to devices to which there is no link: their shadows tell them, and what they report there is all that is known. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../support/conformance/commands.ts';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { PushProcess, startPush } from '../support/conformance/push-process.ts';
import { ESP32 } from '../support/conformance/shared-fleet.ts';
import { BENCHES } from '../support/shadows/shadow-bench.ts';

vi.setConfig({ testTimeout: 240_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const IDS = ['lamp_000001', 'lamp_000002', 'lamp_000003'];

async function startFleet(config: readonly string[], ids = IDS, bundle = ESP32) {
  const bench = await BENCHES.aws();
  closers.push(() => bench.stop());
  const url = bench.address.slice(0, bench.address.lastIndexOf('/'));
  const devices = new DeviceProcess(
    ['--fw-version', '1.0.0', ...bench.device, '--count', '3', '--id', 'lamp_000001', ...config],
    {},
  );
  closers.push(() => devices.end('SIGKILL'));
  for (const id of IDS) {
    await devices.event((it) => it.event === 'ready' && it.id === id);
    await devices.event((it) => it.event === 'boot' && it['id'] === id);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-fleet-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  const plan = path.join(folder, 'plan.json');
  const listed = ids.map((id) => ({ id, url: `${url}/${id}` }));
  const members = { devices: listed, bundles: [bundle], waves: [1, 'rest'], soakSeconds: 1 };
  writeFileSync(plan, JSON.stringify({ ...members, way: 'shadow', shadow: 'aws' }));
  return { devices, plan, url, folder };
}

const KEEPS = ['--config', 'shadow.autocommit=true'];
const SERVED = ['--serve', '127.0.0.1:0', '--shadow-wait', '8'];

describe('a roll-out by shadows', () => {
  it('brings the firmware to each device wave by wave, names who is offline, and passes over who has it', async () => {
    const { devices, plan } = await startFleet(KEEPS, [...IDS, 'gone_000001']);
    const { status, last } = await startPush(['--fleet', plan, ...SERVED]);
    expect(last).toMatchObject({ result: 'completed', committed: 3, offline: 1, failed: 0 });
    expect(last['devices']).toMatchObject({
      gone_000001: { result: 'offline', failure: { code: 'shadow/device-silent' } },
    });
    expect(status).toBe(3);
    const calls = devices.events.filter(({ event }) => event === 'rpc').map(({ method }) => method);
    expect(calls).toEqual([]);
    const again = await startPush(['--fleet', plan, ...SERVED, '--shadow-wait', '1']);
    expect(again.last).toMatchObject({ committed: 0, skipped: 3, offline: 1 });
  });

  it('halts after a first wave that failed, in the words of the device, and asks no other one', async () => {
    const other = path.join(ROOT, 'tests/fixtures/bundles/demo-esp32c3-1.1.0.zip');
    const { devices, plan } = await startFleet(KEEPS, IDS, other);
    const { status, last } = await startPush(['--fleet', plan, ...SERVED]);
    expect(last).toMatchObject({ result: 'halted', failed: 1, waiting: 2 });
    expect(last['devices']).toMatchObject({
      lamp_000001: { result: 'failed', failure: { code: 'shadow/update-failed' } },
      lamp_000002: { result: 'waiting' },
    });
    expect(status).toBe(4);
    expect(devices.events.filter(({ event }) => event === 'boot')).toHaveLength(3);
  });

  it('is done by runners, which alone have the key', async () => {
    const { plan, url, folder } = await startFleet(KEEPS);
    const place = `${url}/house`;
    const cache = path.join(folder, 'cache');
    const runner = new PushProcess(['--runner', '--port', place, '--cache', cache, ...SERVED]);
    closers.push(() => runner.signal('SIGKILL'));
    const { status, last } = await startPush(['--fleet', plan, '--broker', place, '--runners']);
    expect(last).toMatchObject({ result: 'completed', committed: 3, failed: 0, offline: 0 });
    expect(status).toBe(0);
    const updates = runner.lines.filter(
      ({ event, kind }) => event === 'begun' && kind === 'update',
    );
    expect(updates.map(({ id }) => id).sort()).toEqual(IDS);
  });
});
