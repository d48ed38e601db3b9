import { decodeBase64 } from '../primitives/base64.ts';
import type { BootScheme } from '../boot/boot-scheme.ts';
import type { Updater } from '../update/updater.ts';
import type { DevicePorts, Reply } from './device.ts';
import type { Call, Params } from './method-table.ts';
import { errorReply, NULL_RESULT, readBoolean, readInt, readText } from './method-table.ts';
import type { Restart } from './sys-service.ts';
import type { UpdateFailure, OtaSession } from './update-session.ts';
import { createUpdateSession, failureOf } from './update-session.ts';

/** `update.timeout`: the watchdog of an update that makes no progress (ota-service.md#begin). */
export const DEFAULT_UPDATE_TIMEOUT_S = 600;
/** `update.commit_timeout`: 0 = a new image commits by itself at its first start. */
export const DEFAULT_COMMIT_TIMEOUT_S = 0;

export interface UpdaterRequest {
  /** Equal version and build id: succeed without writing or restarting. */
  readonly ignoreSameVersion: boolean;
  readonly commitTimeoutMs: number;
}

export interface TransferOptions {
  readonly scheme: BootScheme;
  readonly ports: DevicePorts;
  readonly restart: Restart;
  /** From the reply to OTA.End to the restart. */
  readonly updateRebootDelayMs: number;
  /** A context for one update of the target slot (updater_context_create). */
  readonly createUpdater: (request: UpdaterRequest) => Updater;
}

/** OTA.Begin, OTA.Write, OTA.End: the updater's create, process, finalize + finish. */
export interface Transfer {
  readonly session: OtaSession;
  readonly begin: (call: Call) => Reply;
  readonly write: (call: Call) => Reply;
  readonly end: (call: Call) => Reply;
  /** Gives up an update without progress. */
  readonly tick: (now: number) => void;
}

export function createTransfer({
  scheme,
  ports,
  restart,
  updateRebootDelayMs,
  createUpdater,
}: TransferOptions): Transfer {
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
  return {
    session,
    begin({ params, now }) {
      const staged = session.phase === 'success' && restart.dueAt() !== null;
      if (session.phase === 'progress' || staged)
        return errorReply(-1, 'Update already in progress');
      if (!scheme.current().committed)
        return errorReply(-1, 'Previous update has not been committed yet');
      const asked = readBegin(params);
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

function readBegin(params: Params) {
  const seconds = (key: string, fallback: number): number => {
    const asked = readInt(params, key, fallback);
    return asked > 0 ? asked : fallback;
  };
  return {
    size: Math.max(0, readInt(params, 'size', 0)),
    timeoutMs: seconds('timeout', DEFAULT_UPDATE_TIMEOUT_S) * 1000,
    commitTimeoutMs: seconds('commit_timeout', DEFAULT_COMMIT_TIMEOUT_S) * 1000,
    ignoreSameVersion: readBoolean(params, 'ignore_same_version', false),
  };
}

function traceProgress(ports: DevicePorts, updater: Updater | null): void {
  const state = updater?.state;
  if (state?.phase !== 'receiving' && state?.phase !== 'written') return;
  const part = state.phase === 'receiving' ? state.part : null;
  ports.trace?.({ kind: 'update-progress', receivedBytes: state.receivedBytes, part });
}
