/** What the files of a device hold, read one after the other and kept, so that nothing is read twice. */
import { hasCode, OtaError } from '../contracts/failure.ts';
import type { DeviceFile, FileContent } from '../contracts/managed-device.ts';
import type { CallOptions, RpcClient } from '../rpc/client.ts';
import { filePieces } from './files.ts';
import type { TransferOptions } from './files.ts';

/** The files of several bundles; each has at most `MOST_CONTENTS_BYTES` to read. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024;

/** Who must not call the method, and firmware without it, get no file (rpc-frames.md#access-control, #dispatch-order). */
const REFUSES_ALL = [401, 403, 404];

type Caller = Pick<RpcClient, 'call'>;

/** Of one device at a time; bounded. */
export class KeptContents {
  #about = '';
  #keptBytes = 0;
  readonly #kept = new Map<string, Uint8Array>();
  readonly #mostBytes: number;

  constructor(mostBytes = MOST_KEPT_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /** Which device it is, and what it runs: nothing of another one is kept. */
  follow(about: string): void {
    if (about !== this.#about) this.forget();
    this.#about = about;
  }

  forget(): void {
    this.#kept.clear();
    this.#keptBytes = 0;
  }

  /**
   * By name; the bytes are views. Of a file that the device refuses it is told, and the next one is read; what was read before a
   * failure is kept. Progress counts the listed bytes. Throws what calls throw, but for refusals.
   */
  async read(
    caller: Caller,
    files: readonly DeviceFile[],
    { onProgress, ...options }: TransferOptions,
  ): Promise<ReadonlyMap<string, FileContent>> {
    const found = new Map<string, FileContent>();
    const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let behindBytes = 0;
    let refusesAll = false;
    for (const file of files) {
      const tell = (bytes: number): void =>
        onProgress?.({ doneBytes: behindBytes + bytes, totalBytes });
      try {
        found.set(
          file.name,
          refusesAll ? NOT_GIVEN : await this.#content(caller, file, { ...options, tell }),
        );
      } catch (reason) {
        const error = OtaError.from(reason);
        if (!hasCode(error, 'rpc/remote')) throw reason;
        refusesAll = REFUSES_ALL.includes(error.facts.remoteCode);
        found.set(file.name, NOT_GIVEN);
      }
      tell(file.sizeBytes);
      behindBytes += file.sizeBytes;
    }
    return found;
  }

  async #content(caller: Caller, file: DeviceFile, options: ReadOptions): Promise<FileContent> {
    const { name, sizeBytes } = file;
    const kept = this.#kept.get(name);
    if (kept?.length === sizeBytes) return { kind: 'read', bytes: kept };
    const content = await readListed(caller, file, options);
    if (content.kind === 'read') this.#keep(name, content.bytes);
    return content;
  }

  /** What does not fit is read again when it is asked for. */
  #keep(name: string, bytes: Uint8Array): void {
    const others = this.#keptBytes - (this.#kept.get(name)?.length ?? 0);
    if (others + bytes.length > this.#mostBytes) return;
    this.#kept.set(name, bytes);
    this.#keptBytes = others + bytes.length;
  }
}

const NOT_GIVEN: FileContent = { kind: 'not-given' };

interface ReadOptions extends CallOptions {
  readonly tell: (bytes: number) => void;
}

/** No further than it takes to see that the file is not as long as it was listed. */
async function readListed(
  caller: Caller,
  { name, sizeBytes }: DeviceFile,
  { tell, ...options }: ReadOptions,
): Promise<FileContent> {
  const bytes = new Uint8Array(sizeBytes);
  for await (const piece of filePieces(caller, name, options)) {
    const { endOffset, left } = piece;
    if (endOffset + left !== sizeBytes) return { kind: 'other-size', sizeBytes: endOffset + left };
    bytes.set(piece.bytes, endOffset - piece.bytes.length);
    tell(endOffset);
  }
  return { kind: 'read', bytes };
}
