import type { MergeReport } from '../fs/merge-filesystems.ts';
import type { Reply } from './device.ts';
import type { Call, Method } from './method-table.ts';
import { errorReply, NULL_RESULT, resultReply } from './method-table.ts';
import type { TransferOptions } from './ota-transfer.ts';
import { createTransfer } from './ota-transfer.ts';
import type { OtaSession } from './update-session.ts';
import { OTA_STATE } from './update-session.ts';

export interface OtaServiceOptions extends TransferOptions {
  /** From the reply to OTA.Revert to the restart. */
  readonly rebootDelayMs: number;
  /** The running image was committed: its guard is to be disarmed, updater.dat goes. */
  readonly onCommitted: () => void;
  /** Of an image on trial. */
  readonly commitTimeoutMs: number;
  /** Name of the boot scheme, for OTA.GetBootState; undefined: stock devices do not report it. */
  readonly schemeName?: string;
  /** What became of the old files, at the first start of a new image; undefined: stock devices do not say. */
  readonly merge?: MergeReport | null;
}

export interface OtaService {
  readonly methods: readonly Method[];
  /** Gives up an update without progress. */
  tick(now: number): void;
  /** When `tick` has something to do, else null. */
  dueAt(): number | null;
}

/** Names and types of ota-service.md#begin; the text itself is ours. */
const BEGIN_FORMAT = '{size: %d, timeout: %d, commit_timeout: %d, ignore_same_version: %B}';

/** OTA.* of ota-service.md#methods. Registered in the order in which stock devices do: oldest first. */
export function otaService(options: OtaServiceOptions): OtaService {
  const { scheme, restart } = options;
  const transfer = createTransfer(options);
  const commit = (): Reply => (commitRunning(options) ? NULL_RESULT : errorReply(-1, null));
  const revert = ({ now }: Call): Reply => {
    const { activeSlot } = scheme.current();
    if (!scheme.revert()) return errorReply(-1, null);
    options.ports.trace?.({ kind: 'revert-requested', slot: activeSlot });
    restart.schedule(now, options.rebootDelayMs);
    return NULL_RESULT;
  };
  return {
    methods: [
      { name: 'OTA.Status', run: () => resultReply(statusOf(options, transfer.session)) },
      { name: 'OTA.GetBootState', run: () => resultReply(bootStateOf(options)) },
      { name: 'OTA.Revert', run: revert },
      { name: 'OTA.Commit', run: commit },
      { name: 'OTA.End', run: transfer.end },
      { name: 'OTA.Write', argsFormat: '{offset: %d, data: %V}', run: transfer.write },
      { name: 'OTA.Begin', argsFormat: BEGIN_FORMAT, run: transfer.begin },
    ],
    tick: transfer.tick,
    dueAt: () => transfer.session.dueAt(),
  };
}

type CommitOptions = Pick<OtaServiceOptions, 'scheme' | 'ports' | 'onCommitted'>;

/** Keeps the running image; false if it is already kept. Also the firmware's own way with a commit time of 0. */
export function commitRunning({ scheme, ports, onCommitted }: CommitOptions): boolean {
  if (!scheme.commit()) return false;
  ports.log('Committed');
  onCommitted();
  ports.trace?.({ kind: 'committed', slot: scheme.current().activeSlot });
  return true;
}

function statusOf(options: OtaServiceOptions, session: OtaSession) {
  const { activeSlot, committed } = options.scheme.current();
  return {
    state: OTA_STATE[session.phase],
    message: session.message,
    is_committed: committed,
    progress_percent: session.progressPercent,
    commit_timeout: commitTimeoutOf(options),
    partition: activeSlot,
    ...(options.merge === undefined ? {} : { merge: options.merge }),
  };
}

function bootStateOf(options: OtaServiceOptions) {
  const { activeSlot, committed, revertSlot } = options.scheme.current();
  return {
    active_slot: activeSlot,
    is_committed: committed,
    revert_slot: revertSlot ?? -1,
    commit_timeout: commitTimeoutOf(options),
    ...(options.schemeName === undefined ? {} : { scheme: options.schemeName }),
  };
}

/** Whole seconds; 0 once committed, when updater.dat is deleted (ota-service.md#commit-and-boot-state). */
function commitTimeoutOf({ scheme, commitTimeoutMs }: OtaServiceOptions): number {
  return scheme.current().committed ? 0 : Math.round(commitTimeoutMs / 1000);
}
