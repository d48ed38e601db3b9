import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/recorder/parse-recording.ts';
import { replayed } from '../support/recorder/recorded.ts';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import { refusalOfBytes } from '../support/bundle/refusal.ts';
import { parseReport } from '../support/report/report-schema.ts';

const BUNDLES = 'tests/fixtures/bundles';
const NEW_BUILD = '20261101-120000/v1.1.0-3-g1234567-master';

/** `npm run push -- … --json` as a process of its own. */
async function push(bundle: string, ...args: readonly string[]) {
  const { status, last, lines } = await startPush([`${BUNDLES}/${bundle}`, ...args]);
  return { status, last, events: lines };
}

let device: DeviceProcess | null = null;

afterEach(async () => {
  await device?.end('SIGTERM');
  device = null;
});

async function startDevice(...args: readonly string[]) {
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0'];
  device = new DeviceProcess(['--ws', '0', '--tcp', '0', '--udp', '0', ...fresh, ...args]);
  return { device, ready: await device.ready() };
}

describe('the push command', () => {
  it.each(['ws', 'tcp', 'http', 'udp'])(
    'updates a device over %s://, keeps the new firmware, and the device says so itself',
    async (wire) => {
      const { ready } = await startDevice();
      const { status, last, events } = await push(
        'demo-esp32-1.1.0.zip',
        '--port',
        String(ready[wire]),
      );
      expect(last).toMatchObject({
        result: 'committed',
        from: '1.0.0',
        to: '1.1.0',
        failure: null,
      });
      expect(last).toMatchObject({ bytes: 173_873 });
      expect(status).toBe(0);
      const { result } = await callDevice(ready, 'Sys.GetInfo');
      expect(result).toMatchObject({ app: 'demo', fw_version: '1.1.0', fw_id: NEW_BUILD });
      expect((await callDevice(ready, 'OTA.Status')).result).toMatchObject({ is_committed: true });
      for (const event of events.slice(0, -1)) {
        expect(event).toHaveProperty('event');
      }
    },
  );

  it('takes the files of a device with --fs along, and the device with --extensions tells of it', async () => {
    const image = 'tests/fixtures/filesystems/lfsuser.img';
    const { device: used, ready } = await startDevice('--fs', image, '--extensions');
    const list = (await callDevice(ready, 'FS.ListExt')).result;
    expect(list).toContainEqual({ name: 'conf9.json', size: 98 });
    const settings = { filename: 'conf9.json', data: Buffer.from('{"mine":1}').toString('base64') };
    expect(await callDevice(ready, 'FS.Put', settings)).toMatchObject({ result: null });
    const { status } = await push('demo-esp32-1.1.0.zip', '--port', String(ready['ws']));
    expect(status).toBe(0);
    const merge = {
      copied: ['calibration.dat', 'conf5.json', 'conf9.json', 'log_0.txt', 'updater.dat'],
      kept: ['ca.pem', 'conf0.json', 'index.html', 'init.js', 'style.css'],
      failed: [],
    };
    expect(
      await used.event(({ event, first }) => event === 'boot' && first === true),
    ).toMatchObject({ version: '1.1.0', merge });
    expect((await callDevice(ready, 'OTA.Status')).result).toMatchObject({ merge });
    const { result } = await callDevice(ready, 'FS.Get', { filename: 'conf9.json' });
    expect(result).toMatchObject({ data: settings.data, left: 0 });
  });

  it('is refused by another platform with status 2, and nothing is written', async () => {
    const { device: other, ready } = await startDevice('--platform', 'esp8266');
    const { status, last } = await push('demo-esp32-1.1.0.zip', '--port', String(ready['ws']));
    expect(last).toMatchObject({ result: 'refused', bytes: 0 });
    expect(last['failure']).toMatchObject({
      code: 'bundle/wrong-platform',
      facts: { bundle: 'esp32', device: 'esp8266' },
    });
    expect(status).toBe(2);
    const calls = other.events
      .filter(({ event }) => event === 'rpc')
      .map((event) => event['method']);
    expect(calls).not.toContain('OTA.Begin');
    expect(other.events.some(({ event }) => event === 'update')).toBe(false);
  });

  it('repairs what was packed anew, says so, and saves the copy, over no file that is there', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-repaired-'));
    const copy = path.join(folder, 'copy.zip');
    try {
      const save = ['--port', 'emulator:', '--save-repaired', copy];
      const { status, events } = await push('repair-finder.zip', ...save);
      expect(status).toBe(0);
      const mended = ['folders', 'desktop-files', 'compressed', 'order'];
      expect(events.find(({ event }) => event === 'bundle')).toMatchObject({ mended });
      expect(refusalOfBytes(readFileSync(copy))).toBeNull();
      const again = await push('repair-finder.zip', ...save);
      expect([again.status, again.last['failure']]).toMatchObject([
        ...[1, { code: 'file/unwritable' }],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['bad-app-byte-flipped.zip', 'bundle/part-damaged', 'app11.bin'],
    ['bad-checksum-mismatch.zip', 'bundle/hash-mismatch', 'app11.bin'],
    ['bad-local-central-differ.zip', 'bundle/contradiction', 'app11.bin'],
    ['bad-manifest-not-json.zip', 'bundle/manifest-unreadable', 'line'],
    ['bad-missing-app.zip', 'bundle/part-missing', 'app11.bin'],
    ['bad-no-manifest.zip', 'bundle/no-manifest', 'bad-no-manifest.zip'],
    ['bad-traversal-name.zip', 'bundle/unsafe-name', '../../etc/app11.bin'],
    ['bad-truncated.zip', 'bundle/cut-off', 'bad-truncated.zip'],
  ])('refuses %s as %s and names %s', async (bundle, code, named) => {
    const { status, last } = await push(bundle, '--port', 'emulator:');
    expect(status).toBe(2);
    expect(last).toMatchObject({ result: 'refused', bytes: 0 });
    expect(last['failure']).toMatchObject({ code });
    expect(JSON.stringify(last['failure'])).toContain(named);
  });

  it('leaves the new firmware on trial with --commit never', async () => {
    const { ready } = await startDevice();
    const folder = mkdtempSync(path.join(tmpdir(), 'slipway-push-'));
    const file = path.join(folder, 'report.json');
    const port = ['--port', String(ready['tcp']), '--report', file];
    const saved = () => parseReport(readFileSync(file, 'utf8'));
    const { status, last } = await push('demo-esp32-1.1.0-tiny.zip', ...port, '--commit', 'never');
    expect(last).toMatchObject({ result: 'uncommitted' });
    expect(status).toBe(0);
    expect(saved()).toMatchObject({ outcome: { result: 'uncommitted' }, link: { kind: 'tcp' } });
    const again = await push('demo-esp32-1.1.0.zip', ...port);
    expect(again.last['failure']).toMatchObject({ code: 'device/uncommitted' });
    expect(again.status).toBe(2);
    expect(saved().outcome.result).toBe('refused');
    expect(saved().findings.map(({ code }) => code)).toContain('device/uncommitted');
    rmSync(folder, { recursive: true });
  });

  it('ends with status 1 before a device is asked where its report cannot be saved', async () => {
    const port = ['--port', 'emulator:', '--report', 'no-such-folder/report.json'];
    const { status, last } = await push('demo-esp32-1.1.0-tiny.zip', ...port);
    expect(last['failure']).toMatchObject({ code: 'file/unwritable' });
    expect(status).toBe(1);
  });

  it.each(['ws', 'tcp', 'http', 'udp'])(
    'records an update over %s, which goes through the same states without the device',
    async (scheme) => {
      const { ready } = await startDevice();
      const folder = mkdtempSync(path.join(tmpdir(), 'slipway-push-'));
      const file = path.join(folder, 'recording.json');
      const port = ['--port', String(ready[scheme]), '--record', file];
      const { status, last } = await push('demo-esp32-1.1.0-tiny.zip', ...port);
      expect(last).toMatchObject({ result: 'committed' });
      expect(status).toBe(0);
      const recording = parseRecording(readFileSync(file, 'utf8'), file);
      expect(recording).toMatchObject({ madeBy: { program: 'push' }, result: 'committed' });
      const again = await replayed(recording);
      expect(again.difference).toBeNull();
      expect(again.events.length).toBeGreaterThan(10);
      rmSync(folder, { recursive: true });
    },
  );

  it.each([['--dry-run'], ['--record', '']])('records nothing with %s', async (...more) => {
    const port = ['--port', 'emulator:', '--record', 'recording.json'];
    const { status, last } = await push('demo-esp32-1.1.0-tiny.zip', ...port, ...more);
    expect(last['failure']).toMatchObject({ code: 'use/bad-option' });
    expect(status).toBe(1);
  });
});
