import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { littlefsImage } from '../ota-core/fs/littlefs-image.ts';

/** A firmware of its own for the practice device, by its version. `requires`: what may run before it. */
export function routeBundle(version: string, requires?: string): Uint8Array<ArrayBuffer> {
  const app = new Uint8Array(60_000).fill(version.length);
  app.set(new TextEncoder().encode(version));
  const fs = littlefsImage(65_536);
  const parts = [
    { name: 'app', type: 'app', src: 'app.bin', bytes: app, attributes: { ptn: 'app_0' } },
    { name: 'fs', type: 'fs', src: 'fs.bin', bytes: fs, attributes: { ptn: 'fs_0' } },
  ];
  const buildId = `20261101-120000/v${version}`;
  const bytes = makeBundle({
    ...{ name: 'demo', platform: 'esp32', version, buildId, parts },
    ...(requires !== undefined && { requires }),
  });
  return bytes.slice();
}

export const routeFile = (version: string, requires?: string): File =>
  new File([routeBundle(version, requires)], `${version}.zip`);
