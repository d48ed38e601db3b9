/** Names and contents of a filesystem, as values that can be compared. */
import type { Filesystem } from '../../../src/ota-core/fs/filesystem.ts';
import { openImage } from '../../../src/ota-core/fs/open-filesystem.ts';
import { UPDATER_DAT } from '../../../src/ota-core/fs/merge-filesystems.ts';

/** Contents as base64. */
export type Files = Readonly<Record<string, string>>;

export function filesOf(fs: Pick<Filesystem, 'list' | 'read'>): Files {
  return Object.fromEntries(
    fs.list().map(({ name }) => [name, Buffer.from(fs.read(name) ?? []).toString('base64')]),
  );
}

export const filesOfImage = (image: Uint8Array): Files => filesOf(openImage(image));

/** The rule of the merge, without its code: files of the new image win, all others are there. */
export const merged = (old: Files, image: Files): Files => ({ ...old, ...image });

export function sameFiles(a: Files, b: Files): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Every file of `part` is in `whole`, with the same bytes. */
export const isPartOf = (part: Files, whole: Files): boolean =>
  Object.entries(part).every(([name, bytes]) => whole[name] === bytes);

export const withoutFile = (files: Files, gone: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== gone));

export const withoutTrial = (files: Files): Files => withoutFile(files, UPDATER_DAT);
