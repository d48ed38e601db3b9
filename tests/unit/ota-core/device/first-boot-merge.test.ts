import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../../src/bundle/make-bundle.ts';
import { encodeBase64 } from '../../../../src/ota-core/primitives/base64.ts';
import { littlefsImage } from '../../../support/ota-core/fs/littlefs-image.ts';
import { EXPECTED, filesIn, listingOf } from '../../../support/ota-core/device/fixture-files.ts';
import {
  nativeDigests,
  passTime,
  profileNamed,
  readBundle,
  readImage,
  resultOf,
  startDevice,
  type TestDevice,
  type TestDeviceOptions,
} from '../../../support/ota-core/device/test-device.ts';

const withoutTrial = (listing: ReturnType<typeof listingOf>) =>
  Object.fromEntries(Object.entries(listing).filter(([name]) => name !== 'updater.dat'));

/** Up to the first start of the new image. */
function updated(bundle: Uint8Array, options: TestDeviceOptions = {}): TestDevice {
  const found = startDevice(options);
  found.push(bundle);
  expect(found.call('OTA.End')).toEqual({ kind: 'result', result: null });
  passTime(found.device, 500);
  return found;
}

/** An update whose filesystem is this image. */
const bundleWith = (fs: Uint8Array): Uint8Array =>
  makeBundle(
    {
      name: 'demo',
      platform: 'esp32',
      version: '3.0.0',
      buildId: '20261101-120000/v3.0.0',
      parts: [
        { name: 'app', src: 'app.bin', bytes: new Uint8Array(4096).fill(0xe9) },
        { name: 'fs', src: 'fs.img', bytes: fs },
      ],
    },
    nativeDigests,
  );

const USER_FILES = ['calibration.dat', 'conf5.json', 'conf9.json', 'log_0.txt'];

describe('the merge at the first start', () => {
  const pairs = [
    ['lfsuser.img', 'demo-esp32-1.1.0.zip', 'after_merge_1.1.0'],
    ['lfsuser.img', 'demo-esp32-2.0.0.zip', 'after_merge_2.0.0'],
    ['lfsuser.img', 'demo-esp32-1.1.0-spiffs.zip', 'after_merge_1.1.0'],
    ['spiffsuser.img', 'demo-esp32-1.1.0.zip', 'after_merge_1.1.0'],
    ['spiffsuser.img', 'demo-esp32-2.0.0.zip', 'after_merge_2.0.0'],
    ['spiffsuser.img', 'demo-esp32-1.1.0-spiffs.zip', 'after_merge_1.1.0'],
  ] as const;
  for (const [image, bundle, after] of pairs)
    for (const profileName of ['esp32', 'reference'])
      it(`leaves exactly ${after} on a ${profileName} with ${image} updated by ${bundle}`, () => {
        const profile = profileNamed(profileName);
        const { flash, call, device } = updated(readBundle(bundle), {
          profile: profileName,
          image: readImage(image),
        });
        const trial = filesIn(profile, flash, 1);
        expect(withoutTrial(listingOf(trial))).toEqual(EXPECTED[after]);
        expect([...(trial.read('updater.dat') ?? [])]).toEqual([0x2c, 1, 0, 0]);
        expect(device.running()?.merge?.failed).toEqual([]);
        call('OTA.Commit');
        expect(listingOf(filesIn(profile, flash, 1))).toEqual(EXPECTED[after]);
        expect(device.running()?.endsAt).toBeNull();
      });

  it('keeps the old filesystem as it was, and forgets the trial after going back', () => {
    const profile = profileNamed('esp32');
    const options = { image: readImage('lfsuser.img') };
    const { flash, device } = updated(readBundle('demo-esp32-1.1.0.zip'), options);
    expect(withoutTrial(listingOf(filesIn(profile, flash, 0)))).toEqual(EXPECTED['device_before']);
    passTime(device, 400_000);
    expect(device.running()?.boot).toMatchObject({ activeSlot: 0, committed: true });
    expect(listingOf(filesIn(profile, flash, 0))).toEqual(EXPECTED['device_before']);
  });

  it('tells what was copied and kept, in OTA.Status only where extensions are asked for', () => {
    const options = { image: readImage('lfsuser.img'), extensions: true };
    const { call, device } = updated(readBundle('demo-esp32-1.1.0.zip'), options);
    const merge = {
      copied: [...USER_FILES, 'updater.dat'],
      kept: ['ca.pem', 'conf0.json', 'index.html', 'init.js', 'style.css'],
      failed: [],
    };
    expect(device.running()?.merge).toEqual(merge);
    expect(resultOf(call('OTA.Status'))).toMatchObject({ merge, commit_timeout: 300 });
    const stock = updated(readBundle('demo-esp32-1.1.0.zip'));
    expect(resultOf(stock.call('OTA.Status'))).not.toHaveProperty('merge');
  });

  it('takes the time on trial from an updater.dat that the new image ships', () => {
    const image = littlefsImage(65_536, { 'updater.dat': Uint8Array.of(60, 0, 0, 0) });
    const { call, device } = updated(bundleWith(image));
    expect(resultOf(call('OTA.Status'))).toMatchObject({ commit_timeout: 60 });
    expect(device.running()?.endsAt).toBe(60_500);
    expect(device.running()?.merge?.kept).toEqual(['updater.dat']);
  });

  it('commits by itself with a time of 0, and leaves no updater.dat', () => {
    const found = startDevice({ image: readImage('lfsuser.img') });
    found.push(readBundle('demo-esp32-1.1.0.zip'), { commit_timeout: 0 });
    found.call('OTA.End');
    passTime(found.device, 500);
    expect(found.device.running()?.boot.committed).toBe(true);
    const files = filesIn(profileNamed('esp32'), found.flash, 1);
    expect(listingOf(files)).toEqual(EXPECTED['after_merge_1.1.0']);
  });
});

describe('a merge that cannot be done', () => {
  const failures = [
    ['a full filesystem', littlefsImage(16_384), 'calibration.dat', 'full'],
    ['no filesystem at all', new Uint8Array(16_384).fill(0x5a), '/', 'unreadable'],
  ] as const;
  for (const profileName of ['esp32', 'reference'])
    for (const [what, image, name, reason] of failures)
      it(`says why, and goes back with all files as they were: ${what} on ${profileName}`, () => {
        const profile = profileNamed(profileName);
        const { device, flash, call, log } = updated(bundleWith(image), {
          profile: profileName,
          image: readImage('lfsuser.img'),
        });
        expect(device.running()).toMatchObject({
          hung: true,
          boot: { activeSlot: 1, committed: false },
          merge: { failed: [{ name, reason }] },
        });
        expect(call('Sys.GetInfo')).toEqual({ kind: 'none' });
        const deadline = device.nextDeadline() ?? 0;
        expect(device.tick(deadline).rebooted).toMatchObject({ kind: 'reverted', from: 1, to: 0 });
        expect(log).toContain('Init failed, going back');
        expect(listingOf(filesIn(profile, flash, 0))).toEqual(EXPECTED['device_before']);
        expect(device.nextDeadline()).toBeNull();
      });

  it('says that a name is too long for the new kind of filesystem', () => {
    const name = 'a-name-that-a-littlefs-holds-but-no-spiffs-can.txt';
    const image = littlefsImage(65_536, { [name]: Uint8Array.of(1) });
    const { device } = updated(readBundle('demo-esp32-1.1.0-spiffs.zip'), { image });
    expect(device.running()?.merge?.failed).toEqual([{ name, reason: 'name-too-long' }]);
  });

  it('refuses the update where the running filesystem has no room for updater.dat', () => {
    const found = startDevice({ image: littlefsImage(16_384) });
    let file = 0;
    const fill = (bytes: number): void => {
      const put = () =>
        found.call('FS.Put', {
          filename: `f${(file += 1)}`,
          data: encodeBase64(new Uint8Array(bytes)),
        });
      while (put().kind === 'result');
    };
    fill(200);
    fill(4);
    found.push(readBundle('demo-esp32-1.1.0.zip'));
    expect(found.call('OTA.End')).toMatchObject({
      kind: 'error',
      code: -1,
      message: '-1 Cannot save update status',
    });
    expect(found.device.running()?.boot).toMatchObject({ activeSlot: 0, committed: true });
  });
});
