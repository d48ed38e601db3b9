import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { profileNamed, readBundle, writeParams } from '../support/ota-core/device/test-device.ts';
import {
  callDevice,
  DeviceProcess,
  type DeviceEvent,
} from '../support/conformance/device-process.ts';

// Processes that compile themselves first, on machines that do other things meanwhile.
vi.setConfig({ testTimeout: 90_000 });

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.0.0.zip';
const tiny = readBundle('demo-esp32-1.1.0-tiny.zip');

let folder = '';
let chip = '';
const started: DeviceProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'device-'));
  chip = path.join(folder, 'chip.bin');
});
afterEach(async () => {
  for (const device of started.splice(0)) await device.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

function start(...args: readonly string[]): DeviceProcess {
  const device = new DeviceProcess(args);
  started.push(device);
  return device;
}

async function upload(ready: DeviceEvent, upTo = tiny.length): Promise<void> {
  const begin = { size: tiny.length, timeout: 600, commit_timeout: 300 };
  expect(await callDevice(ready, 'OTA.Begin', begin)).toMatchObject({ result: null });
  for (let offset = 0; offset < upTo; offset += 1800)
    expect(await callDevice(ready, 'OTA.Write', writeParams(tiny, offset, 1800))).toMatchObject({
      result: null,
    });
}

const bootOf = (version: string) => (event: DeviceEvent) =>
  event.event === 'boot' && event.version === version;

describe('the device command', () => {
  it('says it is ready with pid and real addresses, then that it booted, and ends on SIGINT', async () => {
    const device = start(
      '--ws',
      '0',
      '--tcp',
      '0',
      '--id',
      'esp32_AABBCC',
      '--fw-version',
      '3.2.1',
    );
    const ready = await device.ready();
    expect(ready).toMatchObject({ pid: device.pid, id: 'esp32_AABBCC', platform: 'esp32' });
    expect(ready.ws).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/rpc$/);
    expect(ready.tcp).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(device.events[1]).toEqual({
      event: 'boot',
      slot: 0,
      version: '3.2.1',
      buildId: '20260101-000000/v3.2.1',
      committed: true,
      first: false,
      merge: null,
    });
    expect(await callDevice(ready, 'Sys.GetInfo')).toMatchObject({
      result: { app: 'demo', fw_version: '3.2.1', mac: '30AEA4AABBCC' },
    });
    expect(await device.end('SIGINT')).toBe(0);
    expect(device.errors).toBe('');
  });

  it.each([
    [['--count', 'many'], '--count does not take "many".\n'],
    [['--mqtt', 'mqtt://127.0.0.1:1'], 'Nothing answers at mqtt://127.0.0.1:1.\n'],
    [['--flash', '/dev/null/chip'], /^\/dev\/null\/chip cannot be used: .*\n$/],
    [['--ws', '192.0.2.1:0'], /^Cannot listen at 192\.0\.2\.1:0: .*\n$/],
  ] as const)('answers %j with one sentence and status 1', async (args, words) => {
    const device = start(...args);
    expect(await device.exit()).toBe(1);
    expect(device.errors).toMatch(words);
    expect(device.errors.split('\n')).toHaveLength(2);
    expect(device.events).toEqual([]);
  });

  it('starts a fresh chip with a bundle, and ends on SIGTERM; another platform says what it is', async () => {
    const device = start('--ws', '0', '--firmware', BUNDLE);
    const ready = await device.ready();
    const info = await callDevice(ready, 'Sys.GetInfo');
    expect(info).toMatchObject({ result: { fw_version: '1.0.0', arch: 'esp32' } });
    expect(await device.end('SIGTERM')).toBe(0);
    const other = start('--ws', '0', '--platform', 'esp8266');
    const otherInfo = await callDevice(await other.ready(), 'Sys.GetInfo');
    expect(otherInfo).toMatchObject({ result: { arch: 'esp8266', id: 'esp8266_0A1B2C' } });
  });
});

describe.each(['esp32', 'reference'])('a chip kept in a file, profile %s', (profile) => {
  const open = () =>
    start('--profile', profile, '--ws', '0', '--flash', chip, '--firmware', BUNDLE);

  it('survives kills in mid-update, on trial and after the commit, each as a power cut', async () => {
    const first = open();
    await upload(await first.ready(), 20_000);
    expect(readFileSync(chip)).toHaveLength(profileNamed(profile).geometry.size);
    await first.end('SIGKILL');

    const second = open();
    const again = await second.ready();
    expect(second.events[1]).toMatchObject({ event: 'boot', slot: 0, version: '1.0.0' });
    await upload(again);
    await callDevice(again, 'OTA.End');
    expect(await second.event(bootOf('1.1.0'))).toMatchObject({ slot: 1, committed: false });
    await second.end('SIGKILL');

    const third = open();
    const back = await third.ready();
    expect(third.events[1]).toMatchObject({ event: 'reverted', from: 1, to: 0 });
    expect(third.events[2]).toMatchObject({ event: 'boot', version: '1.0.0', committed: true });
    await upload(back);
    await callDevice(back, 'OTA.End');
    await third.event(bootOf('1.1.0'));
    expect(await callDevice(back, 'OTA.Commit')).toMatchObject({ result: null });
    await third.end('SIGKILL');

    // An existing chip wins over the bundle that a fresh one would start with.
    const last = open();
    await last.ready();
    expect(last.events[1]).toMatchObject({ version: '1.1.0', committed: true, slot: 1 });
  });
});

describe('the device command', () => {
  it('with --auth asks for a password, over HTTP by a header of its own, and lets in who has it', async () => {
    const device = start('--auth', 'admin:secret', '--config', 'update.timeout=77');
    const ready = await device.ready();
    await device.event(bootOf('1.0.0'));
    const url = new URL(`${String(ready['http'])}/Config.Get`);
    const refused = await fetch(url);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    expect([refused.status, await refused.text()]).toEqual([401, '']);
    expect(challenge).toMatch(
      /^Digest qop="auth", realm="RPC", nonce="[0-9a-f]+", algorithm=SHA-256$/,
    );
    const nonce = /nonce="([0-9a-f]+)"/.exec(challenge)?.[1] ?? '';
    const answered = (password: string) =>
      fetch(url, { headers: { authorization: digestFor(url.pathname, nonce, password) } });
    expect((await answered('wrong')).status).toBe(401);
    const taken = await answered('secret');
    expect(taken.status).toBe(200);
    expect(await taken.json()).toMatchObject({ update: { timeout: 77 } });
  });

  it('with --fault brown-out loses its power in the middle of an update, and starts again', async () => {
    const device = start('--fault', 'brown-out');
    const ready = await device.ready();
    await device.event(bootOf('1.0.0'));
    await upload(ready).catch(() => undefined); // its connections go with its power
    await device.event(({ event, on }) => event === 'power' && on === false);
    await device.event(() => device.events.filter(({ event }) => event === 'boot').length === 2);
    expect(await callDevice(ready, 'Sys.GetInfo')).toMatchObject({
      result: { fw_version: '1.0.0' },
    });
  });
});

/** As RFC 7616 has it, for a GET. */
function digestFor(uri: string, nonce: string, password: string): string {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const secret = hash(`admin:RPC:${password}`);
  const response = hash(`${secret}:${nonce}:00000001:c1:auth:${hash(`GET:${uri}`)}`);
  const fields = [
    `username="admin"`,
    `realm="RPC"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `cnonce="c1"`,
    `nc=00000001`,
    `qop=auth`,
    `algorithm=SHA-256`,
    `response="${response}"`,
  ];
  return `Digest ${fields.join(', ')}`;
}
