import { expect, it } from 'vitest';
import { FileWatch } from '../../../src/emulator/file-watch.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { profileNamed, readImage, startDevice } from '../../support/ota-core/device/test-device.ts';

it('shows the files of both slots, and when the device changed which', () => {
  const { flash, call } = startDevice({ image: readImage('lfsuser.img') });
  const watch = new FileWatch(profileNamed('esp32'), flash);
  flash.observe((operation) => watch.observe(operation));
  const [a, b] = watch.view(0);
  expect(a).toMatchObject({ slot: 0, partition: 'fs_0', content: { kind: 'littlefs' } });
  expect(b).toEqual({ slot: 1, partition: 'fs_1', content: { kind: 'none' } });
  expect(a?.content).toMatchObject({
    files: expect.arrayContaining([{ name: 'conf9.json', size: 98, changedAt: null }]) as unknown,
  });
  expect(watch.view(5)[0]).toBe(a); // nothing was written: nothing is read again
  const data = encodeBase64(new TextEncoder().encode('{}'));
  call('FS.Put', { filename: 'conf9.json', data });
  expect(watch.view(7000)[0]?.content).toMatchObject({
    files: expect.arrayContaining([
      { name: 'conf9.json', size: 2, changedAt: 7000 },
      { name: 'conf5.json', size: 53, changedAt: null },
    ]) as unknown,
  });
});
