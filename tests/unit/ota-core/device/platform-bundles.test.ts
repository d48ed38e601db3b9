/** Every platform's bundle of the fixtures on every profile: it updates its own, and all others refuse it unharmed. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSlot } from '../../../../src/ota-core/device/profile.ts';
import { PROFILE_NAMES } from '../../../../src/ota-core/platforms/index.ts';
import { chipFilesystems } from '../../../../src/ota-core/fs/open-filesystem.ts';
import {
  passTime,
  profileNamed,
  readBundle,
  startDevice,
} from '../../../support/ota-core/device/test-device.ts';

const BUNDLES = readdirSync('tests/fixtures/bundles').filter((name) =>
  /^demo-[a-z\d]+-1\.1\.0\.zip$/.test(name),
);
const platformOf = (bundle: string): string => bundle.split('-')[1] ?? '';
const OURS = Uint8Array.of(1, 2, 3, 4, 5);

/** A device with a file of its own, where files are. */
function usedDevice(profile: string) {
  const parts = startDevice({ profile });
  const { filesystem } = profileNamed(profile);
  const data = Buffer.from(OURS).toString('base64');
  if (filesystem === 'mounted') parts.call('FS.Put', { filename: 'ours.bin', data });
  return { ...parts, hasFiles: filesystem === 'mounted' };
}

function oursOn(profile: string, { flash, device }: ReturnType<typeof usedDevice>) {
  const slot = device.running()?.boot.activeSlot ?? 0;
  const files = chipFilesystems.open(openSlot(profileNamed(profile), flash, slot).fs);
  return [...(files.read('ours.bin') ?? [])];
}

it('there is a bundle of every platform but the one that is a guess', () => {
  const platforms = [...new Set(PROFILE_NAMES.map((name) => profileNamed(name).arch))];
  const missing = platforms.filter((arch) => !BUNDLES.map(platformOf).includes(arch));
  expect(missing).toEqual(['cc3220']);
});

describe.each(PROFILE_NAMES)('the profile %s', (profile) => {
  const { arch } = profileNamed(profile);
  const own = BUNDLES.filter((bundle) => platformOf(bundle) === arch);
  const foreign = BUNDLES.filter((bundle) => platformOf(bundle) !== arch);

  it.each(own)('is updated by %s, and keeps what its user wrote', (bundle) => {
    const used = usedDevice(profile);
    const { device, call } = used;
    expect(used.push(readBundle(bundle)).kind).toBe('result');
    expect(call('OTA.End').kind).toBe('result');
    passTime(device, 5_000);
    expect(device.running()?.firmware.version).toBe('1.1.0');
    expect(call('OTA.Commit', null, 5_000).kind).toBe('result');
    device.powerOn(10_000);
    expect(device.running()).toMatchObject({
      firmware: { version: '1.1.0' },
      boot: { committed: true },
    });
    if (used.hasFiles) expect(oursOn(profile, used)).toEqual([...OURS]);
  });

  it.each(foreign)('refuses %s before a byte of it is written', (bundle) => {
    const used = usedDevice(profile);
    const before = used.flash.operations;
    const reply = used.push(readBundle(bundle));
    expect(reply.kind).toBe('error');
    expect(used.flash.operations).toBe(before);
    used.device.powerOn(10_000);
    expect(used.device.running()).toMatchObject({
      firmware: { version: '1.0.0' },
      boot: { committed: true },
    });
  });
});
