import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import {
  beginAsSomebodyElse,
  BLOCK_BYTES,
  expectKept,
  once,
  told,
} from '../../support/update/lost-wires.ts';
import type { Parts } from '../../support/update/lost-wires.ts';
import { bundleNamed, ofType, setUpUpdate } from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

describe('a paused update', () => {
  const after = (parts: Parts, ms: number, act: () => void): void =>
    void parts.clock.sleep(ms, new AbortController().signal).then(act);

  it('stops after the acknowledged block and goes on there', async () => {
    const parts: Parts = setUpUpdate();
    const pauseOnce = once(8000, parts.pause.pause);
    const { events, result } = await parts.update(tiny, {}, (event) => {
      pauseOnce(event);
      if (event.type === 'paused') after(parts, 500_000, parts.pause.goOn);
    });
    expect(result.result).toBe('committed');
    const [paused] = ofType(events, 'paused');
    expect(paused).toMatchObject({
      why: 'asked',
      leftMs: 600_000,
      acknowledgedBytes: 4 * BLOCK_BYTES,
    });
    expect(told(events)).toEqual(['paused: asked', `went on at ${4 * BLOCK_BYTES}`]);
    expect(ofType(events, 'went-on')[0]?.at).toBe((paused?.at ?? 0) + 500_000);
    expect(parts.calls.filter((method) => method === 'OTA.Write')).toHaveLength(12);
    await expectKept(parts, tiny);
  });

  it('starts over by itself past the device’s time', async () => {
    const parts: Parts = setUpUpdate();
    const pauseOnce = once(8000, parts.pause.pause);
    const { events, result } = await parts.update(tiny, {}, (event) => {
      pauseOnce(event);
      if (event.type === 'paused') after(parts, 700_000, parts.pause.goOn);
    });
    expect(result.result).toBe('committed');
    expect(told(events)).toEqual(['paused: asked', 'started over: gave-up']);
    expect(parts.events).toContainEqual(
      expect.objectContaining({ line: 'Update failed: -1 Update timed out' }),
    );
    await expectKept(parts, tiny);
  });

  it('leaves alone what somebody else has begun past the device’s time, though it is as far as ours was', async () => {
    const parts: Parts = setUpUpdate();
    const pauseOnce = once(8000, parts.pause.pause);
    const { events, result } = await parts.update(tiny, {}, (event) => {
      pauseOnce(event);
      if (event.type !== 'paused') return;
      after(parts, 605_000, () => void beginAsSomebodyElse(parts, tiny, event.acknowledgedBytes));
      after(parts, 620_000, parts.pause.goOn);
    });
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'device/busy' } });
    expect(told(events)).toEqual(['paused: asked']);
    expect(parts.calls.at(-1)).toBe('OTA.GetBootState');
    expect(parts.calls).not.toContain('OTA.End');
  });

  it('goes on a moment past the device’s time where OTA.Begin was late, and the device still waits', async () => {
    const parts: Parts = setUpUpdate({
      async meddle({ method, direction }) {
        if (method !== 'OTA.Begin' || direction !== 'out') return undefined;
        await parts.clock.sleep(4500, new AbortController().signal);
        return undefined;
      },
    });
    const pauseOnce = once(8000, parts.pause.pause);
    const { events, result } = await parts.update(tiny, {}, (event) => {
      pauseOnce(event);
      if (event.type === 'paused') after(parts, event.leftMs + 3000, parts.pause.goOn);
    });
    expect(told(events)).toEqual(['paused: asked', `went on at ${4 * BLOCK_BYTES}`]);
    expect(result.result).toBe('committed');
    await expectKept(parts, tiny);
  });

  it('is looked for when the link went meanwhile, also past the device’s time', async () => {
    const parts: Parts = setUpUpdate();
    const pauseOnce = once(8000, parts.pause.pause);
    const { events, result } = await parts.update(tiny, {}, (event) => {
      pauseOnce(event);
      if (event.type !== 'paused' || event.why !== 'asked') return;
      after(parts, 650_000, parts.emulator.powerOff);
      after(parts, 700_000, parts.pause.goOn);
      after(parts, 730_000, parts.emulator.powerOn);
    });
    expect(result.result).toBe('committed');
    expect(told(events)).toEqual(['paused: asked', 'paused: link-lost', 'started over: restarted']);
    expect(ofType(events, 'paused')[1]?.leftMs).toBe(0);
    await expectKept(parts, tiny);
  });

  it('can be cancelled, which ends the update on the device', async () => {
    const parts: Parts = setUpUpdate();
    const pauseOnce = once(8000, parts.pause.pause);
    const { result } = await parts.update(tiny, {}, (event) => {
      pauseOnce(event);
      if (event.type === 'paused') after(parts, 1000, parts.cancel);
    });
    expect(result).toMatchObject({ result: 'cancelled', bytes: 4 * BLOCK_BYTES });
    expect(parts.calls.at(-1)).toBe('OTA.End');
    await parts.emulator.close();
    expect(parts.clock.sleeping).toBe(0);
  });

  it.each([2, 8])(
    'with a window of %i pauses when all that was sent is answered',
    async (window) => {
      const parts: Parts = setUpUpdate();
      const pauseOnce = once(8000, parts.pause.pause);
      const { events, result } = await parts.update(tiny, { window, chunkSize: 1000 }, (event) => {
        pauseOnce(event);
        if (event.type === 'paused') after(parts, 1000, parts.pause.goOn);
      });
      expect(result.result).toBe('committed');
      expect(parts.calls.filter((method) => method === 'OTA.Write')).toHaveLength(26);
      expect(told(events)).toHaveLength(2);
      await expectKept(parts, tiny);
    },
  );
});
