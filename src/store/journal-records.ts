import type { JournalStore } from './journal-store.ts';
import type { SlipwayStore } from './schema.ts';

/** Where a browser has no files for a page: the same in IndexedDB. A line is there when its transaction is over. */
export function databaseJournals(
  inStore: <T>(work: (store: SlipwayStore) => Promise<T>) => Promise<T>,
  wall: () => number,
): JournalStore {
  return {
    ids: () => inStore((store) => store.getAllKeys('journals')),
    read: (id) => inStore(async (store) => textIn(await store.get('journals', id))),
    async open(id, text) {
      let lines = text;
      const put = (): Promise<void> =>
        inStore(async (store) => void (await store.put('journals', { id, text: lines })));
      await put();
      return {
        append(line) {
          lines += line;
          return put();
        },
        close: () => Promise.resolve(), // each line is a transaction of its own
      };
    },
    remove: (id) => inStore((store) => store.delete('journals', id)),
    firmwares: () =>
      inStore(async (store) =>
        (await store.getAll('firmware')).flatMap((kept) =>
          kept.bytes instanceof Uint8Array
            ? [{ sha256: kept.sha256, sizeBytes: kept.bytes.byteLength, keptAtMs: kept.keptAtMs }]
            : [],
        ),
      ),
    keepFirmware: (sha256, bytes) =>
      inStore(async (store) => {
        if ((await store.getKey('firmware', sha256)) !== undefined) return;
        await store.put('firmware', { sha256, bytes, keptAtMs: wall() });
      }),
    firmware: (sha256) =>
      inStore(async (store) => {
        const bytes: unknown = (await store.get('firmware', sha256))?.bytes;
        return bytes instanceof Uint8Array ? new Blob([bytes.slice()]) : null;
      }),
    removeFirmware: (sha256) => inStore((store) => store.delete('firmware', sha256)),
  };
}

/** What lies there may be anything. */
const textIn = (kept: { readonly text: unknown } | undefined): string | null =>
  typeof kept?.text === 'string' ? kept.text : null;
