/** Each platform's demo bundle updates the devices of that platform, and nobody else's. */
import { describe, expect, it } from 'vitest';
import { PLATFORMS, PROFILE_NAMES } from '../../src/ota-core/platforms/index.ts';
import { WITHOUT_BUNDLE } from '../support/bundle/platform-bundle.ts';
import {
  passTime,
  profileNamed,
  readBundle,
  startDevice,
} from '../support/ota-core/device/test-device.ts';

const PLATFORMS_WITH_BUNDLES = PLATFORMS.filter((platform) => platform !== WITHOUT_BUNDLE);
const BUNDLES = PLATFORMS_WITH_BUNDLES.map((platform) => ({
  platform,
  bytes: readBundle(`demo-${platform}-1.1.0.zip`),
}));

describe.each(PROFILE_NAMES)('a device of the profile %s', (profile) => {
  const { arch } = profileNamed(profile);

  it.runIf(PLATFORMS_WITH_BUNDLES.includes(arch))(
    'is updated by the bundle of its platform',
    () => {
      const { device, call, push } = startDevice({ profile });
      const own = BUNDLES.find(({ platform }) => platform === arch)?.bytes ?? new Uint8Array(0);
      expect(push(own)).toEqual({ kind: 'result', result: null });
      expect(call('OTA.End')).toEqual({ kind: 'result', result: null });
      passTime(device, 600);
      expect(device.running()).toMatchObject({
        firmware: { name: 'demo', version: '1.1.0' },
        boot: { activeSlot: 1, revertSlot: 0, committed: false, commitTimeoutMs: 300_000 },
      });
      expect(call('OTA.Commit', null, 700)).toEqual({ kind: 'result', result: null });
      expect(device.powerOn(1000)).toMatchObject({ kind: 'booted', slot: 1, committed: true });
      expect(device.running()?.firmware.version).toBe('1.1.0');
    },
  );

  it('refuses the bundle of every other platform before it writes a byte', () => {
    for (const { platform, bytes } of BUNDLES) {
      if (platform === arch) continue;
      const { device, flash, push } = startDevice({ profile });
      const operations = flash.operations;
      expect(push(bytes), platform).toMatchObject({ kind: 'error', message: '-1 Wrong platform' });
      expect(flash.operations).toBe(operations);
      expect(device.running()?.firmware.version).toBe('1.0.0');
    }
  });
});
