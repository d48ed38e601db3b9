/** Reads the files of a device before an update: its configuration first, the others as far as bytes and time go. */
import type { Clock } from '../contracts/clock.ts';
import { hasCode, OtaError } from '../contracts/failure.ts';
import type { DeviceFile, TransferProgress } from '../contracts/managed-device.ts';
import type { SnapshotFile, WhyUnread } from '../contracts/settings-snapshot.ts';
import { concatBytes } from '../ota-core/primitives/bytes.ts';
import type { CallOptions } from '../rpc/client.ts';
import { throwIfAborted } from '../rpc/deadline.ts';
import { filePieces, UNFINISHED_NAME } from './files.ts';
import type { FileCaller } from './files.ts';

/** Of all files together. Files of settings are far smaller. */
export const MOST_SNAPSHOT_BYTES = 64 * 1024;
/** An update is not held up for longer. */
export const LONGEST_SNAPSHOT_MS = 20_000;
/** Of one piece. */
const PIECE_MS = 5_000;
/** More names than any device has files. */
const MOST_FILES = 512;

/** How long the firmware may run before it goes back; written by the device itself (ota-core/fs/merge-filesystems.ts). */
const UPDATER_DAT = 'updater.dat';
/** Of the device itself, and no settings: they come and go with updates. */
export const UPDATER_FILES: readonly string[] = [UPDATER_DAT, UNFINISHED_NAME];

/** Who must not call the method, and firmware without it, get no file (rpc-frames.md#access-control, #dispatch-order). */
const REFUSES_ALL: readonly number[] = [401, 403, 404];

export interface SnapshotOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Files of these names come with the firmware. */
  readonly brought: readonly string[];
}

/** `conf0.json` to `conf9.json`: the settings of a device (rpc-methods.md#config). */
export const isConfiguration = (name: string): boolean => /^conf\d\.json$/.test(name);

/**
 * Of what is not read it is said why. Never throws for what a device does, or a link: the update needs nothing of this. Throws
 * cancelled. Each piece is asked for after the answer to the one before.
 */
export async function* readSnapshot(
  caller: FileCaller,
  listed: readonly DeviceFile[],
  { signal, clock, brought }: SnapshotOptions,
): AsyncGenerator<TransferProgress, readonly SnapshotFile[], void> {
  const wanted = inOrder(listed);
  const budget = new Budget(clock);
  const found: SnapshotFile[] = [];
  let over: WhyUnread | null = null;
  const totalBytes = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const file of wanted) {
    const { name, sizeBytes } = file;
    const isBrought = brought.includes(name);
    const unread = (why: WhyUnread): SnapshotFile => ({
      ...{ name, sizeBytes, bytes: null, why, isBrought },
    });
    if (over !== null || !budget.takes(file)) {
      found.push(unread(over ?? 'too-much'));
      continue;
    }
    try {
      yield { doneBytes: budget.readBytes, totalBytes };
      const bytes = await readWithin(caller, file, { signal, budget });
      found.push(bytes === null ? unread('too-much') : { name, sizeBytes, bytes, isBrought });
    } catch (reason) {
      throwIfAborted(signal);
      const error = OtaError.from(reason);
      const isRefused = hasCode(error, 'rpc/remote');
      const why = isRefused ? 'refused' : 'no-answer';
      if (!isRefused || REFUSES_ALL.includes(error.facts.remoteCode)) over = why;
      found.push(unread(why));
    }
  }
  return found;
}

/** Its settings first, the last layer before the others; then the smallest files: most of them fit. */
function inOrder(listed: readonly DeviceFile[]): readonly DeviceFile[] {
  const own = listed.filter(({ name }) => !UPDATER_FILES.includes(name));
  const rank = ({ name }: DeviceFile): number => (isConfiguration(name) ? -Number(name[4]) : 1);
  return [...own]
    .sort((a, b) => rank(a) - rank(b) || a.sizeBytes - b.sizeBytes || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_FILES);
}

/** Bytes and time that are left, by what the link has done so far. */
class Budget {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readBytes = 0;
  /** A device that lists its files and never gives one is asked for one piece, once. */
  wasAnswered = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  get isOver(): boolean {
    return this.#spentMs >= LONGEST_SNAPSHOT_MS;
  }

  takes({ name, sizeBytes }: DeviceFile): boolean {
    if (this.isOver || this.readBytes + sizeBytes > MOST_SNAPSHOT_BYTES) return false;
    if (isConfiguration(name) || this.readBytes === 0) return true;
    const msPerByte = this.#spentMs / this.readBytes;
    return this.#spentMs + sizeBytes * msPerByte <= LONGEST_SNAPSHOT_MS;
  }

  get #spentMs(): number {
    return this.#clock.now() - this.#startedAt;
  }
}

/** null: it took too long, or is longer than it was listed. */
async function readWithin(
  caller: FileCaller,
  { name, sizeBytes }: DeviceFile,
  { signal, budget }: Pick<CallOptions, 'signal'> & { readonly budget: Budget },
): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes, endOffset, left } of filePieces(caller, name, {
    signal,
    timeoutMs: PIECE_MS,
    ...(!budget.wasAnswered && { tries: 1 }),
  })) {
    budget.wasAnswered = true;
    pieces.push(bytes);
    budget.readBytes += bytes.length;
    if (endOffset + left > sizeBytes) return null;
    if (budget.isOver && left > 0) return null;
  }
  return concatBytes(...pieces);
}
