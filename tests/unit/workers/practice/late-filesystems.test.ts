import { expect, it } from 'vitest';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { createLateFilesystems } from '../../../../src/workers/practice/late-filesystems.ts';
import { readImage } from '../../../support/ota-core/device/test-device.ts';

const chipWith = (name: string): NorFlash => {
  const image = readImage(name);
  return new NorFlash(
    { size: image.length, eraseSize: 4096, programSize: 4, wordOnce: false },
    { image },
  );
};

it('a filesystem of new chips is mounted at once, every other one when the rest is there', async () => {
  const filesystems = createLateFilesystems();
  expect(filesystems.open(chipWith('lfsuser.img')).kind).toBe('littlefs');
  expect(() => filesystems.open(chipWith('spiffsuser.img'))).toThrow('corrupt');
  await filesystems.complete();
  expect(filesystems.open(chipWith('spiffsuser.img')).kind).toBe('spiffs');
  expect(filesystems.open(chipWith('lfsuser.img')).kind).toBe('littlefs');
});
