import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { bundleNamed, ofType, phasesOf, setUpUpdate } from '../../support/update/update-harness.ts';
import { BLOCK_BYTES } from '../../support/update/lost-wires.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

describe.each(['esp32', 'reference'])('an update of the emulated device (%s)', (profileName) => {
  it('goes through all phases and ends with the device committed', async () => {
    const { update, emulator, calls } = setUpUpdate({ profileName });
    const { events, result } = await update(tiny);
    expect(result).toMatchObject({
      result: 'committed',
      from: '1.0.0',
      to: '1.1.0',
      bytes: tiny.sizeBytes,
    });
    expect(phasesOf(events)).toEqual([
      'connecting',
      'checking',
      'preparing',
      'writing',
      'finalizing',
      'rebooting',
      'verifying',
      'committing',
    ]);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
    expect(ofType(events, 'device').map(({ when, info }) => [when, info.fw_version])).toEqual([
      ['before', '1.0.0'],
      ['after', '1.1.0'],
    ]);
    expect(ofType(events, 'trial')[0]).toMatchObject({ version: '1.1.0', leftMs: 300_000 });
    expect(ofType(events, 'committed')).toHaveLength(1);
    expect(calls.filter((method) => method === 'OTA.Write')).toHaveLength(
      Math.ceil(tiny.sizeBytes / BLOCK_BYTES),
    );
  });
});

describe('an update that waits before the restart', () => {
  it('has sent all of the firmware, and ends it on the device when it may', async () => {
    const { update, calls, emulator } = setUpUpdate();
    let before: readonly string[] = [];
    const mayInstall = (): Promise<void> => {
      before = [...calls];
      return Promise.resolve();
    };
    const { result, events } = await update(tiny, {}, undefined, { mayInstall });
    expect(result.result).toBe('committed');
    expect(before.at(-1)).toBe('OTA.Write');
    expect(before).not.toContain('OTA.End');
    expect(ofType(events, 'progress').at(-1)?.acknowledgedBytes).toBe(tiny.sizeBytes);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  });

  it('leaves the old firmware when it may not', async () => {
    const { update, calls, emulator, cancel } = setUpUpdate();
    const mayInstall = ({ signal }: { readonly signal: AbortSignal }): Promise<void> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        cancel();
      });
    const { result } = await update(tiny, {}, undefined, { mayInstall });
    expect(result).toMatchObject({ result: 'cancelled', failure: { code: 'cancelled' } });
    // OTA.End would install it: a restart makes the device forget it.
    expect(calls.slice(calls.lastIndexOf('OTA.Write') + 1)).toEqual(['OTA.Status', 'Sys.Reboot']);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });
});

describe('the events of an update', () => {
  it('count acknowledged bytes, end at the whole bundle, and carry their context', async () => {
    const { update } = setUpUpdate();
    const { events } = await update(tiny, { chunkSize: 1000 });
    const progress = ofType(events, 'progress');
    expect(progress.map(({ acknowledgedBytes }) => acknowledgedBytes)).toEqual([
      ...Array.from({ length: 25 }, (_, index) => (index + 1) * 1000),
      tiny.sizeBytes,
    ]);
    expect(progress[5]).toMatchObject({ part: 'app' });
    expect(progress[20]).toMatchObject({ part: 'fs' });
    expect(progress.at(-1)).toMatchObject({ part: null, totalBytes: tiny.sizeBytes });
    for (const event of events) {
      expect(event).toMatchObject({ sessionId: 'session-1', bundleSha256: tiny.sha256 });
    }
    expect(events[0]).toMatchObject({ deviceId: null, callId: null, acknowledgedBytes: 0 });
    expect(progress[0]).toMatchObject({ deviceId: 'esp32_0A1B2C' });
    const ids = progress.map(({ callId }) => callId ?? 0);
    expect(ids).toEqual(Array.from(ids, (_, index) => (ids[0] ?? 0) + index));
  });
});
