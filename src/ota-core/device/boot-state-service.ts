/** OTA.GetBootState, OTA.SetBootState and OTA.CreateSnapshot (ota-service.md#commit-and-boot-state). */
import type { SlotId } from '../boot/boot-config.ts';
import type { BootScheme } from '../boot/boot-scheme.ts';
import type { Reply } from './device.ts';
import {
  errorReply,
  hasBoolean,
  hasInt,
  NULL_RESULT,
  readBoolean,
  readInt,
  resultReply,
  type Method,
  type Params,
} from './method-table.ts';

export interface BootStateOptions {
  readonly scheme: BootScheme;
  /** The platform can change its boot state and copy its slots. */
  readonly snapshots: boolean;
  /** An update is on its way, or staged: the other slot is taken. */
  readonly isUpdating: () => boolean;
  /** Copies the running slot: its new place, or a negative code. */
  readonly copySlot: () => number;
  /** Of an image on trial. */
  readonly commitTimeoutMs: number;
  /** Into updater.dat; false where that is not stored. */
  readonly saveCommitTimeout: (timeoutMs: number) => boolean;
  /** Name of the boot scheme, for OTA.GetBootState; undefined: stock devices do not report it. */
  readonly schemeName?: string;
}

/** What a device says of its boot state. */
export interface ReportedState {
  readonly active_slot: number;
  readonly is_committed: boolean;
  readonly revert_slot: number;
  readonly commit_timeout: number;
}

export interface BootStateService {
  readonly setState: Method;
  readonly getState: Method;
  readonly createSnapshot: Method;
  /** Also for OTA.Status. */
  reported(): ReportedState;
  /** What was set starts another slot: until then this firmware takes no update. */
  leaves(): boolean;
  /** The image was committed, and updater.dat went. */
  committed(): void;
}

export function createBootStateService(options: BootStateOptions): BootStateService {
  const state = new ChangingState(options);
  const { schemeName } = options;
  const scheme = schemeName === undefined ? {} : { scheme: schemeName };
  return {
    reported: () => state.reported(),
    leaves: () => state.leaves,
    committed: () => state.forgetTimeout(),
    getState: {
      name: 'OTA.GetBootState',
      run: () => resultReply({ ...state.reported(), ...scheme }),
    },
    setState: {
      name: 'OTA.SetBootState',
      argsFormat: '{active_slot: %d, is_committed: %B, revert_slot: %d, commit_timeout: %d}',
      run: ({ params }) => setState(state, params),
    },
    createSnapshot: {
      name: 'OTA.CreateSnapshot',
      argsFormat: '{set_as_revert: %B, commit_timeout: %d}',
      run: ({ params }) => createSnapshot(options, state, params),
    },
  };
}

type Slots = Omit<ReportedState, 'commit_timeout'>;

/** The boot state of one run of a firmware, with what was set since its start. */
class ChangingState {
  readonly #options: BootStateOptions;
  /** What starts next, while another slot runs; in RAM, as the boot state that a firmware keeps. */
  #next: Slots | null = null;
  #timeoutS: number | null = null;

  constructor(options: BootStateOptions) {
    this.#options = options;
  }

  get leaves(): boolean {
    return this.#next !== null;
  }

  reported(): ReportedState {
    const { scheme, commitTimeoutMs } = this.#options;
    const { activeSlot, committed, revertSlot } = scheme.current();
    const own = {
      active_slot: activeSlot,
      is_committed: committed,
      revert_slot: scheme.previousSlot?.() ?? revertSlot ?? -1,
    };
    // What is committed has no updater.dat, unless one was set since.
    const known = committed ? 0 : Math.round(commitTimeoutMs / 1000);
    return { ...(this.#next ?? own), commit_timeout: this.#timeoutS ?? known };
  }

  /** False: not stored. */
  set(wanted: Slots, commitTimeoutS: number): boolean {
    const { scheme, snapshots } = this.#options;
    const [activeSlot, revertSlot] = [slotOf(wanted.active_slot), slotOf(wanted.revert_slot)];
    if (!snapshots || activeSlot === null) return false;
    if (revertSlot === null && !wanted.is_committed) return false;
    const change = {
      activeSlot,
      committed: wanted.is_committed,
      revertSlot: revertSlot ?? activeSlot,
      commitTimeoutMs: Math.max(0, commitTimeoutS) * 1000,
    };
    if (scheme.setState?.(change) !== true) return false;
    this.#next = activeSlot === scheme.current().activeSlot ? null : wanted;
    return true;
  }

  /** False: not stored. */
  setTimeout(seconds: number): boolean {
    const timeoutS = Math.max(0, seconds);
    if (!this.#options.saveCommitTimeout(timeoutS * 1000)) return false;
    this.#timeoutS = timeoutS;
    return true;
  }

  /** updater.dat is gone with the commit. */
  forgetTimeout(): void {
    this.#timeoutS = null;
  }
}

/** Others than those named keep their value. */
function setState(state: ChangingState, params: Params): Reply {
  const before = state.reported();
  const isTimeout = hasInt(params, 'commit_timeout');
  const isSlots =
    hasInt(params, 'active_slot') ||
    hasInt(params, 'revert_slot') ||
    hasBoolean(params, 'is_committed');
  if (!isSlots && !isTimeout) return errorReply(-2, null);
  const wanted = {
    active_slot: readInt(params, 'active_slot', before.active_slot),
    is_committed: readBoolean(params, 'is_committed', before.is_committed),
    revert_slot: readInt(params, 'revert_slot', before.revert_slot),
  };
  const seconds = readInt(params, 'commit_timeout', before.commit_timeout);
  if (!state.set(wanted, seconds)) return errorReply(-3, null);
  return isTimeout && !state.setTimeout(seconds) ? errorReply(-4, null) : NULL_RESULT;
}

function createSnapshot(
  { snapshots, isUpdating, copySlot }: BootStateOptions,
  state: ChangingState,
  params: Params,
): Reply {
  const before = state.reported();
  if (!before.is_committed) return errorReply(-1, 'Cannot create snapshots in uncommitted state');
  const slot = snapshots && !isUpdating() && !state.leaves ? copySlot() : -1;
  if (slot < 0) return errorReply(slot, 'Failed to create snapshot');
  if (!readBoolean(params, 'set_as_revert', false)) return resultReply({ slot });
  const seconds = readInt(params, 'commit_timeout', -1);
  if (!state.set({ ...before, is_committed: false, revert_slot: slot }, seconds))
    return errorReply(-3, 'Failed to set boot state');
  if (seconds >= 0 && !state.setTimeout(seconds))
    return errorReply(-4, 'Failed to set commit timeout');
  return resultReply({ slot });
}

const slotOf = (value: number): SlotId | null => (value === 0 || value === 1 ? value : null);
