import { describe, expect, it } from 'vitest';
import type { DeviceSetting } from '../../../../../src/contracts/managed-device.ts';
import { ManagedDevice } from '../../../../../src/ui/features/device/managed-device.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';

const SSID: DeviceSetting = { path: 'wifi.sta.ssid', value: 'hall', isSecret: false, isSet: false };
const ok = <T>(value: T) => ({ ok: true, value }) as const;

/** A device whose settings and files were read; `put` never ends. */
async function read() {
  const updater = {
    deviceSettings: () => Promise.resolve(ok([SSID])),
    deviceFiles: () => Promise.resolve(ok({ files: [], freeBytes: null, totalBytes: null })),
    putDeviceFile: () => new Promise(() => undefined),
  } as unknown as UpdaterClient; // nothing else is asked
  const managed = new ManagedDevice((question) => question(updater));
  managed.follow('gate 4, 1.0.0');
  await managed.settings.read();
  await managed.files.read();
  return managed;
}

const shown = ({ settings, files }: ManagedDevice) => [settings.groups.length, files.list !== null];

describe('settings and files of a device', () => {
  it('are read anew when somebody looks again', async () => {
    const managed = await read();
    expect(shown(managed)).toEqual([1, true]);
    managed.opened();
    expect(shown(managed)).toEqual([0, false]);
    expect([managed.settings.step.kind, managed.files.step.kind]).toEqual(['none', 'none']);
  });

  it('keep what was typed and what is under way while nobody looks', async () => {
    const managed = await read();
    managed.settings.type(SSID, 'yard');
    void managed.files.put(new File(['x'], 'x.txt'));
    managed.opened();
    expect(managed.settings.changes).toEqual([{ path: 'wifi.sta.ssid', value: 'yard' }]);
    expect(managed.files.step).toMatchObject({ kind: 'writing', name: 'x.txt' });
  });

  it('are nothing of another device, or of another firmware', async () => {
    const managed = await read();
    managed.settings.type(SSID, 'yard');
    managed.follow('gate 4, 1.0.0');
    expect(shown(managed)).toEqual([1, true]);
    managed.follow('gate 4, 1.1.0');
    expect(shown(managed)).toEqual([0, false]);
    expect(managed.settings.changes).toEqual([]);
  });
});
