import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { bundleNamed, ofType, replyTo, setUpUpdate } from '../../support/update/update-harness.ts';
import type { Meddler, Passing } from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

/** One frame, by direction, method and count, is treated as told; all others pass. */
const only =
  (
    direction: 'in' | 'out',
    method: string,
    index: number,
    change: (frame: Passing) => ReturnType<Meddler>,
  ): Meddler =>
  (frame) =>
    frame.direction === direction && frame.method === method && frame.index === index
      ? change(frame)
      : undefined;

const drop = () => [];
const twice = ({ bytes }: Passing) => [bytes, bytes.slice()];

describe('an update survives', () => {
  it.each([
    ['a lost first question', only('out', 'OTA.Status', 0, drop), 1],
    ['a lost reply to Sys.GetInfo', only('in', 'Sys.GetInfo', 0, drop), 1],
    ['a lost method list', only('in', 'RPC.List', 0, drop), 1],
    ['a lost OTA.Begin', only('out', 'OTA.Begin', 0, drop), 1],
    ['a lost reply to OTA.Begin', only('in', 'OTA.Begin', 0, drop), 1],
    ['a lost reply to a write', only('in', 'OTA.Write', 3, drop), 1],
    ['a lost write', only('out', 'OTA.Write', 3, drop), 1],
    ['a lost first write', only('out', 'OTA.Write', 0, drop), 1],
    ['a lost reply to the last write', only('in', 'OTA.Write', 11, drop), 1],
    ['a write that arrives twice', only('out', 'OTA.Write', 3, twice), 0],
    ['a reply that arrives twice', only('in', 'OTA.Write', 3, twice), 0],
    ['a lost reply to OTA.End', only('in', 'OTA.End', 0, drop), 0],
    ['a lost OTA.End', only('out', 'OTA.End', 0, drop), 1],
    ['a lost reply to OTA.Commit', only('in', 'OTA.Commit', 0, drop), 0],
    ['a lost OTA.Commit', only('out', 'OTA.Commit', 0, drop), 1],
  ])('%s', async (_, meddle, retries) => {
    const { update, emulator } = setUpUpdate({ meddle });
    const { events, result } = await update(tiny);
    expect(result.result).toBe('committed');
    expect(ofType(events, 'retry')).toHaveLength(retries);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  });

  it('a late reply: the same offset goes again under a new id, and the late reply is ignored', async () => {
    const sent: { offset: unknown; id: unknown }[] = [];
    const late: { clock: ReturnType<typeof setUpUpdate>['clock'] | null } = { clock: null };
    const parts = setUpUpdate({
      async meddle(frame) {
        if (frame.method !== 'OTA.Write') return undefined;
        if (frame.direction === 'out') {
          const { offset } = frame.json['params'] as { offset: number };
          sent.push({ offset, id: frame.json['id'] });
        } else if (frame.index === 2) await late.clock?.sleep(20_500, new AbortController().signal);
        return undefined;
      },
    });
    late.clock = parts.clock;
    const { events, result } = await parts.update(tiny, { chunkSize: 2000 });
    expect(result.result).toBe('committed');
    expect(ofType(events, 'retry')).toEqual([
      expect.objectContaining({ offset: 4000, attempt: 2, why: 'rpc/timeout' }),
    ]);
    const [first, second] = sent.filter(({ offset }) => offset === 4000);
    expect(first?.id).not.toBe(second?.id);
    const progress = ofType(events, 'progress').map(({ acknowledgedBytes }) => acknowledgedBytes);
    expect(progress).toEqual([...new Set(progress)]);
  });

  it('one error reply while the device still receives, with one more try', async () => {
    const { update } = setUpUpdate({
      meddle: (frame) => {
        if (frame.method !== 'OTA.Write' || frame.direction !== 'in' || frame.index !== 4)
          return undefined;
        return [replyTo(frame, { error: { code: 500, message: 'out of memory' } })];
      },
    });
    const { events, result } = await update(tiny);
    expect(result.result).toBe('committed');
    expect(ofType(events, 'retry')).toEqual([
      expect.objectContaining({ attempt: 2, why: 'rpc/remote' }),
    ]);
  });

  it('a device that restarts its link while it restarts', async () => {
    const { update, links } = setUpUpdate({
      connect: async (own, index) => {
        const link = own();
        if (index === 1) await link.close();
        return link;
      },
    });
    expect((await update(tiny)).result.result).toBe('committed');
    expect(links()).toBe(3);
  });

  it.each([2, 4, 8])('with a window of %i, lost frames included', async (window) => {
    const lose: Meddler = (frame) =>
      frame.method === 'OTA.Write' &&
      ((frame.direction === 'out' && frame.index === 3) ||
        (frame.direction === 'in' && frame.index === 8))
        ? []
        : undefined;
    const { update, emulator, calls } = setUpUpdate({ meddle: lose });
    const { events, result } = await update(tiny, { window, chunkSize: 1000 });
    expect(result).toMatchObject({ result: 'committed', bytes: tiny.sizeBytes });
    expect(ofType(events, 'retry').length).toBeGreaterThan(0);
    expect(calls.filter((method) => method === 'OTA.Write').length).toBeLessThan(
      26 + 2 * window + 2,
    );
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  });
});

describe('an update gives up', () => {
  it('after three writes of the same offset without a reply, and ends the update on the device', async () => {
    const meddle: Meddler = (frame) =>
      frame.direction === 'in' && frame.method === 'OTA.Write' && frame.index >= 3 ? [] : undefined;
    const { update, emulator, calls } = setUpUpdate({ meddle });
    const { events, result } = await update(tiny);
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'rpc/timeout' } });
    expect(ofType(events, 'retry').map(({ attempt }) => attempt)).toEqual([2, 3]);
    expect(calls.filter((method) => method === 'OTA.Write')).toHaveLength(3 + 3);
    expect(calls.at(-1)).toBe('OTA.End');
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('after a second error for the same offset, with the device’s words', async () => {
    const { update, calls } = setUpUpdate({
      meddle: (frame) =>
        frame.method === 'OTA.Write' && frame.direction === 'in' && frame.index >= 4
          ? [replyTo(frame, { error: { code: 500, message: 'out of memory' } })]
          : undefined,
    });
    const { result } = await update(tiny, { chunkSize: 1000 });
    expect(result).toMatchObject({
      result: 'failed',
      bytes: 4000,
      failure: {
        code: 'update/write-refused',
        facts: { offset: 4000, remoteCode: 500, remoteMessage: 'out of memory' },
      },
    });
    expect(calls.at(-1)).toBe('OTA.End');
  });

  it('at once when the device’s updater has failed', async () => {
    const { update, emulator, calls } = setUpUpdate({
      meddle: only('out', 'OTA.Write', 6, (frame) => {
        const { offset, data } = frame.json['params'] as { offset: number; data: string };
        const bytes = Buffer.from(data, 'base64');
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        const params = { offset, data: bytes.toString('base64') };
        return [new TextEncoder().encode(JSON.stringify({ ...frame.json, params }))];
      }),
    });
    const { events, result } = await update(tiny, { chunkSize: 1000 });
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'update/write-refused' } });
    if (!('failure' in result) || result.failure.code !== 'update/write-refused') return;
    expect(result.failure.facts.remoteMessage).toMatch(/CRC|mismatch/);
    expect(ofType(events, 'retry')).toEqual([]);
    expect(calls.at(-1)).toBe('OTA.End');
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
  });

  it('when nobody can be reached at all', async () => {
    const { update, emulator } = setUpUpdate();
    emulator.powerOff();
    expect((await update(tiny)).result).toMatchObject({
      result: 'failed',
      from: null,
      failure: { code: 'link/lost' },
    });
  });
});
