/** Settings and files of devices as they were before their last update: in this thread, and in the browser's database where it has one. */
import * as v from 'valibot';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { DeviceFile, TransferProgress } from '../../contracts/managed-device.ts';
import type {
  ComparedSettings,
  RevealedSetting,
  SettingsSnapshot,
  SnapshotFile,
} from '../../contracts/settings-snapshot.ts';
import { compareSnapshot, revealSetting } from '../../manage/compare-snapshot.ts';
import type { FileNow } from '../../manage/compare-snapshot.ts';
import { writeDeviceFile } from '../../manage/files.ts';
import { KeptContents } from '../../manage/kept-contents.ts';
import { MOST_SNAPSHOT_BYTES, readSnapshot, UPDATER_FILES } from '../../manage/snapshot.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { dropSnapshot, keepSnapshot, snapshotOf } from '../../store/settings-snapshots.ts';
import { listFiles, listMethods } from '../../update/ask-device.ts';
import { DEFAULT_TIMEOUTS } from '../../update/deps.ts';
import type { ReadBefore } from '../../update/deps.ts';
import { deviceKeyOf } from './known-devices.ts';
import type { KnownDevices } from './known-devices.ts';
import type { ManageOptions, TransferDeps } from './manage-device.ts';

export interface SnapshotDeps {
  readonly known: Pick<KnownDevices, 'inStore'>;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** Of devices in this thread: a bench has as many. */
const MOST_IN_MEMORY = 16;

const fileShape = v.pipe(
  v.object({
    name: v.pipe(v.string(), v.maxLength(256)),
    sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
    bytes: v.nullable(v.custom<Uint8Array>(isContent)),
    why: v.optional(v.picklist(['refused', 'too-much', 'no-answer'])),
    isBrought: v.boolean(),
  }),
  v.transform(({ why, ...file }): SnapshotFile => ({ ...file, ...(why !== undefined && { why }) })),
);

const shape = v.object({
  sessionId: v.string(),
  device: v.string(),
  version: v.string(),
  takenAtMs: v.number(),
  files: v.nullable(v.pipe(v.array(fileShape), v.maxLength(1024))),
});

function isContent(value: unknown): boolean {
  return value instanceof Uint8Array && value.length <= MOST_SNAPSHOT_BYTES;
}

export class SettingsSnapshots {
  readonly #deps: SnapshotDeps;
  /** By the keys of the devices. */
  readonly #taken = new Map<string, SettingsSnapshot>();
  /** Whom this was about last. */
  #last: string | null = null;

  constructor(deps: SnapshotDeps) {
    this.#deps = deps;
  }

  /** For an update. One that is carried on has what was read when it began. */
  reader(sessionId: string): ReadBefore {
    const read = this.#read.bind(this);
    return (caller, seen) => read(sessionId, caller, seen);
  }

  async *#read(
    sessionId: string,
    ...[caller, { info, methods, brought, signal, listed: told }]: Parameters<ReadBefore>
  ): AsyncGenerator<TransferProgress, void, void> {
    const device = deviceKeyOf(info);
    if ((await this.#of(device))?.sessionId === sessionId) return;
    const { clock, wall } = this.#deps;
    const asked = { signal, timeoutMs: DEFAULT_TIMEOUTS.files };
    const listed =
      told === undefined
        ? await listFiles(caller, methods, asked).catch((reason: unknown) => {
            signal.throwIfAborted();
            return noList(reason);
          })
        : told;
    const wanted = listed?.map(({ name, size }) => ({ name, sizeBytes: size })) ?? null;
    const files =
      wanted === null ? null : yield* readSnapshot(caller, wanted, { signal, clock, brought });
    const { fw_version: version } = info;
    await this.#keep({ sessionId, device, version, takenAtMs: wall(), files });
  }

  /** Of the device that answered last; null = nothing was read of it. Throws what calls throw. */
  compare(deps: TransferDeps): Promise<ComparedSettings | null> {
    return this.#withSnapshot(deps, async (snapshot, client) =>
      compareSnapshot(snapshot, await filesNow(client, snapshot, deps)),
    );
  }

  /** A secret that changed, for a person who asks to see it; null = there is no such one. Throws what calls throw. */
  reveal(file: string, path: string, deps: ManageOptions): Promise<RevealedSetting | null> {
    return this.#withSnapshot(deps, async ({ files }, client) => {
      const before = files?.find(({ name }) => name === file);
      if (before === undefined) return null;
      const { signal } = deps;
      const wanted = [{ name: file, sizeBytes: await sizeOf(client, file, signal) }];
      const read = await new KeptContents().read(client, wanted, { signal });
      const now = read.get(file);
      return revealSetting(path, before, now?.kind === 'read' ? now.bytes : null);
    });
  }

  /** Each is written, read back and compared, one after the other; then all are compared. Throws what manage/files.ts throws. */
  putBack(names: readonly string[], deps: TransferDeps): Promise<ComparedSettings | null> {
    return this.#withSnapshot(deps, async (snapshot, client) => {
      const wanted = (snapshot.files ?? []).flatMap(({ name, bytes }) =>
        bytes !== null && names.includes(name) ? [{ name, bytes }] : [],
      );
      const totalBytes = wanted.reduce((sum, { bytes }) => sum + 2 * bytes.length, 0);
      let behind = 0;
      for (const file of wanted) {
        await writeDeviceFile(client, file, {
          signal: deps.signal,
          onProgress: ({ doneBytes }) => deps.tell({ doneBytes: behind + doneBytes, totalBytes }),
        });
        behind += 2 * file.bytes.length;
      }
      const quiet = { ...deps, tell: () => undefined };
      return compareSnapshot(snapshot, await filesNow(client, snapshot, quiet));
    });
  }

  /** Nothing of the device that this was about last is kept any more, in this thread and in the browser. Throws storage/failed. */
  async forget(): Promise<null> {
    const key = this.#last;
    if (key === null) return null;
    this.#taken.delete(key);
    const dropped = await this.#deps.known.inStore((store) => dropSnapshot(store, key));
    // A browser without a database has kept nothing.
    if (!dropped.ok && (await this.#stored(key)) !== null) throw OtaError.from(dropped.failure);
    return null;
  }

  #withSnapshot<T>(
    { device, signal }: ManageOptions,
    work: (snapshot: SettingsSnapshot, client: RpcClient) => Promise<T>,
  ): Promise<T | null> {
    return device.withAsked(signal, async (client, info) => {
      const key = deviceKeyOf(info);
      this.#last = key;
      const snapshot = await this.#of(key);
      return snapshot === null ? null : work(snapshot, client);
    });
  }

  async #of(device: string): Promise<SettingsSnapshot | null> {
    return this.#taken.get(device) ?? (await this.#stored(device));
  }

  async #stored(device: string): Promise<SettingsSnapshot | null> {
    const kept = await this.#deps.known.inStore((store) => snapshotOf(store, device));
    if (!kept.ok || kept.value === null) return null;
    const parsed = v.safeParse(shape, kept.value);
    return parsed.success ? parsed.output : null;
  }

  /** A browser without a database has it in this thread alone. */
  async #keep(snapshot: SettingsSnapshot): Promise<void> {
    const { device } = snapshot;
    this.#taken.delete(device);
    this.#taken.set(device, snapshot);
    for (const old of [...this.#taken.keys()].slice(0, -MOST_IN_MEMORY)) this.#taken.delete(old);
    await this.#deps.known.inStore((store) => keepSnapshot(store, snapshot));
  }
}

/** An update needs no list of files: a link that is gone is found by what follows. */
const noList = (reason: unknown): null => {
  OtaError.from(reason);
  return null;
};

async function listed(
  client: RpcClient,
  signal: AbortSignal,
): Promise<readonly DeviceFile[] | null> {
  const asked = { signal, timeoutMs: DEFAULT_TIMEOUTS.files };
  const found = await listFiles(client, await listMethods(client, asked), asked);
  return found?.map(({ name, size }) => ({ name, sizeBytes: size })) ?? null;
}

const sizeOf = async (client: RpcClient, file: string, signal: AbortSignal): Promise<number> =>
  (await listed(client, signal))?.find(({ name }) => name === file)?.sizeBytes ?? 0;

/** What can be told by its size is not read. */
async function filesNow(
  client: RpcClient,
  { files: before }: SettingsSnapshot,
  { signal, tell }: TransferDeps,
): Promise<readonly FileNow[] | null> {
  const all = await listed(client, signal);
  if (all === null) return null;
  const now = all.filter(({ name }) => !UPDATER_FILES.includes(name));
  const wanted = now.filter(({ name, sizeBytes }) => {
    const old = before?.find((file) => file.name === name);
    if (old === undefined || old.bytes === null || sizeBytes > MOST_SNAPSHOT_BYTES) return false;
    return old.sizeBytes === sizeBytes || name.endsWith('.json');
  });
  const read = await new KeptContents().read(client, wanted, { signal, onProgress: tell });
  return now.map((file) => ({ ...file, content: read.get(file.name) ?? { kind: 'not-given' } }));
}
