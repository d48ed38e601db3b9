/** Names as a caller gives them. */
import { decodeUtf8, encodeUtf8 } from '../../primitives/utf8.ts';
import { FilesystemError } from '../filesystem.ts';

export interface FileName {
  /** Path of its directory; the root is ''. */
  readonly directory: string;
  readonly bytes: Uint8Array;
}

/** Throws FilesystemError: bad-name, name-too-long. */
export function parseFileName(name: string, nameMax: number): FileName {
  const slash = name.lastIndexOf('/');
  const last = name.slice(slash + 1);
  const bytes = encodeUtf8(last);
  const isPlain = last !== '' && last !== '.' && last !== '..' && !last.includes('\0');
  if (!isPlain || slash === 0 || decodeUtf8(bytes) !== last)
    throw new FilesystemError('bad-name', JSON.stringify(name));
  if (bytes.length > nameMax)
    throw new FilesystemError('name-too-long', `${bytes.length} bytes of at most ${nameMax}`);
  return { directory: slash < 0 ? '' : name.slice(0, slash), bytes };
}

/**
 * True if `a` stands behind `b` in a directory. A device finds a name only in the pair where this order puts it.
 *
 * QUIRK(littlefs lfs.c, lfs_dir_find_match): alphabetical by bytes, but a name stands behind the longer names
 * that begin with it.
 */
export function isBehind(a: Uint8Array, b: Uint8Array): boolean {
  const common = Math.min(a.length, b.length);
  for (let at = 0; at < common; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return a.length < b.length;
}
