import { chipFilesystems } from '../../../../src/ota-core/fs/open-filesystem.ts';
import { describe, expect, it } from 'vitest';
import { openSlot, type DeviceProfile } from '../../../../src/ota-core/device/profile.ts';
import { PowerCut, type Flash } from '../../../../src/ota-core/flash/flash.ts';
import { FaultPlan } from '../../../../src/ota-core/flash/fault-plan.ts';
import type { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { createDevice } from '../../../../src/ota-core/device/create-device.ts';
import {
  identity,
  nativeDigests,
  profileNamed,
  startDevice,
  tinyBundle,
  writeParams,
} from '../../../support/ota-core/device/test-device.ts';
import { filesIn, listingOf } from '../../../support/ota-core/device/fixture-files.ts';

const slotBytes = (profile: string, flash: NorFlash, slot: 0 | 1): string => {
  const { app, fs } = openSlot(profileNamed(profile), flash, slot);
  return digestOf([app, fs]);
};

const appBytes = (profile: string, flash: NorFlash, slot: 0 | 1): string =>
  digestOf([openSlot(profileNamed(profile), flash, slot).app]);

function digestOf(windows: readonly Flash[]): string {
  const digest = nativeDigests.create('sha256');
  for (const window of windows) {
    const bytes = new Uint8Array(window.geometry.size);
    window.read(0, bytes);
    digest.update(bytes);
  }
  return Buffer.from(digest.digest()).toString('hex');
}

describe.each(['esp32', 'reference'])('what an update may touch on %s', (profile) => {
  it('leaves the running slot as it is, and everything but the target slot until the end', () => {
    const { flash, call, push } = startDevice({ profile });
    const table = profileNamed(profile).partitions;
    const target = table.filter(({ slot }) => slot === 1);
    const before = slotBytes(profile, flash, 0);
    const app = appBytes(profile, flash, 0);
    const strays: number[] = [];
    const stop = flash.observe(({ offset, length }) => {
      const inside = target.some(
        (area) => offset >= area.offset && offset + length <= area.offset + area.sizeBytes,
      );
      if (!inside) strays.push(offset);
    });
    push(tinyBundle);
    stop();
    expect(strays).toEqual([]);
    expect(slotBytes(profile, flash, 0)).toBe(before);
    call('OTA.End');
    expect(appBytes(profile, flash, 0)).toBe(app);
    expect(Object.keys(listingOf(filesIn(profileNamed(profile), flash, 0)))).toEqual([
      'updater.dat',
    ]);
    expect(slotBytes(profile, flash, 1)).not.toBe(before);
  });

  it('lets a power cut through, and runs the old firmware afterwards', () => {
    const { flash, registry } = startDevice({ profile });
    const plan = new FaultPlan(flash, { operation: 9, variant: 'random', seed: 7 });
    const ports = {
      flash: plan,
      firmware: registry,
      filesystems: chipFilesystems,
      digest: nativeDigests,
      log: () => undefined,
    };
    const device = createDevice({ profile: profileNamed(profile), identity, ports });
    device.powerOn(0);
    const call = (method: string, params: unknown) =>
      device.handle(method, params, 0, { channel: 'WS_in' });
    call('OTA.Begin', { size: tinyBundle.length, commit_timeout: 300 });
    const write = () => {
      for (let offset = 0; offset < tinyBundle.length; offset += 2048)
        call('OTA.Write', writeParams(tinyBundle, offset, 2048));
    };
    expect(write).toThrow(PowerCut);
    plan.powerOn();
    expect(device.powerOn(0)).toMatchObject({ kind: 'booted', slot: 0, committed: true });
    expect(device.running()).toMatchObject({ firmware: { version: '1.0.0' } });
    expect(device.handle('OTA.Status', null, 0, { channel: 'WS_in' })).toMatchObject({
      result: { state: 0, progress_percent: 0 },
    });
  });

  it('refuses to write the running slot even for a scheme that names it as the target', () => {
    const { flash, registry } = startDevice({ profile });
    const honest = profileNamed(profile);
    const lying: DeviceProfile = {
      ...honest,
      createScheme(chip, ports) {
        const scheme = honest.createScheme(chip, ports);
        return {
          guard: scheme.guard,
          boot: () => scheme.boot(),
          current: () => scheme.current(),
          targetSlot: () => scheme.current().activeSlot,
          stage: (image, options) => scheme.stage(image, options),
          commit: () => scheme.commit(),
          revert: () => scheme.revert(),
          format: (image) => scheme.format(image),
        };
      },
    };
    const ports = {
      flash,
      firmware: registry,
      filesystems: chipFilesystems,
      digest: nativeDigests,
      log: () => undefined,
    };
    const device = createDevice({ profile: lying, identity, ports });
    device.powerOn(0);
    const before = slotBytes(profile, flash, 0);
    device.handle('OTA.Begin', { size: tinyBundle.length }, 0, { channel: 'WS_in' });
    const reply = device.handle('OTA.Write', writeParams(tinyBundle, 0, 3000), 0, {
      channel: 'WS_in',
    });
    expect(reply).toEqual({ kind: 'error', code: -11, message: '-11 Write failed' });
    expect(slotBytes(profile, flash, 0)).toBe(before);
  });
});
