/** `push --dry-run`, with and without a device: it is read, and nothing is written to it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';

vi.setConfig({ testTimeout: 120_000 });

const ESP32 = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startDevice(
  ...args: readonly string[]
): Promise<{ readonly device: DeviceProcess; readonly ready: DeviceEvent }> {
  const device = new DeviceProcess(['--ws', '127.0.0.1:0', '--fw-version', '1.0.0', ...args]);
  closers.push(() => device.end('SIGKILL'));
  return { device, ready: await device.ready() };
}

/** Of what the device was asked, all that changes it. */
const changes = (device: DeviceProcess): readonly unknown[] =>
  device.events
    .map((it) => it['method'])
    .filter((method) =>
      /^(OTA\.(?!Status|GetBootState)|FS\.(?!ListExt|Get$)|Config\.S|Sys\.R)/.test(String(method)),
    );

describe('push --dry-run', () => {
  it('rehearses on what it reads of a device, names its files, and writes nothing to it', async () => {
    const { device, ready } = await startDevice('--fs', 'tests/fixtures/filesystems/lfsuser.img');
    const { status, lines, last } = await startPush([
      ESP32,
      '--port',
      String(ready['ws']),
      '--dry-run',
    ]);
    expect(status).toBe(0);
    expect(last).toMatchObject({
      result: 'rehearsed',
      from: '1.0.0',
      to: '1.1.0',
      failure: null,
      rehearsal: {
        violations: 0,
        keeps: ['calibration.dat', 'conf5.json', 'conf9.json', 'log_0.txt'],
        overwrites: ['ca.pem', 'conf0.json', 'index.html', 'init.js', 'style.css'],
        adds: [],
        loses: [],
      },
    });
    const { cuts, operations, seconds } = last['rehearsal'] as {
      readonly cuts: number;
      readonly operations: number;
      readonly seconds: { readonly from: number; readonly to: number };
    };
    expect(cuts).toBe(2 * operations);
    expect(seconds.from).toBeGreaterThan(0);
    expect(seconds.to).toBeGreaterThan(seconds.from);
    // A stock device, whose restart nobody has seen.
    expect(last['rehearsal']).toMatchObject({
      foretold: { basis: 'link', restart: 'none', seconds: null },
    });
    const standIn = lines.find((line) => line['step'] === 'stand-in');
    // A stock device does not tell how it is built: it counts as the vendor's form.
    expect(standIn).toMatchObject({
      profile: 'esp32-stock',
      version: '1.0.0',
      files: 9,
      unread: 0,
    });
    expect(changes(device)).toEqual([]);
    expect(device.events.filter(({ event }) => event === 'boot')).toHaveLength(1);
  });

  it('is as the device says it is built, where it says so', async () => {
    const { ready } = await startDevice('--extensions');
    const { status, lines, last } = await startPush([
      ESP32,
      '--port',
      String(ready['ws']),
      '--dry-run',
    ]);
    expect(status).toBe(0);
    expect(lines.find((line) => line['step'] === 'stand-in')).toMatchObject({ profile: 'esp32' });
    expect(last).toMatchObject({
      rehearsal: { violations: 0, weak: 0, foretold: { restart: 'emulated' } },
    });
  });

  it('needs no device, and a build server sees by the exit status whether the file is safe', async () => {
    const { status, last } = await startPush([ESP32, '--dry-run']);
    expect(status).toBe(0);
    expect(last).toMatchObject({
      result: 'rehearsed',
      to: '1.1.0',
      rehearsal: { violations: 0, seconds: null, foretold: null },
    });
    const bad = await startPush(['tests/fixtures/bundles/bad-checksum-mismatch.zip', '--dry-run']);
    expect(bad.status).toBe(2);
    expect(bad.last).toMatchObject({ result: 'refused', rehearsal: null });
  });

  it('refuses what the device would refuse, and one that is on trial', async () => {
    const { device, ready } = await startDevice();
    const port = ['--port', String(ready['ws']), '--dry-run'] as const;
    const other = await startPush(['tests/fixtures/bundles/demo-cc3200-1.1.0.zip', ...port]);
    expect(other.status).toBe(2);
    expect(other.last).toMatchObject({
      result: 'refused',
      failure: { code: 'bundle/wrong-platform' },
      rehearsal: null,
    });
    const pushed = await startPush([ESP32, '--port', String(ready['ws']), '--commit', 'never']);
    expect(pushed.last).toMatchObject({ result: 'uncommitted' });
    const onTrial = await startPush(['tests/fixtures/bundles/demo-esp32-2.0.0.zip', ...port]);
    expect(onTrial.last).toMatchObject({
      failure: { code: 'device/uncommitted' },
      rehearsal: null,
    });
    expect(onTrial.status).toBe(2);
    await callDevice(ready, 'OTA.Commit');
    expect(device.events.filter((it) => it['method'] === 'OTA.Begin')).toHaveLength(1);
  });
});
