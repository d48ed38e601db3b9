/**
 * The archive as a device reads it: pushed in pieces cut anywhere, entries out, nothing kept but one
 * header. Knows nothing of manifests, parts or flash.
 *
 *   local header → (extra) → data ─┐     central record → (extra) ─┐
 *        ▲                         │          ▲                    │
 *        └─────────────────────────┴──────────┴────────────────────┴──▶ end record → done
 *
 * QUIRK(OC18 mgos_updater_common.c): the stock core of 2018 stops at the first central record, takes a
 * CRC of 0 for "not checked" and ignores flags. Here, as in newer cores, the directory and the end record
 * are read; beyond them, all three stories must agree, and nothing may lie between or after.
 */
import { crc32 } from '../primitives/crc32.ts';
import {
  deviceTextOfFault,
  headerFaults,
  MAX_EXTRA_BYTES,
  MAX_FULL_NAME_BYTES,
} from './header-faults.ts';
import {
  readEntryName,
  createZipDirectory,
  CENTRAL_MAGIC,
  CENTRAL_SIZE,
  END_MAGIC,
  END_SIZE,
  LOCAL_MAGIC,
  LOCAL_SIZE,
  MAGIC_SIZE,
  readCentralRecord,
  readEndRecord,
  readLocalHeader,
  readMagic,
  type CentralRecord,
  type LocalHeader,
} from './zip-format.ts';

export interface ZipEntry {
  /** After the first directory level is stripped. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Of the local header; borrowed until the next entry. */
  readonly extra: Uint8Array;
}

/** What becomes of the entries. `stop` ends the stream: whoever said so has kept the reason. */
export type ZipVerdict = 'go' | 'stop';
export interface ZipSink {
  entryBegin(entry: ZipEntry): ZipVerdict;
  /** Borrowed; never empty; pieces as they came. */
  entryData(bytes: Uint8Array): ZipVerdict;
  /** The size and the CRC-32 were right. */
  entryEnd(): ZipVerdict;
}

export type ZipStreamState =
  | { readonly phase: 'reading' }
  /** The end record was read and agreed. */
  | { readonly phase: 'done' }
  | { readonly phase: 'stopped' }
  /** `message` in the words of the device (bundle.md#archive). */
  | { readonly phase: 'failed'; readonly message: string };

export interface ZipStream {
  readonly state: ZipStreamState;
  /** Bytes of the buffers it holds. */
  readonly heldBytes: number;
  /** Borrows `bytes`; the result does not depend on where they are cut. Ignored once failed or stopped. */
  push(bytes: Uint8Array): void;
}

const MALFORMED = 'Malformed archive';
const BAD_HEADER = 'Malformed archive (invalid file header)';

export function createZipStream(sink: ZipSink): ZipStream {
  return new StreamReader(sink);
}

/** A step wants `want` bytes gathered, then acts on them; entry data and skipped bytes are not gathered. */
type Step =
  | { readonly kind: 'gather'; readonly want: number; readonly act: () => void }
  | { readonly kind: 'data' }
  | { readonly kind: 'skip' };

class StreamReader implements ZipStream {
  readonly #sink: ZipSink;
  readonly #directory = createZipDirectory();
  readonly #buffer = new Uint8Array(LOCAL_SIZE + MAX_FULL_NAME_BYTES + MAX_EXTRA_BYTES);
  #gathered = 0;
  /** Bytes left of the entry's data or of what is skipped. */
  #left = 0;
  #crc = 0;
  #expectedCrc = 0;
  /** Bytes taken so far: offsets of the archive. */
  #offset = 0;
  #state: ZipStreamState = { phase: 'reading' };
  #step: Step;

  constructor(sink: ZipSink) {
    this.#sink = sink;
    this.#step = this.#next();
  }

  get state(): ZipStreamState {
    return this.#state;
  }

  get heldBytes(): number {
    return this.#buffer.byteLength + this.#directory.heldBytes;
  }

  push(bytes: Uint8Array): void {
    if (this.#state.phase === 'done' && bytes.length > 0) this.#fail(MALFORMED);
    for (let at = 0; at < bytes.length && this.#state.phase === 'reading';) {
      const taken = this.#take(bytes.subarray(at));
      at += taken;
      this.#offset += taken;
      this.#act();
      if (this.#isDone() && at < bytes.length) this.#fail(MALFORMED);
    }
  }

  #isDone(): boolean {
    return this.#state.phase === 'done';
  }

  /** Feeds the current step and tells how many bytes it took: at least one. */
  #take(bytes: Uint8Array): number {
    const step = this.#step;
    const wanted = step.kind === 'gather' ? step.want - this.#gathered : this.#left;
    const piece = bytes.subarray(0, wanted);
    if (step.kind === 'gather') {
      this.#buffer.set(piece, this.#gathered);
      this.#gathered += piece.length;
      return piece.length;
    }
    this.#left -= piece.length;
    if (step.kind === 'data') {
      this.#crc = crc32(piece, this.#crc);
      this.#obey(this.#sink.entryData(piece));
    }
    return piece.length;
  }

  /** Runs every step that has all it wants; steps that want nothing run at once. */
  #act(): void {
    while (this.#state.phase === 'reading') {
      const step = this.#step;
      if (step.kind === 'gather' ? this.#gathered < step.want : this.#left > 0) return;
      if (step.kind === 'gather') step.act();
      else if (step.kind === 'data') this.#endEntry();
      else this.#step = this.#next();
    }
  }

  #next(): Step {
    this.#gathered = 0;
    return { kind: 'gather', want: MAGIC_SIZE, act: () => this.#readMagic() };
  }

  #gather(want: number, act: () => void): void {
    this.#step = { kind: 'gather', want, act };
  }

  #readMagic(): void {
    const magic = readMagic(this.#buffer);
    const directory = this.#directory;
    if (magic === LOCAL_MAGIC && !directory.isOpen)
      this.#gather(LOCAL_SIZE, () => this.#readLocal());
    else if (magic === CENTRAL_MAGIC && directory.count > 0)
      this.#gather(CENTRAL_SIZE, () => this.#readCentral());
    else if (magic === END_MAGIC && directory.isOpen) this.#gather(END_SIZE, () => this.#readEnd());
    else this.#fail(directory.isOpen ? MALFORMED : BAD_HEADER);
  }

  #readLocal(): void {
    const header = readLocalHeader(this.#buffer);
    const [fault] = headerFaults(header);
    if (fault !== undefined) this.#fail(deviceTextOfFault(fault));
    else
      this.#gather(LOCAL_SIZE + header.nameLength + header.extraLength, () =>
        this.#beginEntry(header),
      );
  }

  #beginEntry(header: LocalHeader): void {
    const end = LOCAL_SIZE + header.nameLength;
    const nameBytes = this.#buffer.subarray(LOCAL_SIZE, end);
    const extra = this.#buffer.subarray(end, end + header.extraLength);
    const name = readEntryName(nameBytes);
    if (name.kind !== 'ok') {
      this.#fail(name.kind === 'too-long' ? 'Too long file name' : MALFORMED);
      return;
    }
    const localOffset = this.#offset - end - header.extraLength;
    if (!this.#directory.addLocal(header, { nameBytes, name: name.name, localOffset })) {
      this.#fail(MALFORMED);
      return;
    }
    this.#left = header.size;
    this.#crc = 0;
    this.#expectedCrc = header.crc;
    this.#step = { kind: 'data' };
    this.#obey(this.#sink.entryBegin({ name: name.name, sizeBytes: header.size, extra }));
  }

  #endEntry(): void {
    this.#step = this.#next();
    if (this.#crc === this.#expectedCrc) this.#obey(this.#sink.entryEnd());
    else this.#fail('Invalid CRC');
  }

  #readCentral(): void {
    const record = readCentralRecord(this.#buffer);
    const end = CENTRAL_SIZE + record.nameLength;
    const recordOffset = this.#offset - CENTRAL_SIZE;
    if (record.nameLength > MAX_FULL_NAME_BYTES) this.#fail(MALFORMED);
    else this.#gather(end, () => this.#checkCentral(record, recordOffset));
  }

  #checkCentral(record: CentralRecord, recordOffset: number): void {
    const nameBytes = this.#buffer.subarray(CENTRAL_SIZE, CENTRAL_SIZE + record.nameLength);
    this.#left = record.extraLength;
    this.#step = { kind: 'skip' };
    if (!this.#directory.agreesWith(record, { nameBytes, recordOffset })) this.#fail(MALFORMED);
  }

  #readEnd(): void {
    const end = readEndRecord(this.#buffer);
    if (this.#directory.endsWith(end, this.#offset - END_SIZE)) this.#state = { phase: 'done' };
    else this.#fail(MALFORMED);
  }

  #obey(verdict: ZipVerdict): void {
    if (verdict === 'stop') this.#state = { phase: 'stopped' };
  }

  #fail(message: string): void {
    this.#state = { phase: 'failed', message };
  }
}
