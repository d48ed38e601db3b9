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
  try {
    return (await inTime(storage.getDirectory(), GIVEN_WITHIN_MS)) !== null;
  } catch {
    return false; // refused
  }
}

/** Null where it takes longer. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Opens or makes `name` in `folder`. Throws OtaError storage/failed, also where the browser does not answer. */
export async function openBlockFile(folder: string, name: string): Promise<BlockFile> {
  const opening = openHandle(folder, name);
  try {
    const handle = await inTime(opening, OPENED_WITHIN_MS);
    if (handle !== null) return blockFile(handle);
  } catch (reason) {
    throw storageFailed(reason);
  }
  void opening.then(
    (late) => late.close(),
    () => undefined, // refused, later than anybody waits
  );
  throw storageFailed(`${name} was not opened within ${OPENED_WITHIN_MS} ms`);
}

async function openHandle(folder: string, name: string): Promise<FileSystemSyncAccessHandle> {
  const root = await navigator.storage.getDirectory();
  const directory = await root.getDirectoryHandle(folder, { create: true });
  const file = await directory.getFileHandle(name, { create: true });
  return whenFree(() => file.createSyncAccessHandle());
}

/** A page that was just closed may hold its handle a moment longer than its locks. */
const FREE_WITHIN_MS = 3_000;
const TRY_EVERY_MS = 50;

/** A file is given, or refused, within this, one that is held until then included. */
const OPENED_WITHIN_MS = GIVEN_WITHIN_MS + FREE_WITHIN_MS;

async function whenFree<T>(open: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += TRY_EVERY_MS) {
    try {
      return await open();
    } catch (reason) {
      if (!isHandleTaken(reason) || waitedMs >= FREE_WITHIN_MS) throw reason;
      await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
    }
  }
}

/** Another page has the file of an openBlockFile that failed so. */
export const isHeld = (reason: unknown): boolean =>
  reason instanceof OtaError && isHandleTaken(reason.cause);

const isHandleTaken = (reason: unknown): boolean =>
  reason instanceof DOMException && reason.name === 'NoModificationAllowedError';

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

/** What a browser said of its storage, as our own failure. */
export const storageFailed = (reason: unknown): OtaError =>
  new OtaError(
    'storage/failed',
    { detail: reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason) },
    { cause: reason },
  );

/**
 * Records beside the chip, one JSON text a line, only ever appended: a tab closed in mid-write leaves
 * a torn last line, which is passed over and cut off, and every line before it whole.
 */
export interface RecordLog {
  /** Every whole line, in the order written; lines that are no JSON are passed over. */
  readonly records: readonly unknown[];
  /** Something was passed over when it was opened. A torn last line is none: that is what a closed tab leaves. */
  readonly damaged: boolean;
  append(record: unknown): void;
  clear(): void;
}

const NEWLINE = 0x0a;

/** A record has some hundred bytes, and there is one for each update: a longer file is none of ours, and is not read. */
const LONGEST_LOG_BYTES = 4 * 1024 * 1024;

export function openRecordLog(file: BlockFile): RecordLog {
  const isOurs = file.sizeBytes <= LONGEST_LOG_BYTES;
  const bytes = new Uint8Array(isOurs ? file.sizeBytes : 0);
  file.read(0, bytes);
  let end = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).split('\n').filter(isFilled);
  const records = parseLines(lines);
  if (!isOurs || end < bytes.byteLength) file.truncate(end);
  return {
    records,
    damaged: !isOurs || records.length < lines.length,
    append(record) {
      const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
      file.write(end, line);
      end += line.byteLength;
      records.push(record);
    },
    clear() {
      file.truncate(0);
      end = 0;
      records.length = 0;
    },
  };
}

const isFilled = (line: string): boolean => line !== '';

function parseLines(lines: readonly string[]): unknown[] {
  return lines.flatMap((line): unknown[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return []; // written by a torn or foreign hand: the record is lost, the others are not
    }
  });
}
