import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import {
  beginAsSomebodyElse,
  BLOCK_BYTES,
  cutWire,
  cuttable,
  cyclePower,
  expectKept,
  loseAt,
  once,
  told,
} from '../../support/update/lost-wires.ts';
import type { Parts } from '../../support/update/lost-wires.ts';
import {
  bundleNamed,
  changedResult,
  ofType,
  replyTo,
  setUpUpdate,
} from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

describe('an update whose device comes back without what it had', () => {
  it('starts over when the device had lost its power', async () => {
    const parts: Parts = setUpUpdate();
    const { events, result } = await parts.update(
      tiny,
      {},
      once(8000, () => {
        cyclePower(parts);
      }),
    );
    expect(result).toMatchObject({ result: 'committed', bytes: tiny.sizeBytes });
    expect(told(events)).toEqual(['paused: link-lost', 'started over: restarted']);
    const [over] = ofType(events, 'started-over');
    expect(over?.acknowledgedBytes).toBe(0);
    expect(parts.calls.filter((method) => method === 'OTA.Begin')).toHaveLength(2);
    expect(parts.calls.slice(0, -8)).not.toContain('OTA.End');
    await expectKept(parts, tiny);
  });

  it('starts over when the device had given the update up meanwhile', async () => {
    // A core of before October 2018 bounds the whole update with its time-out.
    const parts: Parts = loseAt('in', 5, {
      async meddle(frame) {
        if (frame.method !== 'OTA.Status' || frame.index !== 1) return undefined;
        if (frame.direction === 'in')
          return changedResult(frame, { state: 0, message: 'idle', progress_percent: 0 });
        await parts.emulator.call({ method: 'OTA.End', params: null, channel: 'WS_in' });
        return undefined;
      },
    });
    const { events, result } = await parts.update(tiny);
    expect(told(events)).toEqual(['paused: link-lost', 'started over: gave-up']);
    expect(result.result).toBe('committed');
    await expectKept(parts, tiny);
  });

  it.each([
    ['does not answer OTA.Status', { error: { code: -1, message: 'busy' } }],
    [
      'knows no percentage',
      { result: { state: 1, message: 'progress', is_committed: true, progress_percent: 0 } },
    ],
    ['has failed', { result: { state: 2, message: 'x', is_committed: true } }],
  ])('starts over, after an end, when the device %s', async (_, body) => {
    const parts = loseAt('in', 5, {
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'OTA.Status' && frame.index === 1
          ? [replyTo(frame, body)]
          : undefined,
    });
    const { events, result } = await parts.update(tiny);
    expect(told(events)).toEqual(['paused: link-lost', 'started over: unclear']);
    const begun = parts.calls.lastIndexOf('OTA.Begin');
    expect(parts.calls[begun - 1]).toBe('OTA.End');
    expect(result.result).toBe('committed');
    await expectKept(parts, tiny);
  });

  it('starts over when a device takes a repeated block for a new one', async () => {
    // It does not look at offsets: what it gets twice it writes twice, and its checksums show it.
    let drop: () => void = () => undefined;
    let seen = 0;
    const parts: Parts = setUpUpdate({
      connect: (own, at) => {
        const pair = cuttable(own());
        if (at === 0) drop = pair.drop;
        return pair.link;
      },
      meddle: (frame) => {
        if (frame.method === 'OTA.Begin') seen = 0;
        if (frame.method !== 'OTA.Write') return undefined;
        if (frame.direction === 'in') {
          if (frame.index !== 5) return undefined;
          drop();
          return [];
        }
        const params = { ...(frame.json['params'] as { data: string }), offset: seen };
        seen += Buffer.from(params.data, 'base64').length;
        return [new TextEncoder().encode(JSON.stringify({ ...frame.json, params }))];
      },
    });
    const { events, result } = await parts.update(tiny);
    expect(told(events)).toEqual([
      'paused: link-lost',
      `went on at ${5 * BLOCK_BYTES}`,
      'started over: unclear',
    ]);
    expect(result.result).toBe('committed');
    await expectKept(parts, tiny);
  });

  it('starts over with a lost reply to the second OTA.Begin, and says why only once', async () => {
    let drop: () => void = () => undefined;
    const parts: Parts = setUpUpdate({
      connect: (own) => {
        const pair = cuttable(own());
        drop = pair.drop;
        return pair.link;
      },
      meddle: ({ method, direction, index }) => {
        if (method !== 'OTA.Begin' || direction !== 'in' || index !== 1) return undefined;
        drop();
        return [];
      },
    });
    const { events, result } = await parts.update(
      tiny,
      {},
      once(8000, () => {
        cyclePower(parts);
      }),
    );
    expect(result.result).toBe('committed');
    expect(told(events)).toEqual(['paused: link-lost', 'started over: restarted']);
    await expectKept(parts, tiny);
  });
});

describe('an update whose device does not come back', () => {
  it('fails by name when the device’s time is over, and the device keeps its firmware', async () => {
    const parts: Parts = setUpUpdate();
    let lostAt = 0;
    const powerOffOnce = once(8000, () => parts.emulator.powerOff());
    const { result } = await parts.update(tiny, { updateTimeoutMs: 40_000 }, (event) => {
      if (event.type === 'paused') lostAt = event.at;
      else powerOffOnce(event);
    });
    expect(result).toMatchObject({
      result: 'failed',
      from: '1.0.0',
      failure: { code: 'update/timed-out', facts: { waitedMs: 40_000 } },
    });
    expect(parts.clock.now() - lostAt).toBe(40_000);
    parts.emulator.powerOn();
    expect(parts.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
    await parts.emulator.close();
    expect(parts.clock.sleeping).toBe(0);
  });

  it('fails with the loss when its own time for that is over', async () => {
    const parts: Parts = setUpUpdate();
    const { result } = await parts.update(
      tiny,
      { reconnectMs: 20_000 },
      once(8000, () => parts.emulator.powerOff()),
    );
    expect(result).toMatchObject({
      result: 'failed',
      failure: { code: 'link/lost', facts: { kind: 'loopback', detail: 'device-gone' } },
    });
    expect(result.seconds).toBeCloseTo(20, 1);
  });

  it('fails at once when whoever opens links is gone', async () => {
    const parts: Parts = setUpUpdate({
      connect: (own, at) => {
        if (at > 0) throw new OtaError('worker/died', { worker: 'emulator' });
        return cutWire(own(), { method: 'out', atByte: 9000 });
      },
    });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'link/lost' } });
    expect(result.seconds).toBeLessThan(1);
  });

  it('says nothing to another device that answers instead', async () => {
    const parts = loseAt('in', 5, {
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'Sys.GetInfo' && frame.index > 0
          ? changedResult(frame, { id: 'esp32_FFFFFF', mac: '30AEA4FFFFFF' })
          : undefined,
    });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({
      result: 'failed',
      failure: {
        code: 'device/other-device',
        facts: { expected: 'esp32_0A1B2C', found: 'esp32_FFFFFF' },
      },
    });
    expect(parts.calls.at(-1)).toBe('OTA.GetBootState');
    expect(parts.calls).not.toContain('OTA.End');
  });

  it('leaves alone what somebody else has begun on the device meanwhile', async () => {
    const parts = loseAt('in', 5, {
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'OTA.Status' && frame.index === 1
          ? changedResult(frame, { progress_percent: 93 })
          : undefined,
    });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({
      result: 'failed',
      failure: { code: 'device/busy', facts: { percent: 93 } },
    });
    expect(parts.calls).not.toContain('OTA.End');
  });

  it('leaves alone what somebody else has begun after a restart, though it is as far as ours was', async () => {
    const parts: Parts = setUpUpdate();
    const { events, result } = await parts.update(
      tiny,
      {},
      once(8000, ({ acknowledgedBytes }) => {
        parts.emulator.powerOff();
        void parts.clock.sleep(5000, new AbortController().signal).then(async () => {
          parts.emulator.powerOn();
          await beginAsSomebodyElse(parts, tiny, acknowledgedBytes);
        });
      }),
    );
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'device/busy' } });
    expect(told(events)).toEqual(['paused: link-lost']);
    expect(parts.calls.at(-1)).toBe('OTA.GetBootState');
    expect(parts.calls).not.toContain('OTA.End');
  });

  it('does not start over for ever on a device that loses its power again and again', async () => {
    const parts: Parts = setUpUpdate();
    const { events, result } = await parts.update(tiny, {}, (event) => {
      if (event.type !== 'progress' || event.acknowledgedBytes !== 4 * BLOCK_BYTES) return;
      cyclePower(parts);
    });
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'link/lost' } });
    expect(ofType(events, 'started-over')).toHaveLength(4);
    expect(parts.calls.at(-1)).toBe('OTA.End');
  });

  it('can be cancelled while the device is away', async () => {
    const parts: Parts = setUpUpdate();
    const powerOffOnce = once(8000, () => parts.emulator.powerOff());
    const { result } = await parts.update(tiny, {}, (event) => {
      if (event.type === 'looking' && event.tries === 3) parts.cancel();
      else powerOffOnce(event);
    });
    expect(result).toMatchObject({ result: 'cancelled', failure: { code: 'cancelled' } });
    expect(result.seconds).toBeLessThan(5);
    await parts.emulator.close();
    expect(parts.clock.sleeping).toBe(0);
  });
});
