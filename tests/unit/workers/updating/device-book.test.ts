import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { BluetoothSizes } from '../../../../src/contracts/bluetooth-settings.ts';
import { valueOf } from '../../../../src/workers/wire/calls.ts';
import { DeviceBook } from '../../../../src/workers/updating/device-book.ts';

const HERE = { browser: 'chrome', system: 'linux' };
const SIZES: BluetoothSizes = { mtu: 500, writeBytes: 497, frameBytes: 4096, replies: 'notified' };

describe('the sizes of writes over Bluetooth', () => {
  it.each([
    ['another system', { browser: 'chrome', system: 'android' }],
    ['another browser', { browser: 'edge', system: 'linux' }],
  ])('that links learned on %s are not begun with here', async (_, elsewhere) => {
    const there = new DeviceBook(() => 1, elsewhere);
    await there.noteBluetooth('esp32_0A1B2C', SIZES);
    expect(await there.knownBluetooth()).toMatchObject([{ ...elsewhere, ...SIZES }]);
    expect(await new DeviceBook(() => 2, HERE).knownBluetooth()).toEqual([]);
  });

  it('that links learned here are known to the next page, by the kind of device', async () => {
    await new DeviceBook(() => 1, HERE).noteBluetooth('esp32_0A1B2C', SIZES);
    await new DeviceBook(() => 2, HERE).noteBluetooth('esp32_FFFFFF', {
      ...SIZES,
      writeBytes: 244,
    });
    expect(await new DeviceBook(() => 3, HERE).knownBluetooth()).toEqual([
      { ...HERE, model: 'esp32', ...SIZES, writeBytes: 244, learnedAtMs: 2 },
    ]);
  });

  it('can be taken along wherever they were learned', async () => {
    const book = new DeviceBook(() => 1, HERE);
    const all = valueOf(await book.bluetoothSettings());
    expect(all.map(({ system }) => system).sort()).toEqual(['android', 'linux', 'linux']);
  });
});
