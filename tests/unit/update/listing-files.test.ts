/** The list of a device's files is worth knowing before an update, and not worth the update. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { DEFAULT_TIMEOUTS } from '../../../src/update/deps.ts';
import { never } from '../../support/emulator/test-emulator.ts';
import { nativeDigests } from '../../support/ota-core/device/test-device.ts';
import { bundleNamed, ofType, replyTo, setUpUpdate } from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const countOf = (calls: readonly string[], method: string): number =>
  calls.filter((call) => call === method).length;

describe('listing the files of a device', () => {
  it('ends after its own time with an answer that does not come, and the update goes on', async () => {
    let askedAt = 0;
    let waitedMs = 0;
    const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
      meddle: ({ direction, method }) => {
        if (direction === 'out' && method === 'FS.ListExt') askedAt = parts.clock.now();
        if (direction === 'out' && method === 'OTA.Begin') waitedMs = parts.clock.now() - askedAt;
        return method === 'FS.ListExt' && direction === 'in' ? [] : undefined;
      },
    });
    const { events, result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    expect(countOf(parts.calls, 'FS.ListExt')).toBe(1);
    expect(waitedMs).toBe(DEFAULT_TIMEOUTS.files);
    expect(ofType(events, 'retry')).toEqual([]);
  });

  it('passes over a list that is none', async () => {
    const parts = setUpUpdate({
      meddle: (frame) =>
        frame.method === 'FS.ListExt' && frame.direction === 'in'
          ? [replyTo(frame, { result: [{ name: 'a', size: -1 }] })]
          : undefined,
    });
    expect((await parts.update(tiny)).result.result).toBe('committed');
  });

  it('ends at once with the update that is cancelled', async () => {
    let cancelledAt = 0;
    const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
      meddle: ({ direction, method }) => {
        if (method !== 'FS.ListExt') return undefined;
        if (direction === 'in') return [];
        cancelledAt = parts.clock.now();
        parts.cancel();
        return undefined;
      },
    });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'cancelled', failure: { code: 'cancelled' } });
    expect(parts.clock.now()).toBe(cancelledAt);
    expect(parts.calls).not.toContain('OTA.Begin');
  });

  it('is done again over a new link when the old one is lost over it', async () => {
    const parts: ReturnType<typeof setUpUpdate> = setUpUpdate({
      meddle: ({ direction, method, index }) => {
        if (method !== 'FS.ListExt' || direction !== 'out' || index > 0) return undefined;
        parts.emulator.powerOff();
        parts.emulator.powerOn();
        return [];
      },
    });
    const { result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    expect(countOf(parts.calls, 'FS.ListExt')).toBe(2);
  });

  it('is left out for a firmware that leaves the files alone', async () => {
    const app = new Uint8Array(1000).fill(7);
    const bytes = makeBundle(
      {
        name: 'demo',
        platform: 'stm32',
        version: '1.1.0',
        buildId: 'b',
        parts: [
          {
            name: 'app',
            src: 'app.bin',
            bytes: app,
            attributes: { bl_size: 0, bl_cfg_size: 0, update_bl: false },
          },
        ],
      },
      nativeDigests,
    );
    const bundle = await openBundle(new Blob([new Uint8Array(bytes)]), {
      fileName: 'app-only.zip',
      signal: never,
      digests: nativeDigests,
    });
    const parts = setUpUpdate({ profileName: 'stm32' });
    await parts.update(bundle);
    expect(parts.calls).toContain('OTA.Begin');
    expect(parts.calls).not.toContain('FS.ListExt');
  });
});
