import { OtaError } from '../../../src/contracts/failure.ts';
import type { JournalStore } from '../../../src/store/journal-store.ts';

/** Journals in memory: what is in it outlives whoever wrote it, as a browser's storage does. */
export class MemoryJournals implements JournalStore {
  readonly texts = new Map<string, string>();
  readonly files = new Map<string, { readonly bytes: Uint8Array; readonly keptAtMs: number }>();
  /** Of all that is kept; more is refused, as a browser's quota is. */
  roomBytes = Number.POSITIVE_INFINITY;
  #now = 0;

  ids(): Promise<readonly string[]> {
    return Promise.resolve([...this.texts.keys()]);
  }

  read(id: string): Promise<string | null> {
    return Promise.resolve(this.texts.get(id) ?? null);
  }

  async open(id: string, text: string) {
    this.texts.set(id, '');
    const append = (line: string): void => {
      this.#take(line.length);
      this.texts.set(id, `${this.texts.get(id) ?? ''}${line}`);
    };
    append(text);
    return { append, close: () => Promise.resolve() };
  }

  remove(id: string): Promise<void> {
    this.texts.delete(id);
    return Promise.resolve();
  }

  firmwares() {
    return Promise.resolve(
      [...this.files].map(([sha256, { bytes, keptAtMs }]) => ({
        ...{ sha256, keptAtMs },
        sizeBytes: bytes.length,
      })),
    );
  }

  async keepFirmware(sha256: string, bytes: Uint8Array): Promise<void> {
    if (this.files.has(sha256)) return;
    this.#take(bytes.length);
    this.files.set(sha256, { bytes: bytes.slice(), keptAtMs: (this.#now += 1) });
  }

  firmware(sha256: string): Promise<Blob | null> {
    const kept = this.files.get(sha256);
    return Promise.resolve(kept === undefined ? null : new Blob([kept.bytes.slice()]));
  }

  removeFirmware(sha256: string): Promise<void> {
    this.files.delete(sha256);
    return Promise.resolve();
  }

  #take(bytes: number): void {
    const texts = [...this.texts.values()].reduce((sum, text) => sum + text.length, 0);
    const files = [...this.files.values()].reduce((sum, file) => sum + file.bytes.length, 0);
    if (texts + files + bytes > this.roomBytes)
      throw new OtaError('storage/failed', { detail: 'QuotaExceededError' });
  }
}
