import { isErasedIn, isErased } from '../flash/flash-areas.ts';
import { FlashFault, type Flash } from '../flash/flash.ts';
import { bytesEqual, toHex } from '../primitives/bytes.ts';
import type { DigestPort, Digest } from '../primitives/digest.ts';
import { invariant } from '../primitives/invariant.ts';
import type { ManifestPart } from './manifest.ts';
import type { DigestRule } from './required-part.ts';
import { refuseUpdate, type UpdateRefusal, type UpdateBackend } from './updater.ts';

interface SlotBackendOptions {
  readonly part: ManifestPart;
  /** The window of the inactive slot that the part goes to. */
  readonly target: Flash;
  readonly digests: DigestPort;
  readonly comparesSha1: DigestRule;
  /** Programmed behind the part, at the next piece. */
  readonly trailer?: Uint8Array | null;
  /** Even where the very bytes lie there already. */
  readonly alwaysWrites?: boolean;
  /** What the bytes in flash must have, known at the end; left out: what the manifest says is enough. */
  readonly sha256?: () => string;
  /** After the digests matched in flash; `sha256` is of the part's bytes, kept by the receiver. */
  readonly onVerified: (found: { readonly sizeBytes: number; readonly sha256: Uint8Array }) => void;
}

export const IMAGE_TOO_BIG = refuseUpdate(-1, 'Image too big');

/**
 * A part that fills a window of the inactive slot from its start: app and filesystem of every platform
 * but those that keep files. Whether it arrived is judged by what is in flash, never by what was sent.
 */
export function createSlotBackend(options: SlotBackendOptions): UpdateBackend {
  const { part, target, onVerified, trailer = null } = options;
  const writer = createPartWriter(target);
  let sizeBytes = 0;
  let isSkipped = false;
  let isVerified = false;

  const check = (): ReadBack | UpdateRefusal => readBackOrRefuse(target, sizeBytes, options);
  /** An erased start is not worth hashing the rest. A chip that cannot be read is found out by writing. */
  const liesThere = (): boolean => {
    if (options.alwaysWrites === true) return false;
    if (isErasedIn(target, 0, Math.min(sizeBytes, BLANK_BYTES))) return false;
    const found = check();
    return 'matches' in found && found.matches && holdsTrailer(target, sizeBytes, trailer);
  };
  const accept = (found: ReadBack): null => {
    isVerified = true;
    onVerified({ sizeBytes, sha256: found.sha256 });
    return null;
  };
  return {
    part,
    get isVerified() {
      return isVerified;
    },
    heldBytes: writer.heldBytes + (trailer?.byteLength ?? 0),
    fileBegin(size) {
      sizeBytes = size;
      if (trailerAt(size) + (trailer?.length ?? 0) > target.geometry.size) return IMAGE_TOO_BIG;
      if (part.size !== null && part.size !== size) return refuseUpdate(-10, 'Size mismatch');
      isSkipped = liesThere();
      return isSkipped ? null : writer.open();
    },
    fileData: (bytes) => (isSkipped ? null : writer.write(bytes)),
    fileEnd() {
      const refusal = isSkipped
        ? null
        : (writer.close() ?? writeTrailer(target, sizeBytes, trailer));
      if (refusal !== null) return refusal;
      const found = check();
      if (!('matches' in found)) return found;
      const isWhat = options.sha256 === undefined || options.sha256() === toHex(found.sha256);
      return found.matches && isWhat ? accept(found) : refuseUpdate(-10, 'Digest mismatch');
    },
  };
}

const BLANK_BYTES = 256;

const trailerAt = (sizeBytes: number): number => Math.ceil(sizeBytes / PIECE_BYTES) * PIECE_BYTES;

function writeTrailer(
  target: Flash,
  sizeBytes: number,
  trailer: Uint8Array | null,
): UpdateRefusal | null {
  if (trailer === null) return null;
  try {
    target.program(trailerAt(sizeBytes), trailer);
  } catch (error) {
    if (!(error instanceof FlashFault)) throw error;
  }
  return holdsTrailer(target, sizeBytes, trailer)
    ? null
    : refuseUpdate(-1, 'Failed to write fs meta');
}

function holdsTrailer(target: Flash, sizeBytes: number, trailer: Uint8Array | null): boolean {
  if (trailer === null) return true;
  const found = new Uint8Array(trailer.length);
  target.read(trailerAt(sizeBytes), found);
  return bytesEqual(found, trailer);
}

type DigestCheck = Pick<SlotBackendOptions, 'part' | 'digests' | 'comparesSha1'>;

function readBackOrRefuse(
  target: Flash,
  sizeBytes: number,
  check: DigestCheck,
): ReadBack | UpdateRefusal {
  try {
    return readBack(target, sizeBytes, check);
  } catch (error) {
    if (error instanceof FlashFault) return refuseUpdate(-11, 'Write failed');
    throw error;
  }
}

const READ_BYTES = 4096;

interface ReadBack {
  /** Of the bytes in flash. */
  readonly sha256: Uint8Array;
  /** Every digest that the manifest gives for the part is right. */
  readonly matches: boolean;
}

/** Reads the first `sizeBytes` of a window and compares them with what the manifest says of the part. */
function readBack(
  flash: Flash,
  sizeBytes: number,
  { part, digests, comparesSha1 }: DigestCheck,
): ReadBack {
  const sha256 = digests.create('sha256');
  const sha1 = part.sha1 === null ? null : digests.create('sha1');
  const buffer = new Uint8Array(READ_BYTES);
  for (let at = 0; at < sizeBytes; at += READ_BYTES) {
    const piece = buffer.subarray(0, Math.min(READ_BYTES, sizeBytes - at));
    flash.read(at, piece);
    sha256.update(piece);
    sha1?.update(piece);
  }
  const found = sha256.digest();
  const isReadable = comparesSha1 === 'any-case' || part.isSha1LowerCase;
  const sha1Matches = sha1 === null || (isReadable && toHex(sha1.digest()) === part.sha1);
  const sha256Matches = part.sha256 === null || toHex(found) === part.sha256;
  return { sha256: found, matches: sha1Matches && sha256Matches };
}

/**
 * MGOS_UPD_BE_DATA_CHUNK_SIZE: data reaches flash in pieces of exactly this many bytes
 * (device-core.md#data-delivery).
 */
const PIECE_BYTES = 512;

/** Writes one file from the start of a window on, in whole pieces; the tail is padded with FF. */
export interface PartWriter {
  /** Bytes of the buffers it holds. */
  readonly heldBytes: number;
  /** Erases the whole window, as stock devices do. */
  open(): UpdateRefusal | null;
  /** Borrows `bytes`. */
  write(bytes: Uint8Array): UpdateRefusal | null;
  /** Writes what is left of the last piece. */
  close(): UpdateRefusal | null;
}

function createPartWriter(target: Flash): PartWriter {
  const { size, programSize } = target.geometry;
  invariant(PIECE_BYTES % programSize === 0, 'program units divide a piece');
  const piece = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  let offset = 0;

  const program = (bytes: Uint8Array): void => {
    target.program(offset, bytes);
    offset += bytes.length;
  };
  const writeAll = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) {
      const left = bytes.length - at;
      if (filled === 0 && left >= PIECE_BYTES) {
        program(bytes.subarray(at, at + PIECE_BYTES));
        at += PIECE_BYTES;
        continue;
      }
      const taken = Math.min(PIECE_BYTES - filled, left);
      piece.set(bytes.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < PIECE_BYTES) continue;
      filled = 0;
      program(piece);
    }
  };
  return {
    heldBytes: piece.byteLength,
    open: () => attempt(() => target.erase(0, size)),
    write: (bytes) => attempt(() => writeAll(bytes)),
    close: () =>
      attempt(() => {
        if (filled > 0) program(piece.fill(0xff, filled));
        filled = 0;
      }),
  };
}

/** A fault of the chip is an answer; anything else, a power cut above all, passes through. */
function attempt(write: () => void): UpdateRefusal | null {
  try {
    write();
    return null;
  } catch (error) {
    if (error instanceof FlashFault) return refuseUpdate(-11, 'Write failed');
    throw error;
  }
}

export interface FlashImageOptions extends SlotBackendOptions {
  /** Bytes of the file before the app: boot loader, its configuration, filesystem. */
  readonly appOffset: number;
}

/**
 * The STM32's one file of everything (boot-schemes.md#stm32-and-rs14100): only its app goes into the slot. The
 * manifest's digests are of the whole file, so they are compared with what came, and what came of the app with
 * what is in flash.
 */
export function createFlashImageBackend(options: FlashImageOptions): UpdateBackend {
  const { part, digests, appOffset } = options;
  const whole = wholeDigests(part, digests);
  const ofApp = digests.create('sha256');
  let app: UpdateBackend | null = null;
  let position = 0;
  return {
    part,
    get isVerified() {
      return app?.isVerified === true;
    },
    get heldBytes() {
      return app?.heldBytes ?? 0;
    },
    fileBegin(size) {
      if (size < appOffset) return refuseUpdate(-1, 'App file too short');
      if (part.size !== null && part.size !== size) return refuseUpdate(-10, 'Size mismatch');
      // The digest is known when all came; until then the app is written as if there were none.
      const plain = { ...part, size: null, sha1: null, sha256: null };
      const sha256 = (): string => toHex(ofApp.digest());
      app = createSlotBackend({ ...options, part: plain, alwaysWrites: true, sha256 });
      return app.fileBegin(size - appOffset);
    },
    fileData(bytes) {
      for (const { digest } of whole) digest.update(bytes);
      const before = Math.min(bytes.length, Math.max(0, appOffset - position));
      position += bytes.length;
      const ours = bytes.subarray(before);
      if (ours.length === 0) return null;
      ofApp.update(ours);
      return app?.fileData(ours) ?? null;
    },
    fileEnd(): UpdateRefusal | null {
      const matches = whole.every(({ digest, wanted }) => toHex(digest.digest()) === wanted);
      if (!matches) return refuseUpdate(-10, 'Digest mismatch');
      return app?.fileEnd() ?? null;
    },
  };
}

function wholeDigests(
  { sha1, sha256 }: ManifestPart,
  digests: DigestPort,
): readonly { readonly digest: Digest; readonly wanted: string }[] {
  const of = (algorithm: 'sha1' | 'sha256', wanted: string | null) =>
    wanted === null ? [] : [{ digest: digests.create(algorithm), wanted }];
  return [...of('sha1', sha1), ...of('sha256', sha256)];
}

/**
 * The filesystem of the running slot, copied for an app that comes without one, and compared in flash.
 * QUIRK(stm32_updater.c, mgos_upd_finalize): stock switches to whatever filesystem lies in the other slot.
 */
export function carryOver(from: Flash, to: Flash, digests: DigestPort): UpdateRefusal | null {
  const sizeBytes = Math.min(from.geometry.size, to.geometry.size);
  try {
    if (sameBytes(from, to, { sizeBytes, digests })) return null;
    to.erase(0, to.geometry.size);
    const piece = new Uint8Array(PIECE_BYTES);
    for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
      from.read(at, piece);
      if (!isErased(piece)) to.program(at, piece);
    }
    if (sameBytes(from, to, { sizeBytes, digests })) return null;
  } catch (error) {
    if (!(error instanceof FlashFault)) throw error;
  }
  return refuseUpdate(-11, 'Write failed');
}

function sameBytes(
  a: Flash,
  b: Flash,
  { sizeBytes, digests }: { readonly sizeBytes: number; readonly digests: DigestPort },
): boolean {
  const [one, two] = [a, b].map((flash) => {
    const digest = digests.create('sha256');
    const buffer = new Uint8Array(PIECE_BYTES * 8);
    for (let at = 0; at < sizeBytes; at += buffer.length) {
      const piece = buffer.subarray(0, Math.min(buffer.length, sizeBytes - at));
      flash.read(at, piece);
      digest.update(piece);
    }
    return digest.digest();
  });
  return one !== undefined && two !== undefined && bytesEqual(one, two);
}
