import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/contracts/clock.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { SnapshotFile } from '../../../src/contracts/settings-snapshot.ts';
import { MOST_SNAPSHOT_BYTES, readSnapshot } from '../../../src/manage/snapshot.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { never } from '../../support/emulator/test-emulator.ts';
import { clientOfAnswers } from '../../support/rpc/answering-device.ts';

interface GetParams {
  readonly filename: string;
  readonly offset: number;
  readonly len: number;
}

type Sizes = Readonly<Record<string, number>>;

/** A device whose files are zeros; each piece takes `pieceMs`. `before` may refuse one. */
function deviceWith(
  sizes: Sizes,
  { pieceMs = 10, before }: { pieceMs?: number; before?: (params: GetParams) => void } = {},
) {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, sleep: () => Promise.resolve() };
  const { client, asked } = clientOfAnswers((_, params) => {
    const get = params as GetParams; // what the code under test sends
    nowMs += pieceMs;
    before?.(get);
    const sizeBytes = sizes[get.filename] ?? 0;
    const end = Math.min(sizeBytes, get.offset + get.len);
    return { data: encodeBase64(new Uint8Array(end - get.offset)), left: sizeBytes - end };
  });
  const names = (): readonly string[] => [
    ...new Set(asked.map(([, params]) => (params as GetParams).filename)),
  ]; // as above
  return { client, clock, names };
}

async function taken(
  device: Pick<ReturnType<typeof deviceWith>, 'client' | 'clock'>,
  sizes: Sizes,
  brought: readonly string[] = [],
): Promise<ReadonlyMap<string, SnapshotFile>> {
  const listed = Object.entries(sizes).map(([name, sizeBytes]) => ({ name, sizeBytes }));
  const { clock } = device;
  const steps = readSnapshot(device.client, listed, { signal: never, clock, brought });
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return new Map(step.value.map((file) => [file.name, file]));
  }
}

const refusal = (remoteCode: number): OtaError =>
  new OtaError('rpc/remote', { method: 'FS.Get', remoteCode, remoteMessage: '' });

describe('what is read of a device before an update', () => {
  it('is its configuration first, the last layer before the others, then the smallest files', async () => {
    const sizes = { 'big.bin': 2000, 'conf0.json': 900, 'a.txt': 5, 'conf9.json': 80 };
    const device = deviceWith(sizes);
    const found = await taken(device, sizes, ['conf0.json']);
    expect(device.names()).toEqual(['conf9.json', 'conf0.json', 'a.txt', 'big.bin']);
    expect(found.get('big.bin')?.bytes).toHaveLength(2000);
    expect(found.get('conf0.json')?.isBrought).toBe(true);
    expect(found.get('conf9.json')?.isBrought).toBe(false);
  });

  it('leaves out what the device keeps for updates', async () => {
    const sizes = { 'updater.dat': 4, '~unfinished': 9, 'a.txt': 1 };
    const found = await taken(deviceWith(sizes), sizes);
    expect([...found.keys()]).toEqual(['a.txt']);
  });

  it('is bounded in bytes: what does not fit is named and not read', async () => {
    const sizes = { 'conf9.json': 100, 'a.bin': MOST_SNAPSHOT_BYTES - 100, 'b.bin': 65_437 };
    const device = deviceWith(sizes);
    const found = await taken(device, sizes);
    expect(found.get('a.bin')?.bytes).toHaveLength(MOST_SNAPSHOT_BYTES - 100);
    expect(found.get('b.bin')).toMatchObject({ bytes: null, why: 'too-much' });
    expect(device.names()).not.toContain('b.bin');
  });

  it('is bounded in time: on a slow link only the configuration is read', async () => {
    const sizes = { 'conf9.json': 1024, 'a.txt': 4096, 'z.html': 9000 };
    const device = deviceWith(sizes, { pieceMs: 2_500 });
    const found = await taken(device, sizes);
    expect(found.get('conf9.json')?.bytes).toHaveLength(1024);
    expect(found.get('a.txt')).toMatchObject({ bytes: null, why: 'too-much' });
    expect(device.names()).toEqual(['conf9.json']);
  });

  it('is given up in the middle of a file that takes longer than an update is held up', async () => {
    const sizes = { 'conf9.json': 30_000 };
    const found = await taken(deviceWith(sizes, { pieceMs: 2_500 }), sizes);
    expect(found.get('conf9.json')).toMatchObject({ bytes: null, why: 'too-much' });
  });

  it('goes on without a file that the device refuses, and ends where it refuses all', async () => {
    const sizes = { 'a.txt': 1, 'b.txt': 2, 'c.txt': 3 };
    const one = deviceWith(sizes, {
      before: ({ filename }) => {
        if (filename === 'a.txt') throw refusal(400);
      },
    });
    const found = await taken(one, sizes);
    expect(found.get('a.txt')).toMatchObject({ bytes: null, why: 'refused' });
    expect(found.get('b.txt')?.bytes).toHaveLength(2);
    const all = deviceWith(sizes, {
      before: () => {
        throw refusal(404);
      },
    });
    const none = await taken(all, sizes);
    expect([...none.values()].map(({ why }) => why)).toEqual(['refused', 'refused', 'refused']);
    expect(all.names()).toEqual(['a.txt']);
  });

  it('gives up after one call where the device never answers for a file, and not later', async () => {
    let nowMs = 0;
    const clock: Clock = { now: () => nowMs, sleep: () => Promise.resolve() };
    const tried: string[] = [];
    /** Answers for one file, or for none; else each call lasts as long as it may. */
    const silent = (answers: string | null) => {
      const { client } = clientOfAnswers(() => ({
        data: encodeBase64(new Uint8Array(1)),
        left: 0,
      }));
      const call: typeof client.call = (method, params, options) => {
        const { filename } = params as GetParams; // what the code under test sends
        tried.push(filename);
        if (filename === answers) return client.call(method, params, options);
        const timeoutMs = options.timeoutMs ?? 10_000;
        nowMs += timeoutMs;
        return Promise.reject(new OtaError('rpc/timeout', { method, timeoutMs }));
      };
      return { client: { ...client, call }, clock };
    };
    const sizes = { 'a.txt': 1, 'b.txt': 1, 'c.txt': 1 };
    const found = await taken(silent(null), sizes);
    expect([...found.values()].map(({ why }) => why)).toEqual(Array(3).fill('no-answer'));
    expect([tried, nowMs]).toEqual([['a.txt'], 5_000]);
    tried.length = 0;
    // One that has answered is asked again as the official client does.
    await taken(silent('a.txt'), sizes);
    expect(tried).toEqual(['a.txt', 'b.txt', 'b.txt', 'b.txt']);
  });

  it('keeps what was read when the device is gone', async () => {
    const sizes = { 'a.txt': 1, 'b.txt': 2, 'c.txt': 3 };
    const device = deviceWith(sizes, {
      before: ({ filename }) => {
        if (filename === 'b.txt') void device.client.close();
      },
    });
    const found = await taken(device, sizes);
    expect(found.get('a.txt')?.bytes).toHaveLength(1);
    expect(found.get('b.txt')).toMatchObject({ bytes: null, why: 'no-answer' });
    expect(found.get('c.txt')).toMatchObject({ bytes: null, why: 'no-answer' });
  });

  it('ends with a cancel', async () => {
    const sizes = { 'a.txt': 1 };
    const abort = new AbortController();
    const device = deviceWith(sizes, {
      before: () => abort.abort(new OtaError('cancelled', { by: 'user' })),
    });
    const { signal } = abort;
    const steps = readSnapshot(device.client, [{ name: 'a.txt', sizeBytes: 1 }], {
      ...{ signal, clock: device.clock, brought: [] },
    });
    await steps.next();
    await expect(steps.next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});
