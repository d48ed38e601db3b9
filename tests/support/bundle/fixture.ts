import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/bundles');

/** A bundle of tests/fixtures/bundles, as plain bytes of its own. */
export function readFixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path.join(FOLDER, name)));
}

/** File names that begin with `prefix`. */
export function fixtureNames(prefix: string): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.zip'))
    .sort();
}

/** The signature of this one is wrong and all else right: a matter of keys, not of the archive. */
export const BAD_SIGNATURE = 'bad-signature-manifest-changed.zip';
