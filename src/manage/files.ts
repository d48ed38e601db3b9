/** The files of a device over FS.* (rpc-methods.md#fs), in pieces. */
import { hasCode, OtaError } from '../contracts/failure.ts';
import type { DeviceFiles, TransferProgress } from '../contracts/managed-device.ts';
import { bytesEqual, concatBytes } from '../ota-core/primitives/bytes.ts';
import { decodeBase64, encodeBase64 } from '../ota-core/primitives/base64.ts';
import type { CallOptions, RpcClient } from '../rpc/client.ts';
import type { SysInfo } from '../rpc/methods.ts';

/** Of one call, as the official client does (mos-command.md#flags). */
export const FILE_PIECE_BYTES = 512;
/** More than the flash of any of these devices holds as files. */
export const LONGEST_FILE_BYTES = 16 * 1024 * 1024;
/** What is written becomes a file of its name when it is there as a whole. */
export const UNFINISHED_NAME = '~unfinished';

export interface TransferOptions extends CallOptions {
  readonly onProgress?: (progress: TransferProgress) => void;
}

/** A client, or the session of an update. */
export type FileCaller = Pick<RpcClient, 'call'>;

/** `info`: what the device has just said of itself. Throws what calls throw. */
export async function listDeviceFiles(
  caller: FileCaller,
  { fs_free, fs_size }: Pick<SysInfo, 'fs_free' | 'fs_size'>,
  options: CallOptions,
): Promise<DeviceFiles> {
  const found = await caller.call('FS.ListExt', null, options);
  const files = found.map(({ name, size }) => ({ name, sizeBytes: size }));
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files, freeBytes: fs_free ?? null, totalBytes: fs_size ?? null };
}

/** The caller owns the bytes. Throws rpc/bad-reply where pieces make no file, and what calls throw. */
export async function readDeviceFile(
  caller: FileCaller,
  filename: string,
  { onProgress, ...options }: TransferOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes, endOffset, left } of filePieces(caller, filename, options)) {
    pieces.push(bytes);
    onProgress?.({ doneBytes: endOffset, totalBytes: endOffset + left });
  }
  return concatBytes(...pieces);
}

export interface FilePiece {
  readonly bytes: Uint8Array;
  /** Of the first byte behind it. */
  readonly endOffset: number;
  /** How many follow. */
  readonly left: number;
}

export interface PieceOptions extends CallOptions {
  /** Of each piece, where no reply comes; left out: as often as the official client. */
  readonly tries?: number;
}

/** From the first byte on, each piece when it is asked for. Throws as readDeviceFile. */
export async function* filePieces(
  caller: FileCaller,
  filename: string,
  { tries = TRIES, ...options }: PieceOptions,
): AsyncGenerator<FilePiece, void, void> {
  for (let offset = 0; ;) {
    const params = { filename, offset, len: FILE_PIECE_BYTES };
    const { data, left } = await tried(() => caller.call('FS.Get', params, options), tries);
    const bytes = decodeBase64(data);
    const isWrong =
      bytes === null ||
      bytes.length > FILE_PIECE_BYTES ||
      (bytes.length === 0 && left > 0) ||
      offset + bytes.length + left > LONGEST_FILE_BYTES;
    if (isWrong) throw new OtaError('rpc/bad-reply', { method: 'FS.Get', detail: 'data' });
    offset += bytes.length;
    yield { bytes, endOffset: offset, left };
    if (left === 0) return;
  }
}

/**
 * Writes a file under another name, reads it back, and gives it its name only then: until that moment a file of that name is
 * what it was. Throws device/no-room, device/file-differs, and what calls throw; what was half written is removed.
 */
export async function writeDeviceFile(
  caller: FileCaller,
  file: { readonly name: string; readonly bytes: Uint8Array },
  { onProgress, ...options }: TransferOptions,
): Promise<void> {
  const { name, bytes } = file;
  const totalBytes = 2 * bytes.length;
  try {
    await putPieces(caller, file, {
      ...options,
      onProgress: (doneBytes) => onProgress?.({ doneBytes, totalBytes }),
    });
    const back = await readDeviceFile(caller, UNFINISHED_NAME, {
      ...options,
      onProgress: ({ doneBytes }) =>
        onProgress?.({ doneBytes: bytes.length + Math.min(doneBytes, bytes.length), totalBytes }),
    });
    if (!bytesEqual(back, bytes)) throw new OtaError('device/file-differs', { file: name });
    await rename(caller, name, options);
  } catch (reason) {
    await tidy(caller, options);
    throw reason;
  }
}

/** Throws what calls throw. */
export async function removeDeviceFile(
  caller: FileCaller,
  filename: string,
  options: CallOptions,
): Promise<void> {
  await caller.call('FS.Remove', { filename }, options);
}

async function putPieces(
  caller: FileCaller,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  options: CallOptions & { readonly onProgress: (doneBytes: number) => void },
): Promise<void> {
  const { onProgress, ...asked } = options;
  for (let offset = 0; offset === 0 || offset < bytes.length; offset += FILE_PIECE_BYTES) {
    const data = encodeBase64(bytes.subarray(offset, offset + FILE_PIECE_BYTES));
    // With its offset a piece that is sent again lands where it was; `append` is for firmware that knows no offset.
    const params = { filename: UNFINISHED_NAME, offset, append: offset > 0, data };
    try {
      await tried(() => caller.call('FS.Put', params, asked));
    } catch (reason) {
      throw await roomFailure(caller, { name, bytes, offset, reason }, asked);
    }
    onProgress(Math.min(bytes.length, offset + FILE_PIECE_BYTES));
  }
}

/** Of the same piece, the first one included: what the official client does (mos-command.md#flags). */
const TRIES = 3;

/** The same call again where no reply came: a piece does nothing else the second time. */
async function tried<T>(call: () => Promise<T>, most = TRIES): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (reason) {
      if (tries >= most || OtaError.from(reason).code !== 'rpc/timeout') throw reason;
    }
  }
}

/** A refused write is for want of room only where the device says that it has less than what is missing. */
async function roomFailure(
  caller: FileCaller,
  {
    name,
    bytes,
    offset,
    reason,
  }: {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly offset: number;
    readonly reason: unknown;
  },
  options: CallOptions,
): Promise<unknown> {
  if (!hasCode(OtaError.from(reason), 'rpc/remote')) return reason;
  const { fs_free } = await caller.call('Sys.GetInfo', null, options).catch(() => ({
    fs_free: undefined,
  }));
  // A page that is not full yet, and what the filesystem keeps for itself, are not free for a file.
  const wanted = bytes.length - offset + RESERVE_BYTES;
  if (fs_free === undefined || fs_free >= wanted) return reason;
  const facts = { file: name, bytes: bytes.length, freeBytes: fs_free + offset };
  return new OtaError('device/no-room', facts, { cause: reason });
}

/** Two blocks of 4 KiB: what LittleFS takes for one more file at most, and SPIFFS keeps for collecting. */
const RESERVE_BYTES = 8192;

/** Renaming over a file is not for every filesystem: then the old one goes first. */
async function rename(caller: FileCaller, name: string, options: CallOptions): Promise<void> {
  const params = { src: UNFINISHED_NAME, dst: name };
  try {
    await caller.call('FS.Rename', params, options);
  } catch (reason) {
    if (!hasCode(OtaError.from(reason), 'rpc/remote')) throw reason;
    await removeDeviceFile(caller, name, options);
    await caller.call('FS.Rename', params, options);
  }
}

/** So long is tidied up for a person who has gone on. */
const TIDY_MS = 5_000;

/** Whatever happened, a half-written file is of no use; a device that is gone keeps it. */
async function tidy(caller: FileCaller, options: CallOptions): Promise<void> {
  const own = { ...options, signal: new AbortController().signal, timeoutMs: TIDY_MS };
  await removeDeviceFile(caller, UNFINISHED_NAME, own).catch(() => undefined);
}
