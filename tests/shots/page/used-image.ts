import { filesOfImage } from '../../../src/bundle/compare/compare-bundles.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { slotPartBytes } from '../../../src/bundle/part-bytes.ts';
import { littlefsImage } from '../../support/ota-core/fs/littlefs-image.ts';

/** A device after use: what its user and it wrote, beside what its firmware shipped. */
export const usedImage = (): Uint8Array => {
  const text = (size: number): Uint8Array => new Uint8Array(size).fill(0x61);
  return littlefsImage(65_536, {
    'ca.pem': text(1800),
    'calibration.dat': text(4113),
    'conf0.json': text(63),
    'conf5.json': text(53),
    'conf9.json': text(98),
    'index.html': text(20),
    'init.js': text(21),
    'log_0.txt': text(1500),
    'style.css': text(40),
  });
};

/** The files of this package, one of them changed and one left out, with some of the device's own; `settings`: conf9.json. */
export async function changedImage(file: File, settings: string): Promise<Uint8Array> {
  const { signal } = new AbortController();
  const bundle = await openBundle(file, { fileName: file.name, signal });
  const shipped = new Map(filesOfImage(slotPartBytes(bundle, 'fs') ?? new Uint8Array(0)));
  shipped.delete('style.css');
  const certificate = shipped.get('ca.pem') ?? new Uint8Array(0);
  return littlefsImage(65_536, {
    ...Object.fromEntries(shipped),
    'ca.pem': certificate.map((byte) => 255 - byte),
    'calibration.dat': new Uint8Array(4_113).fill(0x61),
    'conf9.json': new TextEncoder().encode(settings),
  });
}
