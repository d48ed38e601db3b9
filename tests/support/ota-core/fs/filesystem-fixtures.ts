/** The images in tests/fixtures/filesystems, and what filesystems.json says is in them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';

const folder = path.join(import.meta.dirname, '../../../fixtures/filesystems');

export type Listing = Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;

export function readImage(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(folder, `${name}.img`)));
}

export function listingOf(name: string): Listing {
  const all = JSON.parse(readFileSync(path.join(folder, 'filesystems.json'), 'utf8')) as Record<
    string,
    Listing
  >;
  const listing = all[name];
  if (listing === undefined) throw new Error(`no listing ${name}`);
  return listing;
}

/** The same shape as `listingOf`, of files in hand. */
export function describeFiles(files: Iterable<readonly [string, Uint8Array]>): Listing {
  return Object.fromEntries(
    [...files].map(([name, bytes]) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return [name, { size: bytes.length, sha256 }];
    }),
  );
}

/** A chip of an esp32 that holds the image and nothing else. */
export function chipWith(image: Uint8Array): NorFlash {
  const geometry = { size: image.length, eraseSize: 4096, programSize: 4, wordOnce: false };
  return new NorFlash(geometry, { image });
}
