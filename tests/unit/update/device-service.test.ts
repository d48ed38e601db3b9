import { beforeEach, describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { RpcClient } from '../../../src/rpc/client.ts';
import type { Caller } from '../../../src/update/ask-device.ts';
import {
  listFilesystem,
  readDeviceFile,
  removeDeviceFile,
  writeDeviceFile,
} from '../../../src/update/device-files.ts';
import { readSettings, saveSettings } from '../../../src/update/device-settings.ts';
import { clientOf, never, setUpEmulator } from '../../support/emulator/test-emulator.ts';

let at: ReturnType<typeof setUpEmulator>;
let client: RpcClient;
const asked = { signal: never };

beforeEach(() => {
  at = setUpEmulator();
  at.emulator.powerOn();
  client = clientOf(at.emulator.connect(), at.clock, 1000);
});

const run = <T>(work: Promise<T>): Promise<T> => at.clock.run(work);
const content = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 255);
const put = (filename: string, bytes: Uint8Array) =>
  run(writeDeviceFile(client, { filename, bytes }, asked));

/** The same caller, with what it says changed by the test. */
function withReplies(change: (method: string, params: unknown, count: number) => unknown): Caller {
  let count = 0;
  return {
    call(method, params, options) {
      count += 1;
      const instead = change(method, params, count);
      if (instead instanceof Error) return Promise.reject(instead);
      if (instead !== undefined) return Promise.resolve(instead as never);
      return client.call(method, params, options);
    },
  };
}
const timeout = (method: string) => new OtaError('rpc/timeout', { method, timeoutMs: 1 });
const remote = (method: string, remoteCode: number) =>
  new OtaError('rpc/remote', { method, remoteCode, remoteMessage: '' });

describe('the files of a device', () => {
  it.each([0, 1, 511, 512, 513, 5000])(
    'of %i bytes are written and read as they are, with progress',
    async (length) => {
      const bytes = content(length);
      const seen: (readonly [string, number, number | null])[] = [];
      const tell = (what: string) => ({
        ...asked,
        onProgress: (done: number, total: number | null) => void seen.push([what, done, total]),
      });
      await run(writeDeviceFile(client, { filename: 'a.bin', bytes }, tell('put')));
      expect(await run(readDeviceFile(client, 'a.bin', tell('get')))).toEqual(bytes);
      const pieces = Math.max(1, Math.ceil(length / 512));
      expect(seen).toHaveLength(2 * pieces);
      expect(seen[pieces - 1]).toEqual(['put', length, length]);
      expect(seen.at(-1)).toEqual(['get', length, length]);
    },
  );

  it('are listed with the room that is left, and removed', async () => {
    await put('a.bin', content(1000));
    const before = await run(listFilesystem(client, asked));
    expect(before.files).toEqual([{ name: 'a.bin', sizeBytes: 1000 }]);
    await run(removeDeviceFile(client, 'a.bin', asked));
    const after = await run(listFilesystem(client, asked));
    expect(after.files).toEqual([]);
    expect(after.freeBytes ?? 0).toBeGreaterThan(before.freeBytes ?? 0);
  });

  it('are names only where the device has no FS.ListExt', async () => {
    await put('a.bin', content(10));
    const old = withReplies((method) =>
      method === 'FS.ListExt' ? remote(method, 404) : undefined,
    );
    expect((await run(listFilesystem(old, asked))).files).toEqual([
      { name: 'a.bin', sizeBytes: null },
    ]);
  });

  it('replace what was longer, whole', async () => {
    await put('a.bin', content(3000));
    await put('a.bin', content(700));
    expect(await run(readDeviceFile(client, 'a.bin', asked))).toEqual(content(700));
  });

  it('are whole although replies are lost, each piece asked for three times at most', async () => {
    let lost = 0;
    const lossy = withReplies((method, _, count) => {
      if (count % 3 === 0) return undefined;
      lost += 1;
      return timeout(method);
    });
    const bytes = content(1500);
    await run(writeDeviceFile(lossy, { filename: 'a.bin', bytes }, asked));
    expect(await run(readDeviceFile(lossy, 'a.bin', asked))).toEqual(bytes);
    expect(lost).toBe(12);
    let asks = 0;
    const deaf = withReplies((method) => {
      asks += 1;
      return timeout(method);
    });
    await expect(readDeviceFile(deaf, 'a.bin', asked)).rejects.toMatchObject({
      code: 'rpc/timeout',
    });
    expect(asks).toBe(3);
  });

  it('are written once where a reply was lost on its way back', async () => {
    const bytes = content(1500);
    const seen: string[] = [];
    const again: Caller = {
      async call(method, params, options) {
        const result = await client.call(method, params, options);
        if (method === 'FS.Put' && seen.length % 2 === 0) {
          seen.push('lost');
          throw timeout(method);
        }
        seen.push('heard');
        return result;
      },
    };
    await run(writeDeviceFile(again, { filename: 'a.bin', bytes }, asked));
    expect(seen).toHaveLength(6);
    expect(await run(readDeviceFile(client, 'a.bin', asked))).toEqual(bytes);
  });

  it('end with what the signal says, between two pieces', async () => {
    const stop = new AbortController();
    const reason = new OtaError('cancelled', { by: 'user' });
    const writing = writeDeviceFile(
      client,
      { filename: 'a.bin', bytes: content(2000) },
      { signal: stop.signal, onProgress: () => stop.abort(reason) },
    );
    await expect(run(writing)).rejects.toBe(reason);
    expect((await run(listFilesystem(client, asked))).files).toEqual([
      { name: 'a.bin', sizeBytes: 512 },
    ]);
  });

  it('that are not there, or have no room, are refused in the device’s words', async () => {
    await expect(run(readDeviceFile(client, 'none', asked))).rejects.toMatchObject({
      facts: { remoteCode: 400, remoteMessage: 'failed to open file "none"' },
    });
    await expect(run(removeDeviceFile(client, 'none', asked))).rejects.toMatchObject({
      facts: { remoteCode: 500 },
    });
    const big = { filename: 'big', bytes: content(300_000) };
    const options = { ...asked, chunkBytes: 2000 };
    await expect(run(writeDeviceFile(client, big, options))).rejects.toMatchObject({
      facts: { remoteCode: 500, remoteMessage: 'failed to write data' },
    });
  });

  it.each([
    ['more than was asked for', { data: 'A'.repeat(800), left: 0 }],
    ['nothing, with something left', { data: '', left: 5 }],
    ['no base64', { data: '!', left: 0 }],
    ['a file larger than any device', { data: 'AAAA', left: 9_000_000 }],
  ])('that come as %s are not believed', async (_, reply) => {
    const lying = withReplies(() => reply);
    await expect(readDeviceFile(lying, 'a', asked)).rejects.toMatchObject({
      code: 'rpc/bad-reply',
    });
  });
});

describe('the settings of a device', () => {
  it('are read, changed, saved, and there after a restart', async () => {
    expect(await run(readSettings(client, { ...asked, key: 'update.timeout' }))).toBe(600);
    await run(saveSettings(client, { update: { timeout: 42 } }, { ...asked, reboot: true }));
    await at.clock.advance(600);
    client = clientOf(at.emulator.connect(), at.clock, 1000);
    expect(await run(readSettings(client, asked))).toMatchObject({ update: { timeout: 42 } });
    expect((await run(client.call('Sys.GetInfo', null, asked))).uptime).toBe(0);
  });

  it('are refused with the name of what is wrong', async () => {
    const wrong = saveSettings(client, { update: { timeout: 'x' } }, { ...asked, reboot: false });
    await expect(run(wrong)).rejects.toMatchObject({
      facts: { remoteCode: 400, remoteMessage: 'invalid config value: update.timeout' },
    });
    await expect(run(readSettings(client, { ...asked, key: 'none' }))).rejects.toMatchObject({
      facts: { remoteCode: 404 },
    });
  });

  it('are saved by a second call where the firmware is old', async () => {
    const asked2: unknown[] = [];
    const old = withReplies((method, params) => {
      asked2.push([method, params]);
      return { saved: method === 'Config.Save' };
    });
    await saveSettings(old, { wifi: {} }, { ...asked, reboot: true });
    expect(asked2).toEqual([
      ['Config.Set', { config: { wifi: {} }, save: true, reboot: true }],
      ['Config.Save', { reboot: true }],
    ]);
  });
});
