import type { Bundle } from '../bundle/bundle.ts';
import type { surveyFiles } from '../bundle/foresee.ts';
import type { FileEntry } from '../bundle/predict-merge.ts';
import type { signatureNeedOf } from '../bundle/signature-need.ts';
import type { Clock } from '../contracts/clock.ts';
import type { TransferProgress } from '../contracts/managed-device.ts';
import type { LogSink } from '../contracts/link-log.ts';
import type { Link } from '../contracts/link.ts';
import type { JudgedSignature } from '../contracts/signature.ts';
import type { RpcClient } from '../rpc/client.ts';
import type { SysInfo } from '../rpc/methods.ts';
import type { SignIn } from '../rpc/sign-in.ts';
import type { Caller } from './ask-device.ts';
import type { CommitPolicy } from './commit.ts';
import type { ForceName } from './events.ts';

/** `brought`: files of the device that the firmware brings too. `listed`: its files; null = it does not tell, left out = nobody asked. */
export type ReadBefore = (
  caller: Caller,
  seen: {
    readonly info: SysInfo;
    readonly methods: readonly string[] | null;
    readonly brought: readonly string[];
    readonly listed?: readonly FileEntry[] | null;
    readonly signal: AbortSignal;
  },
) => AsyncGenerator<TransferProgress, void, void>;

/** What one update needs from its host: time, ids, links and wishes come in, nothing is made here. */
export interface UpdateHost {
  /** Checked before; borrowed. */
  readonly bundle: Bundle;
  /** Who signed it, and what is asked of that; nothing when left out. */
  readonly signature?: JudgedSignature | undefined;
  /** What is found in its bytes; left out: they are read. A replay has none. */
  readonly reading?: BundleReading;
  /** Opens a fresh link to the device's address, also after its restart. Throws link/refused or cancelled. */
  readonly connect: (options: { readonly signal: AbortSignal }) => Promise<Link>;
  /**
   * Is told whose MAC was read on the link that opened last; a host with several places to look for the
   * device opens the next link elsewhere when it was another's.
   */
  readonly answered?: (info: SysInfo, who: 'the-device' | 'another') => void;
  /** Nothing is begun on any other; null = on whoever answers. */
  readonly expected?: Pick<SysInfo, 'mac' | 'id'> | null;
  /** What people know the device's place by; for failures. */
  readonly address?: string;
  /**
   * Reads what is compared after the update, while the old firmware runs and before anything is written; tells how far it is. Throws
   * cancelled and nothing else: the update needs nothing of it. Left out: nothing is read.
   */
  readonly readBefore?: ReadBefore | undefined;
  readonly clock: Clock;
  /** By which links wait for their turn to speak; `clock` when left out. */
  readonly lineClock?: Clock;
  /** Of a practice device, whose time may be hurried: milliseconds, and how many run in one of the clock's. */
  readonly deviceTime?: { readonly now: () => number; readonly factor: number };
  readonly sessionId: string;
  /** Ids of calls: never twice in a session, below 2^53. */
  readonly nextId: () => number;
  readonly options: UpdateOptions;
  /** Settles when the device, which has all of the firmware, may install it and restart; at once when left out. Rejects with `cancelled`. */
  readonly mayInstall?: (options: { readonly signal: AbortSignal }) => Promise<unknown>;
  /** A person's wish to pause while the bundle is written; never when left out. */
  readonly pause?: PauseSwitch;
  /** Who updates, for a device that asks; left out: nobody says so. */
  readonly signIn?: SignIn | undefined;
  /** Is told all that passes on the links of this update. */
  readonly log?: LogSink;
  /** Is given the client of every link that opens, for calls between those of the update. */
  readonly lend?: (client: RpcClient) => void;
}

export interface BundleReading {
  readonly files: typeof surveyFiles;
  readonly signatures: (
    ...asked: Parameters<typeof signatureNeedOf>
  ) => ReturnType<typeof signatureNeedOf>;
}

export interface UpdateOptions {
  readonly commit: CommitPolicy;
  /** How long the new firmware stays on trial before the device takes the way back. 0: the device commits by itself. */
  readonly commitTimeoutMs: number;
  /** The device's watchdog during the transfer; null = from the size and the link. */
  readonly updateTimeoutMs: number | null;
  /** How long a link that is lost while writing is looked for; null = as long as the device waits. */
  readonly reconnectMs: number | null;
  /** Raw bytes per OTA.Write; 'auto' = as many as the link's frames hold. */
  readonly chunkSize: 'auto' | number;
  /** Writes on the way at once. Official clients never have more than one. */
  readonly window: number;
  /** Findings to override. */
  readonly force: readonly ForceName[];
  readonly timeouts: UpdateTimeouts;
}

/** All in milliseconds. */
export interface UpdateTimeouts {
  readonly connect: number;
  /** Any call that has no time of its own. */
  readonly call: number;
  /** FS.ListExt: what becomes of a device's files is worth knowing, not worth waiting for. */
  readonly files: number;
  readonly write: number;
  /**
   * A write that begins a part: the whole partition is erased before it is answered (timing.md#flash: 17 s at
   * 4 KiB sectors, 48 s at worst).
   */
  readonly firstWrite: number;
  readonly end: number;
  /** For leaving the device clean after a cancel or a failure. */
  readonly abort: number;
  /** Between two questions while the device restarts on a link that stays. */
  readonly poll: number;
  /** What a first start may take before the device answers (ota-service.md#restart: 10–60 s). */
  readonly firstStart: number;
}

export const DEFAULT_TIMEOUTS: UpdateTimeouts = {
  connect: 10_000,
  call: 10_000,
  files: 5_000,
  write: 20_000,
  firstWrite: 90_000,
  end: 30_000,
  abort: 2_000,
  poll: 1_000,
  firstStart: 60_000,
};

/** As the official client has it, with the product's own trial of 300 s. */
export const DEFAULT_OPTIONS: UpdateOptions = {
  commit: { kind: 'auto' },
  commitTimeoutMs: 300_000,
  updateTimeoutMs: null,
  reconnectMs: null,
  chunkSize: 'auto',
  window: 1,
  force: [],
  timeouts: DEFAULT_TIMEOUTS,
};

/** A wish to pause, as the procedure sees it. */
export interface PauseSwitch {
  readonly requested: boolean;
  /** Settles at the next press, whichever it is; there is another one after that. */
  readonly changed: Promise<void>;
}

/** The same as its owner sees it. */
export interface PauseControl extends PauseSwitch {
  pause(): void;
  /** Ends the pause. While a lost link is looked for, it is looked for at once. */
  goOn(): void;
}

export function createPauseSwitch(): PauseControl {
  let requested = false;
  let press: () => void = () => undefined;
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      press = resolve;
    });
  let changed = next();
  const set = (wish: boolean): void => {
    requested = wish;
    const pressed = press;
    changed = next();
    pressed();
  };
  return {
    get requested() {
      return requested;
    },
    get changed() {
      return changed;
    },
    pause: () => set(true),
    goOn: () => set(false),
  };
}
