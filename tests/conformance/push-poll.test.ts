/** `push --via poll`: the device's own polling client fetches the file, on real sockets. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import type { PushLine } from '../support/conformance/push-process.ts';

vi.setConfig({ testTimeout: 90_000 });

const TINY = 'tests/fixtures/bundles/demo-esp32-1.1.0-tiny.zip';
const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const poll = ['--via', 'poll', '--serve', '0'];
const NOBODY = { url: 'http://updates.invalid/fw.zip', interval: 3_600, commit_timeout: 0 };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Looks every hour for an update that somebody else has. */
async function startDevice(...args: readonly string[]) {
  const settings = ['--config', `update.url=${NOBODY.url}`, '--config', 'update.interval=3600'];
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0', ...settings];
  const device = new DeviceProcess(['--ws', '0', '--tcp', '0', ...fresh, ...args]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  const boots = (): readonly DeviceEvent[] => device.events.filter(({ event }) => event === 'boot');
  /** Its settings after so many starts. */
  const settingsAfter = async (starts: number): Promise<unknown> => {
    await device.event(() => boots().length >= starts);
    return (await callDevice(ready, 'Config.Get', { key: 'update' })).result;
  };
  return { device, ready, settingsAfter, to: (wire: string) => ['--port', String(ready[wire])] };
}

const eventsOf = (lines: readonly PushLine[], name: string): readonly PushLine[] =>
  lines.filter(({ event }) => event === name);

describe('push by the polling client of the device', () => {
  it.each(['ws', 'tcp'])('updates it over %s, and sets its settings back', async (wire) => {
    const { settingsAfter, ready, to } = await startDevice();
    const { status, last, lines } = await startPush([BUNDLE, ...to(wire), ...poll]);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(status).toBe(0);
    expect(eventsOf(lines, 'request')[0]).toMatchObject({ status: 200, offset: 0 });
    expect(eventsOf(lines, 'left-behind')).toEqual([]);
    // The first start, the one for the settings, the new firmware, and the one that sets them back.
    expect(await settingsAfter(4)).toMatchObject(NOBODY);
    const { result } = await callDevice(ready, 'OTA.Status');
    expect(result).toMatchObject({ is_committed: true });
  });

  it('that is cancelled sets them back, on the old firmware', async () => {
    const { settingsAfter, ready, to } = await startDevice();
    const { status, last } = await startPush([TINY, ...to('ws'), ...poll], (line, child) => {
      if (line['phase'] === 'writing') child.kill('SIGINT');
    });
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'cancelled' } });
    expect(status).toBe(3);
    // The restart for the settings may not have come before the one that sets them back: then both are one.
    expect(await settingsAfter(2)).toMatchObject(NOBODY);
    const { result } = await callDevice(ready, 'Sys.GetInfo');
    expect(result).toMatchObject({ fw_version: '1.0.0' });
  });

  it('says which settings are left where the device cannot be reached any more', async () => {
    const { device, to } = await startDevice();
    let isGone = false;
    const { last, lines } = await startPush([TINY, ...to('ws'), ...poll], (line, child) => {
      if (line['event'] === 'request' && !isGone) {
        isGone = true;
        device.signal('SIGKILL');
        setTimeout(() => child.kill('SIGINT'), 500);
      }
    });
    expect(last).toMatchObject({ result: 'unknown' });
    expect(eventsOf(lines, 'left-behind')).toMatchObject([
      { failure: { code: 'update/settings-left' } },
    ]);
  });
});
