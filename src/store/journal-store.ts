/** Where journals of updates and the firmware of those that are not ended are kept, and how much of it. */

/** Held by whoever writes it. */
export interface JournalFile {
  /** Settles when the line outlives a crash of the page; at once where that is before it returns. Throws and rejects with storage/failed. */
  append(line: string): Promise<void> | void;
  /** Nothing is appended after it. Rejects with storage/failed. */
  close(): Promise<void>;
}

export interface KeptFirmware {
  /** Of the file, lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly keptAtMs: number;
}

/** Everything throws OtaError storage/failed. */
export interface JournalStore {
  ids(): Promise<readonly string[]>;
  /** null: there is none. */
  read(id: string): Promise<string | null>;
  /** For whoever writes it; it begins with `text`, whatever was in it. */
  open(id: string, text: string): Promise<JournalFile>;
  remove(id: string): Promise<void>;
  firmwares(): Promise<readonly KeptFirmware[]>;
  /** Nothing is written where it is kept already. Borrows `bytes`. */
  keepFirmware(sha256: string, bytes: Uint8Array): Promise<void>;
  /** As they lie there: whoever uses them checks the hash. null: there is none. */
  firmware(sha256: string): Promise<Blob | null>;
  removeFirmware(sha256: string): Promise<void>;
}

/** More updates that nobody ended are not kept: the oldest make room. */
export const MOST_JOURNALS = 16;
export const MOST_FIRMWARES = 8;
export const MOST_FIRMWARE_BYTES = 64 * 1024 * 1024;

/**
 * Which firmwares make room for one more of `bytes`: the oldest first, and none of `needed`, which are those of updates that are
 * not ended. Pure.
 */
export function firmwaresToDrop(
  kept: readonly KeptFirmware[],
  { needed, bytes }: { readonly needed: ReadonlySet<string>; readonly bytes: number },
): readonly string[] {
  const dropped: string[] = [];
  let count = kept.length + 1;
  let sum = kept.reduce((total, { sizeBytes }) => total + sizeBytes, bytes);
  for (const { sha256, sizeBytes } of [...kept].sort((a, b) => a.keptAtMs - b.keptAtMs)) {
    if (count <= MOST_FIRMWARES && sum <= MOST_FIRMWARE_BYTES) break;
    if (needed.has(sha256)) continue;
    dropped.push(sha256);
    count -= 1;
    sum -= sizeBytes;
  }
  return dropped;
}
