/** Journals in the origin's private file system: a line is on disk, as far as a crash of the page is concerned, before the next call is sent. */
import { openBlockFile, storageFailed } from './flash-blocks.ts';
import type { JournalFile, JournalStore, KeptFirmware } from './journal-store.ts';

const JOURNALS = 'journals';
const FIRMWARE = 'firmware';
const JOURNAL_NAME = /^([0-9a-f-]{1,64})\.log$/;
const FIRMWARE_NAME = /^([0-9a-f]{64})\.zip$/;

const logOf = (id: string): string => `${id}.log`;
const zipOf = (sha256: string): string => `${sha256}.zip`;

/** Where `givesBlockFiles`. */
export const fileJournals: JournalStore = {
  ids: async () => (await filesOf(JOURNALS, JOURNAL_NAME)).map(({ name }) => name),
  read: async (id) => (await fileNamed(JOURNALS, logOf(id)))?.text() ?? null,
  async open(id, text) {
    const file = await openBlockFile(JOURNALS, logOf(id));
    const encoder = new TextEncoder();
    let end = 0;
    const append = (line: string): void => {
      const bytes = encoder.encode(line);
      file.write(end, bytes);
      end += bytes.byteLength;
    };
    file.truncate(0);
    append(text);
    // Of a file that was cleared away with the rest of the site, Chromium 156 never returns from close: it is left as it is.
    const close = async (): Promise<void> => {
      if ((await fileNamed(JOURNALS, logOf(id))) !== null) file.close();
    };
    return { append, close } satisfies JournalFile;
  },
  remove: (id) => removeNamed(JOURNALS, logOf(id)),
  firmwares: async () =>
    (await filesOf(FIRMWARE, FIRMWARE_NAME)).map(({ name, file }): KeptFirmware => ({
      sha256: name,
      sizeBytes: file.size,
      keptAtMs: file.lastModified,
    })),
  async keepFirmware(sha256, bytes) {
    const kept = await fileNamed(FIRMWARE, zipOf(sha256));
    if (kept?.size === bytes.byteLength) return;
    const file = await openBlockFile(FIRMWARE, zipOf(sha256));
    try {
      file.truncate(0);
      file.write(0, bytes);
    } catch (reason) {
      file.truncate(0); // half of one helps nobody
      throw reason;
    } finally {
      file.close();
    }
  },
  firmware: async (sha256) => {
    const kept = await fileNamed(FIRMWARE, zipOf(sha256));
    return kept === null || kept.size === 0 ? null : kept;
  },
  removeFirmware: (sha256) => removeNamed(FIRMWARE, zipOf(sha256)),
};

const folderNamed = (name: string): Promise<FileSystemDirectoryHandle> =>
  guarded(async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(name, { create: true });
  });

/** Those of our own names; a name that is no other's is passed over. */
async function filesOf(
  folder: string,
  pattern: RegExp,
): Promise<readonly { readonly name: string; readonly file: File }[]> {
  const directory = await folderNamed(folder);
  return guarded(async () => {
    const found: { readonly name: string; readonly file: File }[] = [];
    for await (const [fileName, handle] of directory.entries()) {
      const name = pattern.exec(fileName)?.[1];
      if (name === undefined || !isFile(handle)) continue;
      found.push({ name, file: await handle.getFile() });
    }
    return found;
  });
}

const isFile = (handle: FileSystemHandle): handle is FileSystemFileHandle => handle.kind === 'file';

/** null: there is none. */
async function fileNamed(folder: string, name: string): Promise<File | null> {
  const directory = await folderNamed(folder);
  return guarded(() => directory.getFileHandle(name).then((handle) => handle.getFile())).catch(
    (reason: unknown) => {
      if (isMissing(reason)) return null;
      throw reason;
    },
  );
}

async function removeNamed(folder: string, name: string): Promise<void> {
  const directory = await folderNamed(folder);
  await guarded(() => directory.removeEntry(name)).catch((reason: unknown) => {
    if (!isMissing(reason)) throw reason;
  });
}

const isMissing = (reason: unknown): boolean =>
  reason instanceof Error &&
  reason.cause instanceof DOMException &&
  reason.cause.name === 'NotFoundError';

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (reason) {
    throw storageFailed(reason);
  }
}
