import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type {
  DeviceSetting,
  SavedSettings,
  SettingChange,
} from '../../../../../src/contracts/managed-device.ts';
import { DeviceSettings } from '../../../../../src/ui/features/device/device-settings.svelte.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';

const plain = (path: string, value: DeviceSetting['value']): DeviceSetting => ({
  path,
  value,
  isSecret: false,
  isSet: false,
});
const TIMEOUT = plain('update.timeout', 600);
const SSID = plain('wifi.sta.ssid', 'hall');
const ENABLE = plain('wifi.sta.enable', true);
const PASS: DeviceSetting = { path: 'wifi.sta.pass', value: '', isSecret: true, isSet: true };
const ALL = [TIMEOUT, SSID, ENABLE, PASS];

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const lost: Outcome<never> = {
  ok: false,
  failure: toFailure(new OtaError('link/lost', { kind: 'tcp', detail: 'reset' })),
};

function form({
  read = () => ok(ALL),
  save = () => ok({ settings: ALL, restart: null }),
}: {
  readonly read?: () => Outcome<readonly DeviceSetting[]>;
  readonly save?: () => Outcome<SavedSettings>;
} = {}) {
  const saved: (readonly [readonly SettingChange[], boolean])[] = [];
  const updater = {
    deviceSettings: () => Promise.resolve(read()),
    changeSettings(changes: readonly SettingChange[], restarts: boolean) {
      saved.push([changes, restarts]);
      return Promise.resolve(save());
    },
  } as unknown as UpdaterClient; // the form asks for nothing else
  return { settings: new DeviceSettings((question) => question(updater)), saved };
}

describe('the form of settings', () => {
  it('has a group for each first name, in the order of the device', async () => {
    const { settings } = form();
    await settings.read();
    expect(settings.step.kind).toBe('loaded');
    expect(settings.groups).toEqual([
      { name: 'update', settings: [TIMEOUT] },
      { name: 'wifi', settings: [SSID, ENABLE, PASS] },
    ]);
    expect(settings.shown(TIMEOUT)).toBe('600');
  });

  it('sends only what is another value, each of its kind', async () => {
    const { settings, saved } = form();
    await settings.read();
    settings.type(TIMEOUT, '900');
    settings.type(SSID, 'hall');
    settings.type(ENABLE, false);
    settings.type(PASS, '');
    expect(settings.changes).toEqual([
      { path: 'update.timeout', value: 900 },
      { path: 'wifi.sta.enable', value: false },
    ]);
    expect(await settings.save(true)).toBe(true);
    expect(saved).toEqual([
      [
        [
          { path: 'update.timeout', value: 900 },
          { path: 'wifi.sta.enable', value: false },
        ],
        true,
      ],
    ]);
  });

  it.each([
    ['x', 'number'],
    ['', 'number'],
    ['1e3', 'number'],
    ['6.5', 'whole'],
    ['-3', null],
    [' 7 ', null],
  ])('of a whole number, %j is %s', async (typed, problem) => {
    const { settings, saved } = form();
    await settings.read();
    settings.type(TIMEOUT, typed);
    expect(settings.problemOf(TIMEOUT)).toBe(problem);
    expect(settings.isWrong).toBe(problem !== null);
    expect(await settings.save(false)).toBe(problem === null);
    expect(saved).toHaveLength(problem === null ? 1 : 0);
  });

  it('shows what the device has after it was saved, and knows of no change then', async () => {
    const now = plain('update.timeout', 900);
    const { settings } = form({ save: () => ok({ settings: [now], restart: 'seen' }) });
    await settings.read();
    settings.type(TIMEOUT, '900');
    await settings.save(true);
    expect(settings.step).toEqual({ kind: 'saved', restarted: true });
    expect(settings.groups[0]?.settings).toEqual([now]);
    expect(settings.changes).toEqual([]);
  });

  it('keeps what was typed where it was not saved, and takes it back when it is told to', async () => {
    const { settings } = form({ save: () => lost });
    await settings.read();
    settings.type(SSID, 'yard');
    expect(await settings.save(false)).toBe(false);
    expect(settings.step.kind).toBe('unsaved');
    expect(settings.changes).toEqual([{ path: 'wifi.sta.ssid', value: 'yard' }]);
    settings.undo();
    expect(settings.changes).toEqual([]);
    expect(settings.shown(SSID)).toBe('hall');
  });

  it('passes over the answer of a device that is not there any more', async () => {
    const { settings } = form();
    const reading = settings.read();
    settings.forget();
    await reading;
    expect([settings.groups, settings.step]).toEqual([[], { kind: 'none' }]);
    await settings.read();
    settings.type(SSID, 'yard');
    const saving = settings.save(false);
    settings.forget();
    await saving;
    expect(settings.step).toEqual({ kind: 'none' });
  });

  it('keeps nothing of a device that is not there any more', async () => {
    const { settings } = form();
    await settings.read();
    settings.type(SSID, 'yard');
    settings.forget();
    expect([settings.groups, settings.changes, settings.step]).toEqual([[], [], { kind: 'none' }]);
    const failing = form({ read: () => lost }).settings;
    await failing.read();
    expect(failing.step.kind).toBe('unreadable');
  });
});
