import {
  FilesystemError,
  type Filesystem,
  type FilesystemErrorKind,
} from '../../../../src/ota-core/fs/filesystem.ts';
import { concatBytes } from '../../../../src/ota-core/primitives/bytes.ts';

export interface MemoryLimits {
  readonly capacity?: number;
  readonly nameMax?: number;
  /** Listed, but not to be read. */
  readonly unreadable?: readonly string[];
}

/** A filesystem without a chip: names and bytes, with the limits that a test needs. */
export function memoryFilesystem(
  content: Readonly<Record<string, string>> = {},
  { capacity = 1_000_000, nameMax = 64, unreadable = [] }: MemoryLimits = {},
): Filesystem {
  const files = new Map(
    Object.entries(content).map(([name, text]) => [name, new TextEncoder().encode(text)]),
  );
  const used = (): number => [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const refuse = (kind: FilesystemErrorKind, name: string): never => {
    throw new FilesystemError(kind, name);
  };
  return {
    kind: 'littlefs',
    list: () =>
      [...files]
        .map(([name, { length: size }]) => ({ name, size }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    read(name) {
      if (unreadable.includes(name)) refuse('corrupt', name);
      return files.get(name)?.slice() ?? null;
    },
    write(name, bytes) {
      if (name.length > nameMax) refuse('name-too-long', name);
      const free = capacity - used() + (files.get(name)?.length ?? 0);
      if (bytes.length > free) refuse('full', name);
      files.set(name, bytes.slice());
    },
    append(name, bytes) {
      this.write(name, concatBytes(files.get(name) ?? new Uint8Array(0), bytes));
    },
    rename(from, to) {
      const bytes = files.get(from);
      if (bytes === undefined) return false;
      files.delete(from);
      files.set(to, bytes);
      return true;
    },
    remove: (name) => files.delete(name),
    space: () => ({ sizeBytes: capacity, freeBytes: capacity - used() }),
  };
}

/** Names and contents, for comparing. */
export function contentOf(fs: Filesystem): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fs.list().map(({ name }) => [name, new TextDecoder().decode(fs.read(name) ?? undefined)]),
  );
}
