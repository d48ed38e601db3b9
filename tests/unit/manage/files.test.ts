import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { TransferProgress } from '../../../src/contracts/managed-device.ts';
import {
  FILE_PIECE_BYTES,
  listDeviceFiles,
  readDeviceFile,
  removeDeviceFile,
  UNFINISHED_NAME,
  writeDeviceFile,
} from '../../../src/manage/files.ts';
import type { CallOptions, RpcClient } from '../../../src/rpc/client.ts';
import { clientOfAnswers } from '../../support/rpc/answering-device.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { seededRandom } from '../../support/chunking.ts';
import { clientOf, never, setUpEmulator } from '../../support/emulator/test-emulator.ts';

const options = { signal: never };

type Caller = Pick<RpcClient, 'call'>;
type AnyCall = (method: string, params: unknown, options: CallOptions) => Promise<unknown>;

const callerBy = (call: AnyCall): Caller => ({ call: call });

const list = async (caller: Caller) =>
  listDeviceFiles(caller, await caller.call('Sys.GetInfo', null, options), options);

/** A device that runs, and a client of it; `before` sees each call and may refuse it or answer in its place. */
function connected(before: (method: string, params: unknown) => unknown = () => undefined) {
  const { emulator, clock } = setUpEmulator();
  emulator.powerOn();
  const pair = createLinkPair({ framing: 'message' });
  emulator.attach(pair.far, { channel: 'TCP' });
  const client = clientOf(pair.near, clock);
  const call = client.call as AnyCall; // the names and parameters are those of the code under test
  const caller = callerBy(
    async (method, params, asked) =>
      before(method, params) ?? (await clock.run(call(method, params, asked))),
  );
  return { caller, list: () => list(caller) };
}

function bytesOf(length: number, seed = 1): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

const refusal = (method: string, remoteCode: number, remoteMessage: string): OtaError =>
  new OtaError('rpc/remote', { method, remoteCode, remoteMessage });

describe('files of a device', () => {
  it.each([0, 1, FILE_PIECE_BYTES, FILE_PIECE_BYTES + 1, 20_000])(
    'are written, listed and read back: %i bytes',
    async (length) => {
      const { caller, list } = connected();
      const bytes = bytesOf(length);
      await writeDeviceFile(caller, { name: 'notes.bin', bytes }, options);
      const { files, freeBytes, totalBytes } = await list();
      expect(files).toContainEqual({ name: 'notes.bin', sizeBytes: length });
      expect(files.map(({ name }) => name)).not.toContain(UNFINISHED_NAME);
      expect(freeBytes).toBeLessThan(totalBytes ?? 0);
      expect(await readDeviceFile(caller, 'notes.bin', options)).toEqual(bytes);
    },
  );

  it('replace one of their name only when they are there as a whole', async () => {
    const old = bytesOf(700, 2);
    let isCut = false;
    const { caller, list } = connected((method) => {
      if (isCut && method === 'FS.Rename')
        throw new OtaError('link/lost', { kind: 'tcp', detail: '' });
      return undefined;
    });
    await writeDeviceFile(caller, { name: 'conf9.json', bytes: old }, options);
    isCut = true;
    const put = writeDeviceFile(caller, { name: 'conf9.json', bytes: bytesOf(2000, 3) }, options);
    await expect(put).rejects.toMatchObject({ code: 'link/lost' });
    expect(await readDeviceFile(caller, 'conf9.json', options)).toEqual(old);
    isCut = false;
    const { files } = await list();
    expect(files.map(({ name }) => name)).not.toContain(UNFINISHED_NAME);
    await writeDeviceFile(caller, { name: 'conf9.json', bytes: bytesOf(2000, 3) }, options);
    expect(await readDeviceFile(caller, 'conf9.json', options)).toEqual(bytesOf(2000, 3));
  });

  it('go in place of the old one where a filesystem renames over none', async () => {
    let isThere = true;
    const { caller } = connected((method, params) => {
      const { dst, filename } = (params ?? {}) as {
        readonly dst?: string;
        readonly filename?: string;
      };
      if (method === 'FS.Remove' && filename === 'a.txt') isThere = false;
      if (method === 'FS.Rename' && dst === 'a.txt' && isThere)
        throw refusal(method, 500, 'rename failed');
      return undefined;
    });
    isThere = false;
    await writeDeviceFile(caller, { name: 'a.txt', bytes: bytesOf(10) }, options);
    isThere = true;
    await writeDeviceFile(caller, { name: 'a.txt', bytes: bytesOf(20) }, options);
    expect(await readDeviceFile(caller, 'a.txt', options)).toEqual(bytesOf(20));
  });

  it('are whole although replies are lost, each piece asked for three times at most', async () => {
    const times = new Map<string, number>();
    let most = 2;
    let takesThem = true;
    const { caller } = connected();
    const losing = callerBy(async (method, params, asked) => {
      const key = JSON.stringify([method, params]);
      const time = (times.get(key) ?? 0) + 1;
      times.set(key, time);
      const lost = ['FS.Put', 'FS.Get'].includes(method) && time <= most;
      if (lost && !takesThem) throw new OtaError('rpc/timeout', { method, timeoutMs: 1 });
      const answer = await caller.call(method as 'FS.Get', params as never, asked);
      if (lost) throw new OtaError('rpc/timeout', { method, timeoutMs: 1 });
      return answer;
    });
    const bytes = bytesOf(1300);
    await writeDeviceFile(losing, { name: 'x', bytes }, options);
    expect(await readDeviceFile(caller, 'x', options)).toEqual(bytes);
    expect(Math.max(...times.values())).toBe(3);
    takesThem = false;
    times.clear();
    await writeDeviceFile(losing, { name: 'y', bytes }, options);
    expect(await readDeviceFile(caller, 'y', options)).toEqual(bytes);
    most = 3;
    times.clear();
    const put = writeDeviceFile(losing, { name: 'z', bytes }, options);
    await expect(put).rejects.toMatchObject({ code: 'rpc/timeout' });
  });

  it('that do not fit are refused with what is free, and leave nothing behind', async () => {
    const { caller, list } = connected();
    const before = await list();
    const bytes = bytesOf((before.freeBytes ?? 0) + 10_000);
    await expect(writeDeviceFile(caller, { name: 'big', bytes }, options)).rejects.toMatchObject({
      code: 'device/no-room',
      facts: { file: 'big', bytes: bytes.length },
    });
    expect(await list()).toEqual(before);
  });

  it('are said to differ where another byte comes back', async () => {
    const { caller } = connected((method) =>
      method === 'FS.Get' ? { data: 'AAAA', left: 0 } : undefined,
    );
    const put = writeDeviceFile(caller, { name: 'x', bytes: Uint8Array.of(1, 2, 3) }, options);
    await expect(put).rejects.toMatchObject({ code: 'device/file-differs', facts: { file: 'x' } });
  });

  it('tell how far they are: written, then read back', async () => {
    const { caller } = connected();
    const told: TransferProgress[] = [];
    const onProgress = (progress: TransferProgress): void => void told.push(progress);
    await writeDeviceFile(caller, { name: 'x', bytes: bytesOf(1000) }, { ...options, onProgress });
    expect(told.map(({ doneBytes }) => doneBytes)).toEqual([512, 1000, 1512, 2000]);
    expect(new Set(told.map(({ totalBytes }) => totalBytes))).toEqual(new Set([2000]));
  });

  it('are removed', async () => {
    const { caller, list } = connected();
    await writeDeviceFile(caller, { name: 'x', bytes: bytesOf(10) }, options);
    await removeDeviceFile(caller, 'x', options);
    expect((await list()).files.map(({ name }) => name)).not.toContain('x');
    await expect(removeDeviceFile(caller, 'x', options)).rejects.toMatchObject({
      facts: { remoteMessage: 'remove failed' },
    });
  });

  it.each([
    ['no base64', { data: '*', left: 0 }],
    ['a piece without end', { data: '', left: 5 }],
    ['more than was asked for', { data: 'A'.repeat(4000), left: 0 }],
    ['a file longer than any flash', { data: 'AAAA', left: 1e9 }],
    ['a negative rest', { data: 'AAAA', left: -1 }],
    ['no object', 'AAAA'],
  ])('are not believed: %s', async (_, answer) => {
    const { client } = clientOfAnswers(() => answer);
    await expect(readDeviceFile(client, 'x', options)).rejects.toMatchObject({
      code: 'rpc/bad-reply',
    });
  });
});
