/** A `push` that is killed in the middle of an update, and the next one, which carries it on. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeviceProcess } from '../support/conformance/device-process.ts';
import { PushProcess, startPush } from '../support/conformance/push-process.ts';
import { NetworkStretch } from '../support/e2e/network-stretch.ts';
import type { PushLine } from '../support/conformance/push-process.ts';

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
/** A reply: what is killed has not ended meanwhile. */
const SLOW_MS = 40;
const before = process.env['XDG_STATE_HOME'];

let state: string;
let device: DeviceProcess;
let stretch: NetworkStretch;
let port: readonly string[];

beforeEach(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'slipway-state-'));
  process.env['XDG_STATE_HOME'] = state;
  device = new DeviceProcess(['--ws', '0', '--app', 'demo', '--fw-version', '1.0.0']);
  stretch = await NetworkStretch.begin(new URL(String((await device.ready()).ws)));
  stretch.delayMs = SLOW_MS;
  port = ['--port', `ws://${stretch.host}/rpc`];
});

afterEach(async () => {
  process.env['XDG_STATE_HOME'] = before;
  await stretch.end();
  await device.end('SIGTERM');
  rmSync(state, { recursive: true, force: true });
});

const journals = (): readonly string[] => readdirSync(path.join(state, 'slipway', 'updates'));

async function killAt(fits: (line: PushLine) => boolean): Promise<void> {
  const push = new PushProcess([BUNDLE, ...port]);
  await push.line(fits);
  push.signal('SIGKILL');
  await push.ending();
}

const inPhase =
  (phase: string) =>
  (line: PushLine): boolean =>
    line['event'] === 'phase' && line['phase'] === phase;

describe('push --resume', () => {
  it.each([
    ['is half written', (line: PushLine) => Number(line['acknowledgedBytes']) > 60_000],
    ['restarts', inPhase('rebooting')],
    ['is on trial', inPhase('verifying')],
  ] as const)(
    'carries on an update whose process was killed while its device %s',
    async (_, at) => {
      await killAt(at);
      expect(journals()).toHaveLength(1);
      const { status, last } = await startPush([BUNDLE, ...port, '--resume']);
      expect([status, last['result']]).toEqual([0, 'committed']);
      expect(journals()).toEqual([]);
      expect(device.events.filter(({ event }) => event === 'committed')).toHaveLength(1);
    },
  );

  it('is an update as any other where nothing of this file was interrupted', async () => {
    await killAt((line) => Number(line['acknowledgedBytes']) > 60_000);
    const { lines, status } = await startPush([TINY, ...port, '--resume']);
    // The device still receives: another update is somebody else's.
    expect(status).not.toBe(0);
    expect(lines.some((line) => line['event'] === 'findings')).toBe(true);
    expect(journals()).toHaveLength(1);
  });
});
