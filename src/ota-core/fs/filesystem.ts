/**
 * A device's filesystem as the core sees it, whatever its kind: flat names, whole files. Synchronous, as all
 * of the core; a power cut is a PowerCut thrown by the flash below, after which the same bytes are mounted again.
 *
 * Rules that every kind keeps:
 * 1. A file is there with its old or with its new content, never with a mixture, wherever the power was cut.
 * 2. What a call read before it failed is not changed: a full filesystem refuses before it loses anything.
 * 3. A corrupt or hostile image ends in a FilesystemError within bounded time and memory.
 */
export type FilesystemKind = 'littlefs' | 'spiffs';

export interface FileEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

export interface FilesystemSpace {
  /** Bytes it can hold in all, as the device's own `fs_size` counts them. */
  readonly sizeBytes: number;
  /** Bytes that a new file could take, as the device's own `fs_free` counts them. */
  readonly freeBytes: number;
}

export interface WriteOptions {
  /** Bytes of each write of the device that the file is written by; all of it at once when left out. */
  readonly pieceBytes?: number;
}

export interface Filesystem {
  readonly kind: FilesystemKind;
  /** Sorted by name. */
  list(): readonly FileEntry[];
  /** The whole content, owned by the caller; null where there is no such file. */
  read(name: string): Uint8Array | null;
  /** Creates or replaces the file. Borrows `bytes`. Throws FilesystemError: full, name-too-long, bad-name. */
  write(name: string, bytes: Uint8Array, options?: WriteOptions): void;
  /** Writes behind what the file holds, or creates it; takes the room of what is appended. As `write` otherwise. */
  append(name: string, bytes: Uint8Array): void;
  /** Replaces a file of the new name. False where there is no such file. */
  rename(from: string, to: string): boolean;
  /** False where there is no such file. */
  remove(name: string): boolean;
  space(): FilesystemSpace;
}

export type FilesystemErrorKind = 'corrupt' | 'full' | 'name-too-long' | 'bad-name';

/** What a filesystem cannot do, with the reason as facts: `detail` is for a log, not for people. */
export class FilesystemError extends Error {
  readonly kind: FilesystemErrorKind;
  readonly detail: string;
  constructor(kind: FilesystemErrorKind, detail: string) {
    super(`filesystem ${kind}: ${detail}`);
    this.name = 'FilesystemError';
    this.kind = kind;
    this.detail = detail;
  }
}

/** What `work` gives, or what `otherwise` makes of a refusal. Passes on everything else, a power cut above all. */
export function orElse<T, U>(work: () => T, otherwise: (error: FilesystemError) => U): T | U {
  try {
    return work();
  } catch (error) {
    if (error instanceof FilesystemError) return otherwise(error);
    throw error;
  }
}
