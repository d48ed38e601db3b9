import type { BootScheme } from '../boot/boot-scheme.ts';
import type { MergeReport } from '../fs/merge-filesystems.ts';
import { decodeBase64 } from '../primitives/base64.ts';
import type { DeviceConfig } from './device-config.ts';
import { createBootStateService } from './boot-state-service.ts';
import type { BootStateOptions, BootStateService } from './boot-state-service.ts';
import type { Updater } from '../update/updater.ts';
import type { Reply, DevicePorts } from './device.ts';
import {
  errorReply,
  NULL_RESULT,
  resultReply,
  readBoolean,
  readInt,
  readText,
} from './method-table.ts';
import type { Call, Method, Params } from './method-table.ts';
import type { Restart } from './sys-service.ts';
import { OTA_STATE, createUpdateSession, failureOf } from './update-session.ts';
import type { OtaSession, UpdateFailure, UpdaterRequest } from './update-session.ts';

export interface OtaServiceOptions extends TransferOptions {
  /** From the reply to OTA.Revert to the restart. */
  readonly rebootDelayMs: number;
  /** The running image was committed: its guard is to be disarmed, updater.dat goes. */
  readonly onCommitted: () => void;
  /** Of its filesystem; null = not there. */
  readonly readFile: (path: string) => Uint8Array | null;
  readonly bootState: Omit<BootStateOptions, 'scheme' | 'isUpdating'>;
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

const UPDATE_FORMAT =
  '{file: %Q, url: %Q, timeout: %d, commit_timeout: %d, ignore_same_version: %B}';

/** OTA.* of ota-service.md#methods. Registered in the order in which stock devices do: oldest first. */
export function otaService(options: OtaServiceOptions): OtaService {
  const { scheme, restart } = options;
  const bootState = createBootStateService({
    ...options.bootState,
    scheme,
    isUpdating: () => transfer.isUnderWay(),
  });
  const transfer: Transfer = createTransfer(options, () => bootState.leaves());
  const commit = (): Reply => {
    if (!commitRunning(options)) return errorReply(-1, null);
    bootState.committed();
    return NULL_RESULT;
  };
  const revert = ({ now }: Call): Reply => {
    const { activeSlot } = scheme.current();
    if (!scheme.revert()) return errorReply(-1, null);
    options.ports.trace?.({ kind: 'revert-requested', slot: activeSlot });
    restart.schedule(now, options.rebootDelayMs);
    return NULL_RESULT;
  };
  return {
    methods: [
      {
        name: 'OTA.Status',
        run: () => resultReply(statusOf(options, transfer.session, bootState)),
      },
      bootState.setState,
      bootState.getState,
      bootState.createSnapshot,
      { name: 'OTA.Revert', run: revert },
      { name: 'OTA.Commit', run: commit },
      {
        name: 'OTA.Update',
        argsFormat: UPDATE_FORMAT,
        run: (call) => updateFromFile(options, transfer, call),
      },
      { name: 'OTA.End', run: transfer.end },
      { name: 'OTA.Write', argsFormat: '{offset: %d, data: %V}', run: transfer.write },
      { name: 'OTA.Begin', argsFormat: BEGIN_FORMAT, run: transfer.begin },
    ],
    tick: transfer.tick,
    dueAt: () => transfer.session.dueAt(),
  };
}

/** From the device's own filesystem; it has no network to fetch anything (ota-service.md#update). */
function updateFromFile(
  { readFile }: Pick<OtaServiceOptions, 'readFile'>,
  { refusal, begin, session, fail, end }: Transfer,
  call: Call,
): Reply {
  const [file, url] = [readText(call.params, 'file') ?? '', readText(call.params, 'url') ?? ''];
  if (file === '' && url === '') return errorReply(-1, 'Malformed request');
  if (refusal() !== null) return errorReply(-1, 'Failed to init updater');
  if (file === '') return fail(failureOf(-10, 'Failed to connect'));
  const bytes = readFile(file);
  if (bytes === null) return fail(failureOf(-1, `failed to open file "${file}"`));
  begin({ ...call, params: { ...call.params, size: bytes.length } });
  const failure = session.write(0, bytes, call.now);
  return failure === null ? end(call) : fail(failure);
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

function statusOf({ merge }: OtaServiceOptions, session: OtaSession, bootState: BootStateService) {
  const { is_committed, commit_timeout, active_slot } = bootState.reported();
  return {
    state: OTA_STATE[session.phase],
    message: session.message,
    is_committed,
    progress_percent: session.progressPercent,
    commit_timeout,
    partition: active_slot,
    ...(merge === undefined ? {} : { merge }),
  };
}

interface TransferOptions {
  readonly scheme: BootScheme;
  readonly ports: DevicePorts;
  readonly restart: Restart;
  readonly config: Pick<DeviceConfig, 'number'>;
  /** From the reply to OTA.End to the restart. */
  readonly updateRebootDelayMs: number;
  /** A context for one update of the target slot (updater_context_create). */
  readonly createUpdater: (request: UpdaterRequest) => Updater;
}

/** OTA.Begin, OTA.Write, OTA.End: the updater's create, process, finalize + finish. */
export interface Transfer {
  readonly session: OtaSession;
  /** Bytes are on their way, or the flip is done and the restart is not. */
  readonly isUnderWay: () => boolean;
  /** Why none may begin now; null = one may. */
  readonly refusal: () => Reply | null;
  /** Reports the step that ended an update. */
  readonly fail: (failure: UpdateFailure) => Reply;
  readonly begin: (call: Call) => Reply;
  readonly write: (call: Call) => Reply;
  readonly end: (call: Call) => Reply;
  /** Gives up an update without progress. */
  readonly tick: (now: number) => void;
}

function createTransfer(
  { scheme, ports, restart, config, updateRebootDelayMs, createUpdater }: TransferOptions,
  leaves: () => boolean,
): Transfer {
  const session = createUpdateSession();
  let updater: Updater | null = null;

  /** Reports the step that ended the update; an error that changed nothing is only answered. */
  const refuse = ({ code, message }: UpdateFailure, changed: boolean): Reply => {
    if (changed) {
      ports.log(`Update failed: ${message}`);
      ports.trace?.({ kind: 'update-failed', code, message });
    }
    return errorReply(code, message);
  };
  const isUnderWay = (): boolean =>
    session.phase === 'progress' || (session.phase === 'success' && restart.dueAt() !== null);
  const refusal = (): Reply | null => {
    if (isUnderWay()) return errorReply(-1, 'Update already in progress');
    if (scheme.current().committed && !leaves()) return null;
    return errorReply(-1, 'Previous update has not been committed yet');
  };
  return {
    session,
    isUnderWay,
    refusal,
    fail: (failure) => refuse(failure, true),
    begin({ params, now }) {
      const refused = refusal();
      if (refused !== null) return refused;
      const asked = readBegin(params, config);
      updater = createUpdater(asked);
      session.begin(updater, asked, now);
      ports.log(
        `Starting, timeout ${asked.timeoutMs / 1000}, commit timeout ${asked.commitTimeoutMs / 1000}`,
      );
      ports.trace?.({ kind: 'update-begin', slot: updater.targetSlot, sizeBytes: asked.size });
      return NULL_RESULT;
    },
    write({ params, now }) {
      const text = readText(params, 'data');
      const bytes = text === null ? null : decodeBase64(text);
      if (bytes === null) return errorReply(400, 'data is required, in base64');
      const before = session.phase;
      const failure = session.write(readInt(params, 'offset', -1), bytes, now);
      if (failure !== null) return refuse(failure, session.phase !== before);
      traceProgress(ports, updater);
      return NULL_RESULT;
    },
    end({ now }) {
      const before = session.phase;
      const { failure, restart: wanted } = session.end();
      if (failure !== null) return refuse(failure, session.phase !== before);
      if (wanted) {
        ports.log('Update requires reboot');
        restart.schedule(now, updateRebootDelayMs);
      }
      return NULL_RESULT;
    },
    tick(now) {
      if (session.expire(now)) refuse(failureOf(-1, 'Update timed out'), true);
    },
  };
}

/**
 * `update.timeout`: the watchdog of an update that makes no progress. `update.commit_timeout`: 0 = a new image commits
 * by itself at its first start (ota-service.md#begin).
 */
function readBegin(params: Params, config: Pick<DeviceConfig, 'number'>) {
  const seconds = (key: string): number => {
    const fallback = Math.max(0, config.number(`update.${key}`));
    const asked = readInt(params, key, fallback);
    return asked > 0 ? asked : fallback;
  };
  return {
    size: Math.max(0, readInt(params, 'size', 0)),
    timeoutMs: seconds('timeout') * 1000,
    commitTimeoutMs: seconds('commit_timeout') * 1000,
    ignoreSameVersion: readBoolean(params, 'ignore_same_version', false),
  };
}

function traceProgress(ports: DevicePorts, updater: Updater | null): void {
  const state = updater?.state;
  if (state?.phase !== 'receiving' && state?.phase !== 'written') return;
  const part = state.phase === 'receiving' ? state.part : null;
  ports.trace?.({ kind: 'update-progress', receivedBytes: state.receivedBytes, part });
}
