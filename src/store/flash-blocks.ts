/**
 * The practice device's chip in the origin's private file system. Every flash operation is written
 * before the next one begins, by a synchronous handle: closing the tab is a power cut between two
 * operations, never a mixture of them. Only a dedicated worker can open it.
 */
import { OtaError } from '../contracts/failure.ts';

/** One file, held open and exclusively until `close`. */
export interface BlockFile {
  readonly sizeBytes: number;
  /** Bytes past the end stay as they were in `into`. */
  read(offset: number, into: Uint8Array): void;
  /** On disk, as far as a crash of the page is concerned, when it returns. Throws OtaError storage/failed. */
  write(offset: number, bytes: Uint8Array): void;
  truncate(sizeBytes: number): void;
  close(): void;
}

/** False in browsers, and in private windows of some, that offer no such files. */
const hasBlockFiles = (): boolean =>
  'FileSystemFileHandle' in globalThis &&
  'createSyncAccessHandle' in FileSystemFileHandle.prototype;

/** A browser's private file system is given or refused within this; one that does neither has none to give. */
const GIVEN_WITHIN_MS = 3_000;

/** True where this page really gets a folder: private windows have the functions and refuse the folder. */
export async function givesBlockFiles(
  storage: Partial<Pick<StorageManager, 'getDirectory'>> = 'storage' in navigator
    ? navigator.storage
    : {},
): Promise<boolean> {
  if (!hasBlockFiles() || storage.getDirectory === undefined) return false;
  const given = storage.getDirectory().then(
    () => true,
    () => false,
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), GIVEN_WITHIN_MS);
  });
  const gives = await Promise.race([given, late]);
  clearTimeout(timer);
  return gives;
}

/** Opens or makes `name` in `folder`. Throws OtaError storage/failed. */
export async function openBlockFile(folder: string, name: string): Promise<BlockFile> {
  try {
    const root = await navigator.storage.getDirectory();
    const directory = await root.getDirectoryHandle(folder, { create: true });
    const file = await directory.getFileHandle(name, { create: true });
    return blockFile(await whenFree(() => file.createSyncAccessHandle()));
  } catch (reason) {
    throw storageFailed(reason);
  }
}

/** A page that was just closed may hold its handle a moment longer than its locks. */
const FREE_WITHIN_MS = 3_000;
const TRY_EVERY_MS = 50;

async function whenFree<T>(open: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += TRY_EVERY_MS) {
    try {
      return await open();
    } catch (reason) {
      const held = reason instanceof DOMException && reason.name === 'NoModificationAllowedError';
      if (!held || waitedMs >= FREE_WITHIN_MS) throw reason;
      await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
    }
  }
}

function blockFile(handle: FileSystemSyncAccessHandle): BlockFile {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (reason) {
      throw storageFailed(reason);
    }
  };
  return {
    get sizeBytes() {
      return guarded(() => handle.getSize());
    },
    read: (offset, into) => {
      guarded(() => handle.read(into, { at: offset }));
    },
    write: (offset, bytes) => {
      const written = guarded(() => handle.write(bytes, { at: offset }));
      if (written !== bytes.byteLength)
        throw storageFailed(`${written} of ${bytes.byteLength} bytes written`);
    },
    truncate: (sizeBytes) => guarded(() => handle.truncate(sizeBytes)),
    close: () => handle.close(),
  };
}

const storageFailed = (reason: unknown): OtaError =>
  new OtaError(
    'storage/failed',
    { detail: reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason) },
    { cause: reason },
  );
