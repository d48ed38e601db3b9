import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { atPhase, startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';
import { sampleOf } from '../support/sample.ts';

const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';

let device: DeviceProcess | null = null;

afterEach(async () => {
  await device?.end('SIGTERM');
  device = null;
});

/** Slow enough that the middle of the writing can be met. */
async function startSlowDevice() {
  device = new DeviceProcess([
    '--ws',
    '0',
    '--app',
    'demo',
    '--fw-version',
    '1.0.0',
    '--latency',
    '20',
  ]);
  return { device, ready: await device.ready() };
}

/** Does something once, when a quarter is written. */
const atQuarter = (act: (child: ChildProcess) => void) => {
  let done = false;
  return (line: PushLine, child: ChildProcess) => {
    if (done || line['event'] !== 'progress' || Number(line['acknowledgedBytes']) < 43_000) return;
    done = true;
    act(child);
  };
};

const WIRES = ['ws', 'http'];

describe('a push that ends early', () => {
  it.each(sampleOf(WIRES, { matrix: 'Ctrl-C over', oneOf: 2 }))(
    'by Ctrl-C over %s:// leaves the device clean: ended, on its old firmware, ready for the next',
    async (wire) => {
      const { device: slow, ready } = await startSlowDevice();
      const { status, last } = await startPush(
        [BUNDLE, '--port', String(ready[wire])],
        atQuarter((child) => void child.kill('SIGINT')),
      );
      expect(status).toBe(3);
      expect(last).toMatchObject({
        result: 'failed',
        from: '1.0.0',
        failure: { code: 'cancelled' },
      });
      expect(Number(last['bytes'])).toBeGreaterThan(43_000);
      expect(Number(last['bytes'])).toBeLessThan(173_873);
      const calls = slow.events
        .filter(({ event }) => event === 'rpc')
        .map((event) => event['method']);
      expect(calls.at(-1)).toBe('OTA.End');
      const { result } = await callDevice(ready, 'OTA.Status');
      expect(result).toMatchObject({ state: 2, is_committed: true, partition: 0 });
    },
  );

  it.each(sampleOf(['rebooting', 'verifying'], { matrix: 'Ctrl-C while', oneOf: 2 }))(
    'by Ctrl-C while %s ends with a result, be it the whole update or not',
    async (phase) => {
      device = new DeviceProcess(['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0']);
      const ready = await device.ready();
      const { status, last } = await startPush(
        [TINY, '--port', String(ready['ws'])],
        atPhase(phase, (child) => void child.kill('SIGINT')),
      );
      expect(last).toMatchObject({ from: '1.0.0', failure: { code: 'cancelled' } });
      expect(status).not.toBe(0);
    },
  );

  it.each(sampleOf(WIRES, { matrix: 'no power over', oneOf: 2 }))(
    'by a device that loses its power on trial has been reverted, over %s://',
    async (wire) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'slipway-'));
      const flash = ['--flash', path.join(folder, 'chip')];
      const fresh = ['--app', 'demo', '--fw-version', '1.0.0', '--latency', '100'];
      const onTrial = ({ event, version }: DeviceEvent) => event === 'boot' && version === '1.1.0';
      device = new DeviceProcess(['--ws', '0', ...flash, ...fresh], {
        onEvent: (event) => onTrial(event) && device?.signal('SIGKILL'),
      });
      const ready = await device.ready();
      const pushed = startPush([TINY, '--port', String(ready[wire])]);
      await device.exit();
      device = new DeviceProcess(['--ws', new URL(String(ready['ws'])).host, ...flash]);
      const { status, last } = await pushed;
      rmSync(folder, { recursive: true });
      expect(last).toMatchObject({ result: 'reverted', from: '1.0.0' });
      expect(status).toBe(4);
    },
  );

  it('by the death of the device has failed with the link, and the device keeps its firmware', async () => {
    const { device: slow, ready } = await startSlowDevice();
    const { status, last } = await startPush(
      [BUNDLE, '--port', String(ready['ws'])],
      atQuarter(() => void slow.end('SIGKILL')),
    );
    expect(status).toBe(3);
    expect(last).toMatchObject({
      result: 'failed',
      failure: { code: 'link/lost', facts: { kind: 'websocket' } },
    });
  });

  it('by success on the device in memory leaves nothing running', async () => {
    const { status, last } = await startPush([TINY, '--port', 'emulator:']);
    expect(last).toMatchObject({ result: 'committed' });
    expect(status).toBe(0);
  });

  it('where nobody listens has failed, and names the address', async () => {
    const { status, last } = await startPush([BUNDLE, '--port', 'tcp://127.0.0.1:1']);
    expect(status).toBe(3);
    expect(last).toMatchObject({
      result: 'failed',
      from: null,
      to: '1.1.0',
      failure: { code: 'link/refused', facts: { address: 'tcp://127.0.0.1:1' } },
    });
  });

  it.each([
    [['--fleet', 'x.json'], 'use/bad-option', 1],
    [['--runner'], 'use/bad-option', 1],
    [['--resume', '--dry-run'], 'use/bad-option', 1],
    [['--loud'], 'use/bad-option', 1],
  ])('%o by wrong or early use exits with 1', async (args, code, wanted) => {
    const { status, last } = await startPush([BUNDLE, ...args]);
    expect(last).toMatchObject({ result: 'failed', failure: { code } });
    expect(status).toBe(wanted);
  });

  it('over a file that is none exits with 1, over a bad bundle with 2, dry run or not', async () => {
    const none = await startPush(['no-such.zip', '--dry-run']);
    expect(none).toMatchObject({ status: 1, last: { failure: { code: 'file/unreadable' } } });
    const bad = 'tests/fixtures/bundles/bad-truncated.zip';
    const refused = await startPush([bad, '--dry-run']);
    expect(refused).toMatchObject({ status: 2, last: { failure: { code: 'bundle/cut-off' } } });
  });
});
