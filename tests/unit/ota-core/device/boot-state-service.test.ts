import { describe, expect, it } from 'vitest';
import { FlashFault, PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import { openSlot, slotPartition } from '../../../../src/ota-core/device/profile.ts';
import {
  passTime,
  profileNamed,
  readBundle,
  resultOf,
  startDevice,
  tinyBundle,
  type TestDevice,
} from '../../../support/ota-core/device/test-device.ts';

const NULL = { kind: 'result', result: null };
const result = (value: unknown) => ({ kind: 'result', result: value });
const error = (code: number, message: string | null) => ({ kind: 'error', code, message });
const HERE = ['esp32', 'esp32-stock', 'reference', 'esp32c3', 'esp8266-hardened'];

function bundleFor(profile: string): Uint8Array {
  const { arch } = profileNamed(profile);
  return arch === 'esp32' ? tinyBundle : readBundle(`demo-${arch}-1.1.0.zip`);
}

function onTrial(profile: string): TestDevice {
  const device = startDevice({ profile });
  device.push(bundleFor(profile));
  device.call('OTA.End');
  passTime(device.device, 1000);
  return device;
}

function slotsOf({ flash }: TestDevice, profile: string) {
  const read = (slot: 0 | 1, kind: 'app' | 'fs'): string => {
    const window = openSlot(profileNamed(profile), flash, slot)[kind];
    const bytes = new Uint8Array(window.geometry.size);
    window.read(0, bytes);
    return Buffer.from(bytes).toString('latin1');
  };
  return { same: (kind: 'app' | 'fs') => read(0, kind) === read(1, kind) };
}

describe.each(HERE)('OTA.CreateSnapshot on %s', (profile) => {
  it('copies what runs into the other slot, and keeps the state as it is', () => {
    const device = startDevice({ profile });
    const slots = slotsOf(device, profile);
    expect([slots.same('app'), slots.same('fs')]).toEqual([false, false]);
    expect(device.call('OTA.CreateSnapshot')).toEqual(result({ slot: 1 }));
    expect([slots.same('app'), slots.same('fs')]).toEqual([true, true]);
    expect(resultOf(device.call('OTA.GetBootState'))).toMatchObject({
      active_slot: 0,
      is_committed: true,
      commit_timeout: 0,
    });
    expect(device.device.powerOn(10)).toMatchObject({ kind: 'booted', slot: 0, committed: true });
  });

  it('writes nothing where the copy is there already', () => {
    const device = startDevice({ profile });
    device.call('OTA.CreateSnapshot');
    let operations = 0;
    device.flash.observe(() => (operations += 1));
    expect(device.call('OTA.CreateSnapshot')).toEqual(result({ slot: 1 }));
    expect(operations).toBe(0);
  });

  it('with set_as_revert puts what runs on trial, with the copy to go back to and the time as text', () => {
    const device = startDevice({ profile });
    const params = { set_as_revert: true, commit_timeout: '60' };
    expect(device.call('OTA.CreateSnapshot', params)).toEqual(result({ slot: 1 }));
    expect(device.call('OTA.GetBootState')).toEqual(
      result({ active_slot: 0, is_committed: false, revert_slot: 1, commit_timeout: 60 }),
    );
    expect(resultOf(device.call('OTA.Status'))).toMatchObject({
      is_committed: false,
      commit_timeout: 60,
    });
    expect(device.call('OTA.Begin')).toEqual(
      error(-1, 'Previous update has not been committed yet'),
    );
    expect(device.call('OTA.CreateSnapshot')).toEqual(
      error(-1, 'Cannot create snapshots in uncommitted state'),
    );
    expect(device.call('OTA.Commit')).toEqual(NULL);
    expect(device.device.powerOn(10)).toMatchObject({ kind: 'booted', slot: 0, committed: true });
  });

  it('is refused on trial, and while an update is on its way or waits for its restart', () => {
    expect(onTrial(profile).call('OTA.CreateSnapshot', null, 1000)).toEqual(
      error(-1, 'Cannot create snapshots in uncommitted state'),
    );
    const device = startDevice({ profile });
    device.push(bundleFor(profile));
    expect(device.call('OTA.CreateSnapshot')).toEqual(error(-1, 'Failed to create snapshot'));
    device.call('OTA.End');
    expect(device.call('OTA.CreateSnapshot')).toEqual(error(-1, 'Failed to create snapshot'));
  });
});

it.each(['esp32', 'reference', 'esp8266-hardened', 'esp8266'])(
  'an unexpected restart of %s falls back to the copy that a snapshot set',
  (profile) => {
    const device = startDevice({ profile });
    device.call('OTA.CreateSnapshot', { set_as_revert: true });
    expect(device.device.powerOn(10)).toMatchObject({ kind: 'reverted', from: 0, to: 1 });
    expect(resultOf(device.call('OTA.GetBootState'))).toMatchObject({
      active_slot: 1,
      is_committed: true,
    });
    expect(resultOf(device.call('Sys.GetInfo', null, 20))).toMatchObject({ fw_version: '1.0.0' });
  },
);

it.each(['esp32', 'reference'])(
  'a commit after a snapshot on %s leaves no commit time behind',
  (profile) => {
    const device = startDevice({ profile });
    device.call('OTA.CreateSnapshot', { set_as_revert: true, commit_timeout: 60 });
    expect(resultOf(device.call('FS.Get', { filename: 'updater.dat' }))).toEqual({
      data: 'PAAAAA==',
      left: 0,
    });
    device.call('OTA.Commit');
    expect(resultOf(device.call('OTA.GetBootState'))).toMatchObject({ commit_timeout: 0 });
    expect(device.call('FS.Get', { filename: 'updater.dat' })).toMatchObject({ code: 400 });
  },
);

describe.each(['cc3200', 'stm32', 'rs14100'])('on %s', (profile) => {
  it('OTA.CreateSnapshot and OTA.SetBootState fail, and change nothing', () => {
    const { call, flash } = startDevice({ profile });
    let operations = 0;
    flash.observe(() => (operations += 1));
    expect(call('OTA.CreateSnapshot')).toEqual(error(-1, 'Failed to create snapshot'));
    expect(call('OTA.SetBootState', { is_committed: false })).toEqual(error(-3, null));
    expect(operations).toBe(0);
  });
});

describe.each(HERE)('OTA.SetBootState on %s', (profile) => {
  it.each([[null], [{}], [{ active_slot: 'x', is_committed: 'yes', other: 1 }]])(
    'wants one of its arguments: %j',
    (params) => {
      expect(startDevice({ profile }).call('OTA.SetBootState', params)).toEqual(error(-2, null));
    },
  );

  it.each([
    { active_slot: 2 },
    { active_slot: -1, is_committed: true },
    { is_committed: false, revert_slot: 5 },
  ])('has two slots: %j', (params) => {
    expect(startDevice({ profile }).call('OTA.SetBootState', params)).toEqual(error(-3, null));
  });

  it('commits what is on trial, without a restart', () => {
    const { call, device } = onTrial(profile);
    expect(call('OTA.SetBootState', { is_committed: true }, 1000)).toEqual(NULL);
    expect(resultOf(call('OTA.GetBootState', null, 1000))).toMatchObject({
      active_slot: 1,
      is_committed: true,
    });
    expect(device.powerOn(2000)).toMatchObject({ kind: 'booted', slot: 1, committed: true });
  });

  it('names the other slot for the next start; until then nothing is updated or committed', () => {
    const { call, device } = onTrial(profile);
    call('OTA.Commit', null, 1000);
    expect(call('OTA.SetBootState', { active_slot: 0, is_committed: true }, 1000)).toEqual(NULL);
    expect(resultOf(call('OTA.GetBootState', null, 1000))).toMatchObject({ active_slot: 0 });
    expect(resultOf(call('Sys.GetInfo', null, 1000))).toMatchObject({ fw_version: '1.1.0' });
    expect(call('OTA.Begin', null, 1000)).toMatchObject({ kind: 'error', code: -1 });
    expect(device.powerOn(2000)).toMatchObject({ kind: 'booted', slot: 0, committed: true });
    expect(resultOf(call('Sys.GetInfo', null, 2000))).toMatchObject({ fw_version: '1.0.0' });
  });

  it('sets the commit time alone, and keeps the rest', () => {
    const { call } = onTrial(profile);
    expect(call('OTA.SetBootState', { commit_timeout: 77 }, 1000)).toEqual(NULL);
    expect(resultOf(call('OTA.GetBootState', null, 1000))).toMatchObject({
      active_slot: 1,
      is_committed: false,
      revert_slot: 0,
      commit_timeout: 77,
    });
  });
});

it.each(['esp32', 'reference', 'esp8266-hardened'])(
  'OTA.SetBootState of %s names no slot that cannot start',
  (profile) => {
    const { call, device } = startDevice({ profile });
    expect(call('OTA.SetBootState', { active_slot: 1 })).toEqual(error(-3, null));
    expect(call('OTA.SetBootState', { is_committed: false, revert_slot: 1 })).toEqual(
      error(-3, null),
    );
    expect(device.powerOn(10)).toMatchObject({ kind: 'booted', slot: 0, committed: true });
  },
);

it.each([
  ['OTA.CreateSnapshot', 7],
  ['OTA.SetBootState', 1],
])('a power cut after any flash operation of %s leaves a device that starts', (method, step) => {
  for (const profile of ['esp32', 'reference']) {
    let tried = 0;
    for (let cutAt = 1, isDone = false; !isDone; cutAt += step) {
      const { call, device, flash } = startDevice({ profile });
      if (method === 'OTA.SetBootState') call('OTA.CreateSnapshot');
      let operations = 0;
      let isArmed = true;
      flash.observe(() => {
        operations += 1;
        if (isArmed && operations === cutAt) throw new PowerCut(cutAt);
      });
      try {
        call(method, { set_as_revert: true, is_committed: false, revert_slot: 1 });
        isDone = true;
      } catch (cut) {
        if (!(cut instanceof PowerCut)) throw cut;
        tried += 1;
      }
      isArmed = false;
      expect(device.powerOn(10).kind).not.toBe('bricked');
      expect(device.running()).toMatchObject({ firmware: { version: '1.0.0' }, hung: false });
    }
    expect(tried).toBeGreaterThan(0);
  }
});

it.each([
  ['app', -2],
  ['fs', -3],
] as const)(
  'a chip that does not take the copy of the %s makes OTA.CreateSnapshot say so',
  (kind, code) => {
    const { call, device, flash } = startDevice();
    const { offset, sizeBytes } = slotPartition(profileNamed('esp32').partitions, kind, 1);
    flash.observe((operation) => {
      const isThere = operation.offset >= offset && operation.offset < offset + sizeBytes;
      if (isThere) throw new FlashFault('not-stored', offset);
    });
    expect(call('OTA.CreateSnapshot')).toEqual(error(code, 'Failed to create snapshot'));
    expect(device.powerOn(10)).toMatchObject({ kind: 'booted', slot: 0, committed: true });
  },
);

it('a filesystem that cannot be mounted keeps no commit time, after the state was set', () => {
  const image = new Uint8Array(65_536).fill(0x5a);
  const device = startDevice({ image });
  expect(device.call('OTA.SetBootState', { commit_timeout: 5 })).toEqual(error(-4, null));
  const params = { set_as_revert: true, commit_timeout: 5 };
  expect(device.call('OTA.CreateSnapshot', params)).toEqual(
    error(-4, 'Failed to set commit timeout'),
  );
  expect(resultOf(device.call('OTA.GetBootState'))).toMatchObject({ is_committed: false });
});
