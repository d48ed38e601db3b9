import type { DeliveryFailureFacts } from './delivery-failures.ts';
import type { LinkFailureFacts } from './link-failures.ts';
import type { ShadowFailureFacts } from './shadow-failures.ts';
import type { PartRole } from '../ota-core/update/manifest.ts';
import type { SignatureFault, SignatureRule } from './signature.ts';

/**
 * Why the old firmware runs again, told only as far as somebody saw it (update/judge-return.ts):
 * `asked`: this update told the device to go back. `time-over`: it restarted when its time to be kept was over.
 * `restarted`: it was seen on trial and restarted before it was kept, for whatever reason; any restart takes a firmware
 * on trial back (device-core.md#first-boot-and-commit). `not-seen`: the new firmware never answered.
 */
export type ReturnCause = 'asked' | 'checks' | 'time-over' | 'restarted' | 'not-seen';

/** What two places of an archive say differently, or where bytes lie that no place tells of. */
export type ZipField =
  | 'name'
  | 'method'
  | 'flags'
  | 'crc'
  | 'packedSize'
  | 'size'
  | 'version'
  | 'time'
  | 'date'
  | 'signature'
  | 'extra-field'
  | 'src'
  | 'offset'
  | 'directory'
  | 'entry-count'
  | 'bytes-between'
  | 'zip64';

export type ZipFeature =
  | 'folders'
  | 'encryption'
  | 'zip64'
  | 'disks'
  | 'comment'
  | 'links'
  | 'special-files'
  | 'many-files'
  | 'flags'
  | 'version'
  | 'method'
  | 'extra-field'
  | 'name-encoding';

/**
 * Every failure the product can show, as data: a stable code and exactly the facts its message needs.
 * Words live in `src/messages/`; a code without words does not compile.
 */
export interface FailureFacts extends LinkFailureFacts, DeliveryFailureFacts, ShadowFailureFacts {
  /** The person, or the page going away, ended the session. Never shown as a failure. */
  cancelled: { readonly by: 'user' | 'page-closed' };

  'rpc/timeout': { readonly method: string; readonly timeoutMs: number };
  /** The device answered with an error that is not 0. */
  'rpc/remote': {
    readonly method: string;
    readonly remoteCode: number;
    readonly remoteMessage: string;
  };
  /** The device answered, but not with what this method returns. */
  'rpc/bad-reply': { readonly method: string; readonly detail: string };

  /** Bytes that are no zip archive. */
  'bundle/not-a-zip': { readonly file: string };
  /** What it is instead, where its bytes show it (bundle/recognise.ts). */
  'bundle/elf': { readonly file: string };
  /** A bare image for a chip of Espressif. `app`: it describes itself as an application. */
  'bundle/esp-image': { readonly file: string; readonly image: 'app' | 'app-or-boot' };
  'bundle/intel-hex': { readonly file: string };
  /** `login`: it asks for a password. */
  'bundle/web-page': { readonly file: string; readonly login: boolean };
  'bundle/other-archive': {
    readonly file: string;
    readonly format: 'gzip' | '7-Zip' | 'RAR' | 'xz' | 'tar';
  };
  /** No manifest, and files that stand beside sources only. `sign`: one of them. */
  'bundle/source-code': { readonly file: string; readonly sign: string };
  /** A manifest.json with nothing of what a firmware of Mongoose OS has there. */
  'bundle/other-package': { readonly file: string };
  /** The manifest is deeper than in one folder, which is all that devices strip. */
  'bundle/too-deep': { readonly file: string; readonly manifest: string };
  /** Bytes behind the last that belongs to the archive. */
  'bundle/trailing-bytes': { readonly file: string; readonly bytes: number };
  'bundle/manifest-encoding': { readonly encoding: 'byte-order-mark' | 'utf-16' };
  /** Several firmwares in one archive or folder. `inside`: their paths; `about`: what each is, in the same order. */
  'bundle/several': {
    readonly file: string;
    readonly inside: readonly string[];
    readonly about: readonly string[];
  };
  /** The archive ends before what it announces. */
  'bundle/cut-off': { readonly file: string; readonly sizeBytes: number };
  'bundle/no-manifest': { readonly file: string };
  'bundle/manifest-too-large': { readonly sizeBytes: number; readonly limit: number };
  /** No UTF-8 (line null), no JSON, or a key that is there twice. */
  'bundle/manifest-unreadable': { readonly detail: string; readonly line: number | null };
  'bundle/manifest-incomplete': { readonly field: string };
  /** The manifest names a file that the archive lacks. */
  'bundle/part-missing': { readonly part: string; readonly file: string };
  /** CRC-32 of the archive differs from the bytes. */
  'bundle/part-damaged': { readonly part: string; readonly file: string };
  /** The manifest's digest differs from the bytes. */
  'bundle/hash-mismatch': {
    readonly part: string;
    readonly file: string;
    readonly algorithm: 'SHA-1' | 'SHA-256';
  };
  'bundle/size-mismatch': {
    readonly part: string;
    readonly file: string;
    readonly expected: number;
    readonly found: number;
  };
  /** An entry name that would leave the archive's folder, or that devices cannot hold. */
  'bundle/unsafe-name': { readonly name: string };
  /** Characters in it cannot be seen, or look like others. */
  'bundle/misleading-name': { readonly name: string };
  'bundle/name-too-long': { readonly name: string; readonly bytes: number; readonly limit: number };
  /** Local header and central directory tell different stories, or names repeat. */
  'bundle/contradiction': { readonly file: string; readonly field: ZipField };
  /** Deflated entries: devices want stored ones. */
  'bundle/compressed': { readonly file: string };
  /** Data descriptors (a zip written as a stream): sizes are missing from the local headers. */
  'bundle/streamed': { readonly file: string };
  'bundle/manifest-not-first': { readonly first: string };
  /** Outside what devices read. `value`: which flags, version or method, more than how many files, or how many bytes of an extra field; else empty. */
  'bundle/unsupported': { readonly feature: ZipFeature; readonly value: string };
  'bundle/too-many-bytes': { readonly sizeBytes: number; readonly limit: number };
  'bundle/wrong-platform': { readonly bundle: string; readonly device: string };
  /** The filesystem image ships files that hold a device's own settings. */
  'bundle/user-files': { readonly names: readonly string[] };
  /** The first start would end at this file of the device: it goes back by itself. `file` '/': the image is no filesystem. */
  'bundle/merge-fails': {
    readonly file: string;
    readonly reason: 'full' | 'name-too-long' | 'bad-name' | 'unreadable' | 'damaged';
  };
  /** The first start would leave less than this margin of a SPIFFS, so a device may run out of room where the prediction does not. */
  'bundle/merge-tight': { readonly marginBytes: number };
  'bundle/too-large': { readonly part: string; readonly sizeBytes: number; readonly limit: number };
  /** A firmware that travels with the app (contracts/sample-firmware.ts): only the practice device takes it. */
  'bundle/sample': { readonly version: string };
  /** `addr1` is 0: built for a chip without a second slot, so there is nowhere to put an update. */
  'bundle/no-second-slot': { readonly part: string };
  /** Built for a flash that is laid out differently. */
  'bundle/other-layout': {
    readonly part: string;
    readonly field: 'addr' | 'addr1';
    readonly found: number;
    readonly expected: number;
  };
  /** To be written outside the slots, where this kind of update writes nothing. */
  'bundle/part-not-replaced': { readonly part: string; readonly role: PartRole };
  /** The name of a part's file is how another one begins, and older cores compare no further. */
  'bundle/prefix-name': { readonly file: string; readonly other: string };
  /** `cs_sha1` of the part is in upper case: the ESP32 cores of 2018 take it for another digest, after the transfer. */
  'bundle/upper-case-digest': { readonly part: string };
  /** A rule of whoever updates asks for a signature (contracts/signature.ts), and there is none. */
  'bundle/not-signed': {
    readonly rule: SignatureRule;
    /** It was packed anew, which would have removed a signature; left out: it was not. */
    readonly packedAnew?: true;
  };
  /** … and there are signatures, by keys that are not trusted here. */
  'bundle/unknown-signer': { readonly rule: SignatureRule };
  /** … and what is there holds for nothing. */
  'bundle/signature-broken': { readonly rule: SignatureRule; readonly why: SignatureFault };
  /** By its manifest it may only follow versions of the range `requires`; `before`: what runs, or would run, before it. */
  'bundle/needs-version': {
    readonly version: string;
    readonly requires: string;
    readonly before: string;
  };
  /** `requires` of the manifest is no rule. */
  'bundle/bad-requires': { readonly requires: string };
  /** Two files that cannot be steps of one route. `no-order`: the version of one of them is no number. */
  'bundle/no-route': {
    readonly file: string;
    readonly other: string;
    readonly why: 'application' | 'platform' | 'no-order' | 'same-version';
  };
  /** Of several files. */
  'bundle/nothing-newer': { readonly running: string };
  /** What the known layout of this device says of it, in the device's words. */
  'bundle/device-refuses': { readonly remoteCode: number; readonly remoteMessage: string };

  'device/busy': { readonly state: number; readonly percent: number };
  /** The running firmware is on trial: keep it or go back before the next update. */
  'device/uncommitted': { readonly version: string };
  'device/same-version': { readonly version: string; readonly buildId: string };
  'device/older': { readonly running: string; readonly bundle: string };
  /**
   * Its settings ask for signatures by the keys of these numbers (update.sig_req_mask), of which those of `lacking` are not there; no keys: it
   * takes no update.
   */
  'device/wants-signatures': {
    readonly keys: readonly string[];
    readonly lacking: readonly string[];
  };
  /** All of them are there, and the keys of these numbers are one: whoever has it signs for each. */
  'device/same-key': { readonly keys: readonly string[] };
  'device/other-app': { readonly running: string; readonly bundle: string };
  /** The bundle would replace the boot loader: the one moment in which a power cut is final. */
  'device/boot-loader': { readonly part: string };
  /** `missing`: methods of an update. `listed`: by its method list; else it answered 404 to one of them. */
  'device/no-ota': {
    readonly device: string;
    readonly missing: readonly string[];
    readonly listed: boolean;
  };
  /** It answers 404 to Sys.GetInfo. `listed`: so many methods are in its list, that one not; null = it gave no such list. */
  'device/no-info': { readonly listed: number | null };
  /** After the restart another device answered on the same address. */
  /** `kind`: of the link it answers on, as in link/lost; left out where it is not known. */
  'device/other-device': {
    readonly expected: string;
    readonly found: string;
    readonly kind?: string;
  };

  /** It was given a user and a password, and refused them. */
  'device/wrong-password': { readonly method: string };
  /** Another page of this browser updates it. */
  'device/in-use': { readonly device: string };
  /** Two answers that differ came to one request: somebody else answers in its name. */
  'device/two-answers': { readonly device: string };

  /** A file does not fit beside what is there: `freeBytes` were free before it. */
  'device/no-room': { readonly file: string; readonly bytes: number; readonly freeBytes: number };
  /** What was read back is not what was written. */
  'device/file-differs': { readonly file: string };
  /** Settings that are not what they were set to, read again. */
  'device/settings-differ': { readonly paths: readonly string[] };
  /** It was asked to start anew, and was not seen to within this time. */
  'device/not-restarted': { readonly waitedMs: number };

  'update/begin-refused': { readonly remoteCode: number; readonly remoteMessage: string };
  'update/write-refused': {
    readonly offset: number;
    readonly remoteCode: number;
    readonly remoteMessage: string;
    /** It was foretold, and allowed all the same. */
    readonly foretold?: true;
  };
  'update/end-refused': { readonly remoteCode: number; readonly remoteMessage: string };
  'update/commit-refused': { readonly remoteCode: number; readonly remoteMessage: string };
  /** The link was lost so often at the same offset, and no block of any size was acknowledged there. */
  'update/no-block-arrives': {
    readonly offset: number;
    readonly bytes: number;
    readonly losses: number;
  };
  /** While writing the link was lost, and did not come back before the device gave the update up. */
  'update/timed-out': { readonly waitedMs: number };
  /** The device did not come back within the time it has. */
  'update/not-back': { readonly waitedMs: number };
  /** The device came back on the old firmware. */
  'update/rolled-back': {
    readonly from: string;
    readonly to: string;
    readonly why: ReturnCause;
  };
  /** Neither what ran before nor what was sent. `build`: the build id. */
  'update/other-firmware': {
    readonly running: string;
    readonly build: string;
    readonly from: string;
    readonly to: string;
  };
  /** It answers, and has not restarted. */
  'update/not-restarted': { readonly waitedMs: number; readonly running: string };
  /** It answers, and runs on what it was told to leave. */
  'update/revert-refused': { readonly remoteCode: number; readonly remoteMessage: string };

  /** Of so many power cuts the device does not get over some; and files of it would be gone. */
  'rehearsal/not-safe': { readonly cuts: number; readonly broken: number; readonly lost: number };
  /** No device of this platform is emulated. */
  'rehearsal/no-stand-in': { readonly platform: string };

  'use/bad-option': { readonly option: string; readonly detail: string };
  /** `detail`: in the words of the system. */
  'file/unreadable': { readonly file: string; readonly detail: string };
  /** Not what docs/CHECKS.md asks for. `place`: of the first thing that is wrong; empty: the whole. */
  'file/no-checks': { readonly file: string; readonly place: string };
  /** No recording, or one that is damaged or of another version (docs/RECORDINGS.md). `place`: as in `file/no-checks`. */
  'file/no-recording': { readonly file: string; readonly place: string };
  /** It was there a moment ago. */
  'file/gone': { readonly file: string };
  /** A file that travels with the app. `status`: what its server answered; null = nobody answered. */
  'file/not-fetched': { readonly file: string; readonly status: number | null };
  /** The firmware that was asked for, by its SHA-256, is no longer the chosen one. */
  'file/replaced': { readonly file: string };
  /** No image that a device could mount. `detail`: for a log. */
  'file/no-filesystem': { readonly file: string; readonly detail: string };
  /** No saved chip, or one of which not all holds. */
  'file/no-chip': { readonly file: string; readonly reason: 'no-archive' | 'no-facts' | 'digest' };
  /** A saved chip of a profile that is not emulated here. */
  'file/unknown-profile': { readonly file: string; readonly name: string };
  /** A flash of another size than the chip's, in bytes. */
  'file/other-size': { readonly file: string; readonly found: number; readonly expected: number };
  /** What was to be saved there is not. */
  'file/unwritable': { readonly file: string; readonly detail: string };

  'worker/died': { readonly worker: string };
  'storage/failed': { readonly detail: string };

  'bug/invariant': { readonly words: string };
  'bug/unexpected': { readonly message: string };
}

export type FailureCode = keyof FailureFacts;

/** The same failure as plain data: crosses workers, sits in history, feeds messages. */
export type Failure = {
  [C in FailureCode]: {
    readonly code: C;
    readonly facts: FailureFacts[C];
    readonly trace: string;
  };
}[FailureCode];

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** The only error the host side throws. */
export class OtaError<C extends FailureCode = FailureCode> extends Error {
  readonly code: C;
  readonly facts: FailureFacts[C];

  constructor(code: C, facts: FailureFacts[C], options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.name = 'OtaError';
    this.code = code;
    this.facts = facts;
  }

  /** Normalises whatever was thrown; an OtaError passes unchanged, the rest becomes `bug/unexpected`. */
  static from(reason: unknown): OtaError {
    if (reason instanceof OtaError) return reason as OtaError;
    const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    return new OtaError('bug/unexpected', { message }, { cause: reason });
  }
}

/** Narrows an error to one code and its facts. */
export const hasCode = <C extends FailureCode>(error: OtaError, code: C): error is OtaError<C> =>
  error.code === code;

/** The words of whatever a platform threw. */
export const wordsOf = (reason: unknown): string =>
  reason instanceof Error ? reason.message : String(reason);

/** A file that the system does not read, with its reason. What our own code finds wrong in a file has a code of its own. */
export const unreadableFile = (file: string, cause: unknown): OtaError =>
  OtaError.from(new OtaError('file/unreadable', { file, detail: wordsOf(cause) }, { cause }));

/** The same of one that it does not write. */
export const unwritableFile = (file: string, cause: unknown): OtaError =>
  OtaError.from(new OtaError('file/unwritable', { file, detail: wordsOf(cause) }, { cause }));

/** The name by which a platform tells its errors apart; their messages differ between releases. */
export const errorName = (reason: unknown): string => (reason instanceof Error ? reason.name : '');

/** Plain data of an error, for what cannot carry classes (postMessage, JSON lines, storage). */
export function toFailure(error: OtaError): Failure {
  const failure = { code: error.code, facts: error.facts, trace: error.stack ?? '' };
  return failure as Failure; // code and facts come from one OtaError<C>, so they belong together
}

/** The inverse of toFailure. */
export function fromFailure(failure: Failure): OtaError {
  return new OtaError(failure.code, failure.facts);
}

/** Why a signal aborted, as the error to throw: its own OtaError, else `cancelled` by the user. */
export function abortError(signal: AbortSignal): OtaError {
  const reason: unknown = signal.reason;
  return reason instanceof OtaError
    ? OtaError.from(reason)
    : new OtaError('cancelled', { by: 'user' }, { cause: reason });
}
