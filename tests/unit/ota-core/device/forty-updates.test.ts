/** I8, through the whole device: what a user wrote outlives any number of updates. */
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../../src/ota-core/primitives/base64.ts';
import { EXPECTED, filesIn, listingOf } from '../../../support/ota-core/device/fixture-files.ts';
import {
  passTime,
  profileNamed,
  readBundle,
  readImage,
  resultOf,
  startDevice,
} from '../../../support/ota-core/device/test-device.ts';

const UPDATES = 40;
/** A LittleFS and a SPIFFS in turn; at last the big one, whose files no small filesystem has room for. */
const LITTLEFS = readBundle('demo-esp32-1.1.0.zip');
const SPIFFS = readBundle('demo-esp32-1.1.0-spiffs.zip');
const LAST = readBundle('demo-esp32-2.0.0.zip');
const bundleFor = (turn: number): Uint8Array => {
  if (turn === UPDATES - 1) return LAST;
  return turn % 2 === 0 ? LITTLEFS : SPIFFS;
};
/** Of the user and of the device itself: no image ships them. */
const WRITTEN = ['calibration.dat', 'conf5.json', 'conf9.json', 'log_0.txt'];
const NEW_SETTINGS = '{"wifi":{"sta":{"ssid":"moved house","pass":"another secret"}}}';

describe.each(['esp32', 'reference'])('forty updates of a %s', (profileName) => {
  it.each(['lfsuser.img', 'spiffsuser.img'])(
    'that began with %s leave every file that its user wrote as it is',
    (image) => {
      const profile = profileNamed(profileName);
      const { device, flash, call, push } = startDevice({
        profile: profileName,
        image: readImage(image),
      });
      const contentOf = (filename: string) => resultOf(call('FS.Get', { filename }))['data'];
      const settings = encodeBase64(new TextEncoder().encode(NEW_SETTINGS));
      const expected = new Map(WRITTEN.map((name) => [name, contentOf(name)]));
      let slot: 0 | 1 = 0;
      for (let turn = 0; turn < UPDATES; turn += 1) {
        if (turn === UPDATES / 2) {
          // Changed by its user half way: from then on the change is what is kept.
          call('FS.Put', { filename: 'conf9.json', data: settings });
          expected.set('conf9.json', settings);
        }
        expect(push(bundleFor(turn)).kind, `update ${turn}`).toBe('result');
        expect(call('OTA.End').kind, `update ${turn}`).toBe('result');
        passTime(device, 500);
        slot = slot === 0 ? 1 : 0;
        expect(device.running(), `update ${turn}`).toMatchObject({
          boot: { activeSlot: slot, committed: false },
          merge: { failed: [] },
        });
        expect(call('OTA.Commit').kind, `update ${turn}`).toBe('result');
        for (const [name, data] of expected)
          expect(contentOf(name) === data, `update ${turn}: ${name}`).toBe(true);
      }
      const after = listingOf(filesIn(profile, flash, slot));
      const { 'conf9.json': changed, ...others } = after;
      expect(changed?.size).toBe(NEW_SETTINGS.length);
      for (const name of WRITTEN.filter((one) => one !== 'conf9.json'))
        expect(others[name], name).toEqual(EXPECTED['device_before']?.[name]);
      expect(after).not.toHaveProperty('updater.dat');
    },
    120_000,
  );
});
