/** FS.* as a host uses it: each call that writes, and what must become of the files, by another hand than the device's. */
import { withoutFile, type Files } from './files.ts';
import type { World } from './world.ts';

/** Longer than what a LittleFS keeps inline, and more than one page of a SPIFFS. */
const CALIBRATION = Buffer.alloc(1300, 'calibrated ');
const SETTINGS = Buffer.from('{"wifi":{"sta":{"ssid":"office","pass":"another"}}}');
const LINE = Buffer.from('one more line\n');
const PATCH = Buffer.from('THAT');
const PATCH_OFFSET = 10;

/** Needs log_0.txt, style.css and index.html. Leaves the calibration as style.css, and no index.html: images ship both again. */
export function changeFilesInEveryWay(world: World): void {
  put(world, { filename: 'calibration.dat', bytes: CALIBRATION }, () => CALIBRATION);
  put(world, { filename: 'conf9.json', bytes: SETTINGS }, () => SETTINGS);
  put(world, { filename: 'log_0.txt', bytes: LINE, append: true }, (old) =>
    Buffer.concat([old, LINE]),
  );
  put(world, { filename: 'log_0.txt', bytes: PATCH, offset: PATCH_OFFSET }, (old) =>
    Buffer.concat([
      old.subarray(0, PATCH_OFFSET),
      PATCH,
      old.subarray(PATCH_OFFSET + PATCH.length),
    ]),
  );
  rename(world, 'calibration.dat', 'calibration.old');
  rename(world, 'calibration.old', 'style.css');
  world.changeFiles('FS.Remove', { filename: 'index.html' }, (files) =>
    withoutFile(files, 'index.html'),
  );
}

function put(
  world: World,
  {
    bytes,
    ...params
  }: {
    readonly filename: string;
    readonly bytes: Buffer;
    readonly append?: boolean;
    readonly offset?: number;
  },
  content: (old: Buffer) => Buffer,
): void {
  const { filename } = params;
  world.changeFiles('FS.Put', { ...params, data: bytes.toString('base64') }, (files) => ({
    ...files,
    [filename]: content(Buffer.from(files[filename] ?? '', 'base64')).toString('base64'),
  }));
}

/** Over another file, where there is one of that name. */
function rename(world: World, src: string, dst: string): void {
  world.changeFiles('FS.Rename', { src, dst }, (files: Files) => ({
    ...withoutFile(files, src),
    [dst]: files[src] ?? '',
  }));
}
