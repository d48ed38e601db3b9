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
  | { readonly kind: 'error'; readonly code: number; readonly message: string | null }
  | { readonly kind: 'none' };

/** Where a call comes from. */
export interface CallOrigin {
  /** What RPC.Ping says, for example `WS_in`. */
  readonly channel: string;
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
