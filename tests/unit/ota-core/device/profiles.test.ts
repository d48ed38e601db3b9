import { describe, expect, it } from 'vitest';
import {
  namedPartition,
  slotPartition,
  openSlot,
} from '../../../../src/ota-core/device/profile.ts';
import { PLATFORMS, PROFILE_NAMES, profileFor } from '../../../../src/ota-core/platforms/index.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { partitionAt } from '../../../../src/ota-core/device/profile.ts';

describe('profiles', () => {
  it('every platform has one that reports its own arch', () => {
    for (const platform of PLATFORMS)
      expect(profileFor({ platform })).toMatchObject({ name: platform, arch: platform });
    expect(profileFor({})?.name).toBe('esp32');
  });

  it('a profile name says the platform too, and must not contradict it', () => {
    expect(profileFor({ profile: 'reference' })).toMatchObject({ arch: 'esp32' });
    expect(profileFor({ platform: 'esp32', profile: 'reference' })?.name).toBe('reference');
    expect(profileFor({ platform: 'esp8266', profile: 'reference' })).toBeNull();
    expect(profileFor({ platform: 'reference' })).toBeNull();
    expect(profileFor({ platform: 'esp31' })).toBeNull();
    expect(profileFor({ profile: 'no-such' })).toBeNull();
    expect(PROFILE_NAMES).toContain('reference');
  });

  it('partitions lie on erase blocks, inside the chip, and do not overlap', () => {
    for (const name of PROFILE_NAMES) {
      const profile = profileFor({ profile: name })!;
      const { size, eraseSize } = profile.geometry;
      let end = 0;
      for (const { offset, sizeBytes } of profile.partitions) {
        expect(offset % eraseSize).toBe(0);
        expect(sizeBytes % eraseSize).toBe(0);
        expect(offset).toBeGreaterThanOrEqual(end);
        end = offset + sizeBytes;
      }
      expect(end).toBeLessThanOrEqual(size);
    }
  });

  it('the esp32 has the default map of Mongoose OS', () => {
    const { partitions } = profileFor({ platform: 'esp32' })!;
    expect(partitions.map(({ name, offset, sizeBytes }) => [name, offset, sizeBytes])).toEqual([
      ['nvs', 0x9000, 0x4000],
      ['otadata', 0xd000, 0x2000],
      ['app_0', 0x10000, 0x180000],
      ['fs_0', 0x190000, 0x40000],
      ['app_1', 0x1d0000, 0x180000],
      ['fs_1', 0x350000, 0x40000],
    ]);
  });

  it('finds partitions by slot, by name and by place, and fails loudly on what is not there', () => {
    const { partitions } = profileFor({ profile: 'reference' })!;
    expect(slotPartition(partitions, 'fs', 1).name).toBe('fs_1');
    expect(namedPartition(partitions, 'bcfg1').offset).toBe(0xe000);
    expect(partitionAt(partitions, 0x1cffff)?.name).toBe('fs_0');
    expect(partitionAt(partitions, 0x1d0000)?.name).toBe('app_1');
    expect(partitionAt(partitions, 0)).toBeNull();
    expect(() => namedPartition(partitions, 'otadata')).toThrow('no partition otadata');
    expect(() => slotPartition([], 'app', 0)).toThrow('no app partition');
  });

  it('opens the windows of a slot where its partitions lie', () => {
    const profile = profileFor({ platform: 'esp32' })!;
    const chip = new NorFlash(profile.geometry);
    openSlot(profile, chip, 1).app.program(0, Uint8Array.of(1, 2, 3, 4));
    openSlot(profile, chip, 1).fs.program(0, Uint8Array.of(5, 6, 7, 8));
    expect([...chip.image().subarray(0x1d0000, 0x1d0004)]).toEqual([1, 2, 3, 4]);
    expect([...chip.image().subarray(0x350000, 0x350004)]).toEqual([5, 6, 7, 8]);
  });
});
