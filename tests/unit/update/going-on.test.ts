import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { LINE_MAX_FRAME_BYTES } from '../../../src/rpc/line-codec.ts';
import {
  BLOCK_BYTES,
  cutWire,
  cuttable,
  expectKept,
  loseAt,
  told,
} from '../../support/update/lost-wires.ts';
import type { Parts } from '../../support/update/lost-wires.ts';
import {
  bundleNamed,
  changedResult,
  ofType,
  setUpUpdate,
} from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

describe('an update whose link is lost while it writes', () => {
  it.each(Array.from({ length: 12 }, (_, index) => index))(
    'goes on when the reply to write %i never came, and repeats the same block',
    async (index) => {
      const parts = loseAt('in', index);
      const { events, result } = await parts.update(tiny);
      expect(result).toMatchObject({ result: 'committed', bytes: tiny.sizeBytes });
      expect(told(events)).toEqual(['paused: link-lost', `went on at ${index * BLOCK_BYTES}`]);
      expect(parts.calls.filter((method) => method === 'OTA.Begin')).toHaveLength(1);
      expect(parts.calls.filter((method) => method === 'OTA.Write')).toHaveLength(12 + 1);
      await expectKept(parts, tiny);
    },
  );

  it('says how long the device will wait, and tells every try', async () => {
    const parts: Parts = setUpUpdate({
      connect: (own, at) => {
        if (at === 0) return cutWire(own(), { method: 'out', atByte: 9000 });
        if (at < 6) throw new OtaError('link/refused', { address: 'x', detail: 'nobody' });
        return own();
      },
    });
    const { events, result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    const [paused] = ofType(events, 'paused');
    expect(paused).toMatchObject({ link: 'loopback', leftMs: 600_000 });
    expect(ofType(events, 'looking').map(({ tries }) => tries)).toEqual([1, 2, 3, 4, 5, 6]);
    const [first, , third, , , last] = ofType(events, 'looking').map(({ at }) => at);
    const pausedAt = paused?.at ?? 0;
    expect([first, third, last].map((at = 0) => at - pausedAt)).toEqual([250, 1750, 9750]);
  });

  it('looks at once when somebody says so', async () => {
    const parts: Parts = setUpUpdate({
      connect: (own, at) => {
        if (at === 0) return cutWire(own(), { method: 'out', atByte: 9000 });
        if (at < 6) throw new OtaError('link/refused', { address: 'x', detail: 'nobody' });
        return own();
      },
    });
    const { events } = await parts.update(tiny, {}, (event) => {
      if (event.type === 'paused' || event.type === 'looking')
        void parts.clock.sleep(10, new AbortController().signal).then(parts.pause.goOn);
    });
    const [paused] = ofType(events, 'paused');
    const at = (paused?.at ?? 0) + 6 * 10;
    expect(ofType(events, 'went-on')).toEqual([expect.objectContaining({ at })]);
  });

  it.each(['out', 'in'] as const)(
    'is committed whatever byte of the console is the last one to go %s',
    async (method) => {
      const whole = method === 'out' ? 38_000 : 1_400;
      const step = method === 'out' ? 1777 : 61;
      for (let atByte = step; atByte < whole; atByte += step) {
        const parts: Parts = setUpUpdate({
          connect: (_, at) => {
            const wire = parts.emulator.connect({ framing: 'stream' });
            const link = { ...wire, maxFrameBytes: LINE_MAX_FRAME_BYTES };
            return at === 0 ? cutWire(link, { method, atByte }) : link;
          },
        });
        const { result } = await parts.update(tiny);
        expect(result.result, `byte ${atByte}`).toBe('committed');
        await expectKept(parts, tiny);
      }
    },
  );

  it('after every single frame goes on every time', async () => {
    let drop: () => void = () => undefined;
    const parts: Parts = setUpUpdate({
      connect: (own) => {
        const pair = cuttable(own());
        drop = pair.drop;
        return pair.link;
      },
    });
    const { events, result } = await parts.update(tiny, {}, ({ type }) => {
      if (type === 'progress') drop();
    });
    expect(result.result).toBe('committed');
    expect(ofType(events, 'went-on').length).toBeGreaterThanOrEqual(11);
    await expectKept(parts, tiny);
  });

  it.each([2, 4, 8])('with a window of %i repeats what was under way', async (window) => {
    const parts = loseAt('in', 4);
    const { events, result } = await parts.update(tiny, { window, chunkSize: 1000 });
    expect(result.result).toBe('committed');
    expect(told(events)).toEqual(['paused: link-lost', 'went on at 4000']);
    await expectKept(parts, tiny);
  });
});

describe('an update whose link is lost before it writes', () => {
  it.each([
    ['OTA.Status', 'out'],
    ['Sys.GetInfo', 'in'],
    ['RPC.List', 'in'],
    ['OTA.Begin', 'out'],
    ['OTA.Begin', 'in'],
  ] as const)('at %s (%s) asks again over a new link', async (method, direction) => {
    let drop: () => void = () => undefined;
    const parts: Parts = setUpUpdate({
      connect: (own) => {
        const pair = cuttable(own());
        drop = pair.drop;
        return pair.link;
      },
      meddle: (frame) => {
        if (frame.method !== method || frame.direction !== direction || frame.index > 0)
          return undefined;
        drop();
        return [];
      },
    });
    const { events, result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    expect(ofType(events, 'retry')).toEqual([expect.objectContaining({ why: 'link/lost' })]);
    expect(told(events)).toEqual([]);
    await expectKept(parts, tiny);
  });

  it('begins nothing on another device that answers then', async () => {
    let drop: () => void = () => undefined;
    const parts: Parts = setUpUpdate({
      connect: (own) => {
        const pair = cuttable(own());
        drop = pair.drop;
        return pair.link;
      },
      meddle: (frame) => {
        if (frame.method === 'RPC.List') drop();
        return frame.direction === 'in' && frame.method === 'Sys.GetInfo' && frame.index > 0
          ? changedResult(frame, { mac: '30AEA4FFFFFF' })
          : undefined;
      },
    });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ failure: { code: 'device/other-device' } });
    expect(parts.calls).not.toContain('OTA.Begin');
  });
});
