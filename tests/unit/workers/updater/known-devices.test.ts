import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BluetoothSizes } from '../../../../src/contracts/bluetooth.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import type { SysInfo } from '../../../../src/rpc/methods.ts';
import { valueOf } from '../../../../src/workers/comlink/calls.ts';
import { KnownDevices } from '../../../../src/workers/updater/known-devices.ts';

const HERE = { browser: 'chrome', system: 'linux' };
const SIZES: BluetoothSizes = { mtu: 500, writeBytes: 497, frameBytes: 4096, replies: 'notified' };

describe('the sizes of writes over Bluetooth', () => {
  it.each([
    ['another system', { browser: 'chrome', system: 'android' }],
    ['another browser', { browser: 'edge', system: 'linux' }],
  ])('that links learned on %s are not begun with here', async (_, elsewhere) => {
    const there = new KnownDevices(() => 1, elsewhere);
    await there.noteBluetooth('esp32_0A1B2C', SIZES);
    expect(await there.knownBluetooth()).toMatchObject([{ ...elsewhere, ...SIZES }]);
    expect(await new KnownDevices(() => 2, HERE).knownBluetooth()).toEqual([]);
  });

  it('that links learned here are known to the next page, by the kind of device', async () => {
    await new KnownDevices(() => 1, HERE).noteBluetooth('esp32_0A1B2C', SIZES);
    await new KnownDevices(() => 2, HERE).noteBluetooth('esp32_FFFFFF', {
      ...SIZES,
      writeBytes: 244,
    });
    expect(await new KnownDevices(() => 3, HERE).knownBluetooth()).toEqual([
      { ...HERE, model: 'esp32', ...SIZES, writeBytes: 244, learnedAtMs: 2 },
    ]);
  });

  it('can be taken along wherever they were learned', async () => {
    const known = new KnownDevices(() => 1, HERE);
    const all = valueOf(await known.bluetoothSettings());
    expect(all.map(({ system }) => system).sort()).toEqual(['android', 'linux', 'linux']);
  });
});

describe('what is written down of devices, where the browser', () => {
  const PLAIN = () => new KnownDevices(() => 1, HERE);
  const link = { label: 'adapter' } as Link;
  const info = {
    id: 'esp32_A',
    mac: 'A',
    app: 'demo',
    arch: 'esp32',
    fw_version: '1.0.0',
  } as SysInfo;

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it.each([
    ['has no database', undefined],
    [
      'refuses to open one',
      {
        open: () => {
          throw new DOMException('not for this page', 'SecurityError');
        },
      },
    ],
  ])('%s, is forgotten, and nothing else fails', async (_, indexedDB) => {
    vi.stubGlobal('indexedDB', indexedDB);
    const known = PLAIN();
    expect(await known.note(link, info)).toEqual({ key: 'A', name: 'esp32_A' });
    expect(await known.knownBluetooth()).toEqual([]);
    expect(await known.seenDevices()).toMatchObject({ failure: { code: 'storage/failed' } });
  });

  it('does not answer, is waited for once, for 3 s', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('indexedDB', { open: () => new IDBOpenDBRequest() });
    const known = PLAIN();
    const noted = known.note(link, info);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await noted).toEqual({ key: 'A', name: 'esp32_A' });
    expect(await known.knownBluetooth()).toEqual([]); // no clock runs any more
    expect(await known.updatesOf('A')).toMatchObject({ failure: { code: 'storage/failed' } });
  });

  it('gives up a record while it is written, is told by nobody as an error of the page', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
    ) {
      const request = this.get('nothing');
      this.transaction.abort();
      return request as IDBRequest<IDBValidKey>;
    });
    expect(await PLAIN().note(link, info)).toEqual({ key: 'A', name: 'esp32_A' });
    expect(put).toHaveBeenCalled();
    put.mockRestore();
    await new Promise((resolve) => setTimeout(resolve, 10)); // for a rejection that nobody took
  });
});
