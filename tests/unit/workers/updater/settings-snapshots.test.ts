import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { readDeviceFile, removeDeviceFile, writeDeviceFile } from '../../../../src/manage/files.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src/ota-core/primitives/utf8.ts';
import type { RpcClient } from '../../../../src/rpc/client.ts';
import { MOST_SNAPSHOTS } from '../../../../src/store/settings-snapshots.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';
import { SettingsSnapshots } from '../../../../src/workers/updater/settings-snapshots.ts';
import { never } from '../../../support/emulator/test-emulator.ts';
import { askedDevice } from '../../../support/workers/asked-device.ts';
import { snapshotsInMemory } from '../../../support/workers/snapshots-in-memory.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const SETTINGS = '{"wifi":{"sta":{"ssid":"Hall","pass":"hidden-one"}}}';
const CHANGED = '{"wifi":{"sta":{"ssid":"Hall 2","pass":"hidden-two"}}}';

/** The emulated device with these files, and a browser that keeps what it is given. */
async function deviceWith(files: Readonly<Record<string, string>>) {
  const { clock, options } = askedDevice();
  const known = new KnownDevices(() => 1, { browser: 'chrome', system: 'linux' });
  const inBrowser = (): SettingsSnapshots => new SettingsSnapshots({ known, clock, wall: () => 1 });
  const onDevice = <T>(work: (client: RpcClient) => Promise<T>): Promise<T> =>
    clock.run(options.device.withAsked(never, work));
  const put = (name: string, text: string): Promise<void> =>
    onDevice((client) =>
      writeDeviceFile(client, { name, bytes: encodeUtf8(text) }, { signal: never }),
    );
  const textOf = async (name: string): Promise<string | null> =>
    decodeUtf8(await onDevice((client) => readDeviceFile(client, name, { signal: never })));
  const read = (snapshots: SettingsSnapshots, sessionId = 's1'): Promise<void> =>
    clock.run(
      options.device.withAsked(never, async (caller, info) => {
        const seen = { info, methods: null, brought: ['index.html'], signal: never };
        const steps = snapshots.reader(sessionId)(caller, seen);
        while ((await steps.next()).done !== true);
      }),
    );
  for (const [name, text] of Object.entries(files)) await put(name, text);
  return { clock, inBrowser, put, textOf, read, onDevice, deps: { ...options, tell: () => {} } };
}

describe('settings and files that were read before an update', () => {
  it('are compared with what the device has now, and put back, read back equal', async () => {
    const device = await deviceWith({
      'conf9.json': SETTINGS,
      'own.txt': 'mine',
      'index.html': 'a',
    });
    const { clock, inBrowser, put, textOf, read, onDevice, deps } = device;
    const snapshots = inBrowser();
    await read(snapshots);
    await put('conf9.json', CHANGED);
    await put('index.html', 'brought');
    await onDevice((client) => removeDeviceFile(client, 'own.txt', { signal: never }));
    const found = await clock.run(snapshots.compare(deps));
    expect(found?.files?.map(({ name, fate, isBrought }) => [name, fate, isBrought])).toEqual([
      ['conf9.json', 'changed', false],
      ['index.html', 'changed', true],
      ['own.txt', 'lost', false],
    ]);
    expect(found?.files?.[0]?.settings.map(({ path }) => path)).toEqual([
      'wifi.sta.pass',
      'wifi.sta.ssid',
    ]);
    expect(JSON.stringify(found)).not.toContain('hidden');
    expect(await clock.run(snapshots.reveal('conf9.json', 'wifi.sta.pass', deps))).toEqual({
      before: '"hidden-one"',
      after: '"hidden-two"',
    });
    const back = await clock.run(snapshots.putBack(['conf9.json', 'own.txt'], deps));
    expect(back?.files?.map(({ name }) => name)).toEqual(['index.html']);
    expect(await textOf('conf9.json')).toBe(SETTINGS);
    expect(await textOf('own.txt')).toBe('mine');
    expect(await textOf('index.html')).toBe('brought');
  });

  it('are there after a reload, and gone when they are deleted', async () => {
    const { clock, inBrowser, put, read, deps } = await deviceWith({ 'own.txt': 'mine' });
    await read(inBrowser());
    await put('own.txt', 'another');
    const after = inBrowser();
    const found = await clock.run(after.compare(deps));
    expect(found?.files?.map(({ name, fate }) => [name, fate])).toEqual([['own.txt', 'changed']]);
    await after.forget();
    expect(await clock.run(after.compare(deps))).toBeNull();
    expect(await clock.run(inBrowser().compare(deps))).toBeNull();
  });

  it('are not read again by an update that is carried on, and are by the next one', async () => {
    const { clock, inBrowser, put, read, deps } = await deviceWith({ 'own.txt': 'mine' });
    await read(inBrowser(), 's1');
    await put('own.txt', 'another');
    const after = inBrowser();
    await read(after, 's1');
    expect((await clock.run(after.compare(deps)))?.files).toHaveLength(1);
    await read(after, 's2');
    expect((await clock.run(after.compare(deps)))?.files).toEqual([]);
  });

  it('are compared in a browser that keeps nothing, as long as its page is open', async () => {
    const { clock, put, read, deps } = await deviceWith({ 'own.txt': 'mine' });
    const snapshots = snapshotsInMemory(clock);
    await read(snapshots);
    await put('own.txt', 'another');
    expect((await clock.run(snapshots.compare(deps)))?.files).toHaveLength(1);
    await snapshots.forget();
    expect(await clock.run(snapshots.compare(deps))).toBeNull();
  });

  it('that are damaged where they are kept count as none', async () => {
    const { clock, inBrowser, read, deps } = await deviceWith({ 'own.txt': 'mine' });
    await read(inBrowser());
    const store = await openDB('slipway');
    const [record] = (await store.getAll('snapshots')) as [Record<string, unknown>];
    await store.put('snapshots', { ...record, files: [{ name: 7 }] });
    store.close();
    expect(await clock.run(inBrowser().compare(deps))).toBeNull();
  });

  it('are kept of the last devices only', async () => {
    const { clock, inBrowser, read, deps } = await deviceWith({ 'own.txt': 'mine' });
    await read(inBrowser());
    const store = await openDB('slipway');
    for (let index = 0; index < MOST_SNAPSHOTS + 3; index += 1)
      await store.put('snapshots', { device: `other-${index}`, takenAtMs: 100 + index });
    store.close();
    await read(inBrowser(), 's2');
    const again = await openDB('slipway');
    const keys = await again.getAllKeys('snapshots');
    again.close();
    expect(keys).toHaveLength(MOST_SNAPSHOTS);
    expect(keys).not.toContain('other-0');
    expect(keys).toContain(`other-${MOST_SNAPSHOTS + 2}`);
    expect(await clock.run(inBrowser().compare(deps))).not.toBeNull();
  });
});
