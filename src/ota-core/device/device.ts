import type { BootConfig, BootOutcome } from '../boot/boot-config.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../boot/firmware.ts';
import type { Flash } from '../flash/flash.ts';
import type { FilesystemPort } from '../fs/open-filesystem.ts';
import type { MergeReport } from '../fs/merge-filesystems.ts';
import type { DigestPort } from '../primitives/digest.ts';
import type { P256Port } from '../primitives/p256-encoding.ts';
import type { UpdateTrace } from '../update/updater.ts';

/** What the core cannot do itself; `src/emulator` supplies it. */
export interface DevicePorts {
  readonly flash: Flash;
  readonly firmware: FirmwareRegistry;
  /** @noble/hashes when left out. */
  readonly digest?: DigestPort | undefined;
  readonly filesystems: FilesystemPort;
  /** Asked when a signature has to be checked. null or left out: it cannot be, and the update is refused. */
  readonly p256?: () => P256Port | null;
  /** A line of the device's console. */
  readonly log: (line: string) => void;
  readonly trace?: (event: DeviceTrace) => void;
  /**
   * The device wants to fetch an update. Called in the middle of a step: it takes note, and feeds the update in steps of
   * its own. Left out: no server can be reached.
   */
  readonly fetch?: (pull: Pull) => void;
}

/** A bundle that the device fetches (pull-and-post.md#pull). */
export interface Pull {
  readonly url: string;
  /** What goes with the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of an https server. */
  readonly trust: ServerTrust;
  readonly update: OwnUpdate;
}

/** By what a server is known to be the right one. */
export interface ServerTrust {
  readonly authority: Authority;
  /** Another than the one in the URL; null: that one. */
  readonly serverName: string | null;
}

/** Whose word counts: that of a certificate, or nothing is checked; of one that is not there, nobody's. */
export type Authority =
  | { readonly kind: 'certificate'; readonly pem: string }
  | { readonly kind: 'anybody' }
  | { readonly kind: 'missing' };

/** What whoever begins an update may ask; times left out or 0 are the settings'. */
export interface UpdateAsked {
  readonly timeoutS?: number;
  readonly commitTimeoutS?: number;
  /** Equal version and build id: succeed without writing or restarting. */
  readonly ignoreSameVersion: boolean;
}

/**
 * An update that the device takes by itself, for as long as this run of its firmware lasts. Once it is over, every call
 * changes nothing.
 */
export interface OwnUpdate {
  /** How it ended, by the watchdog too; null: it goes on. */
  readonly outcome: UpdateOutcome | null;
  /** The end of the archive has come. */
  readonly isWhole: boolean;
  /** Bytes are about to come: how many, 0 = not told. Once. */
  expect(sizeBytes: number): void;
  /** Another commit time than was asked, up to the last byte. */
  commitAfter(seconds: number): void;
  /** Takes the next bytes, borrowed. */
  write(bytes: Uint8Array, now: number): void;
  /** After the last byte: completes it, and schedules the restart. */
  end(now: number): void;
  /** Whoever brings the bytes cannot go on. `code` is negative. */
  fail(code: number, text: string): void;
  /** There is nothing to install. */
  skip(text: string): void;
}

/** What the device does of updates otherwise than by RPC; no access list is asked. */
export interface OwnUpdates {
  /** One whose bytes the host brings. Null: none may begin now. */
  begin(asked: UpdateAsked, now: number): OwnUpdate | null;
  /** One that it fetches. Null: none may begin now. */
  pull(asked: PullAsked, now: number): OwnUpdate | null;
  /** Keeps the image on trial; false: it is kept already. */
  commit(): boolean;
  /** Goes back to the image before, with a restart; false: there is no trial. */
  revert(now: number): boolean;
  /** `update.enable_post`. */
  takesPosts(): boolean;
  /** `update.url`; empty: none is set. */
  configuredUrl(): string;
  /** Whether a web request may pass, by `http.auth_*`: null, or the error that says why not. */
  refusal(http: HttpDigest | undefined, now: number): ErrorReply | null;
}

export interface PullAsked extends UpdateAsked {
  readonly url: string;
}

export interface UpdateOutcome {
  /** 1: installed, or nothing to install; else negative. */
  readonly result: number;
  readonly text: string;
  /** The text as OTA.Status says it: newer cores put a failure's code before it. */
  readonly message: string;
}

/** What the emulator's events and the invariants are fed by. */
export type DeviceTrace =
  | UpdateTrace
  | {
      readonly kind: 'update-begin';
      readonly slot: number;
      /** Of the whole zip as the caller told it; 0 = not told. */
      readonly sizeBytes: number;
    }
  /** The manifest was read and found acceptable: what is on its way. */
  | { readonly kind: 'update-manifest'; readonly name: string; readonly version: string }
  | {
      readonly kind: 'update-progress';
      readonly receivedBytes: number;
      readonly part: string | null;
    }
  | { readonly kind: 'update-failed'; readonly code: number; readonly message: string }
  | { readonly kind: 'committed'; readonly slot: number }
  | { readonly kind: 'revert-requested'; readonly slot: number };

export interface DeviceIdentity {
  /** For example esp32_0A1B2C. */
  readonly id: string;
  /** 12 hex digits, upper case. */
  readonly mac: string;
}

/** `none`: a hung or bricked device; nobody answers. */
export type Reply =
  | { readonly kind: 'result'; readonly result: unknown }
  | ErrorReply
  | { readonly kind: 'none' }
  /** Comes when this update is over (`replyToUpdate` of its outcome). */
  | { readonly kind: 'later'; readonly update: OwnUpdate };

export interface ErrorReply {
  readonly kind: 'error';
  readonly code: number;
  readonly message: string | null;
}

/** Where a call comes from. */
export interface CallOrigin {
  /** What RPC.Ping says, for example `WS_in`. */
  readonly channel: string;
  /** A library of the firmware itself calls: nobody asks who it is. */
  readonly isOwn?: true;
  /** The frame's own word of who calls; left out: it says nothing. */
  readonly auth?: unknown;
  /** The same of a web request. */
  readonly http?: HttpDigest | undefined;
}

/** What a web client answers to a 401 (RFC 7616), each as its header has it. */
export interface HttpDigest {
  readonly method: string;
  readonly uri: string;
  readonly username: string;
  readonly realm: string;
  /** Hex of seconds. */
  readonly nonce: string;
  readonly nc: string;
  readonly cnonce: string;
  readonly qop: string;
  readonly algorithm: string;
  readonly response: string;
}

/** A Mongoose OS device without wires and without a clock: calls in, replies out, time as an argument. */
export interface Device {
  readonly identity: DeviceIdentity;
  /** Runs the boot loader, then the application's start. Also used for resets. */
  powerOn(now: number): BootOutcome;
  /** Answers one RPC. */
  handle(method: string, params: unknown, now: number, origin: CallOrigin): Reply;
  /** Runs what is due (reboot, commit timer, watchdogs). `rebooted` tells of a restart. */
  tick(now: number): { readonly rebooted: BootOutcome | null };
  /** The running firmware stops answering and doing anything; its watchdog resets the device. Nothing where nothing runs. */
  freeze(now: number): void;
  /** null while nothing works. */
  updates(): OwnUpdates | null;
  /** When `tick` has something to do next; null = nothing is running. */
  nextDeadline(): number | null;
  /** Its settings ask for signatures: `p256` will be asked for at the next manifest. False while nothing runs. */
  wantsSignatures(): boolean;
  /** For pictures and checks; null while nothing runs. */
  running(): {
    readonly firmware: FirmwareInfo;
    readonly boot: BootConfig & { readonly commitTimeoutMs: number };
    readonly hung: boolean;
    /** When the running image is ended by itself (commit time, watchdog, crash); null = never. */
    readonly endsAt: number | null;
    /** When the device gives up the update under way unless it advances; null = none is. */
    readonly updateEndsAt: number | null;
    /** What became of the old filesystem's files; null unless this is the first start of a new image. */
    readonly merge: MergeReport | null;
  } | null;
}
