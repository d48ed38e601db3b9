/** The one update that a device takes at a time, whoever feeds it: OTA.Begin to OTA.End, or the device by itself. */
import type { BootScheme } from '../boot/boot-scheme.ts';
import { decodeBase64 } from '../primitives/base64.ts';
import type { Updater } from '../update/updater.ts';
import type { DeviceConfig } from './device-config.ts';
import type { DevicePorts, OwnUpdate, Reply, UpdateAsked, UpdateOutcome } from './device.ts';
import { errorReply, NULL_RESULT, readBoolean, readInt, readText } from './method-table.ts';
import type { Call, Params } from './method-table.ts';
import type { Restart } from './sys-service.ts';
import { createUpdateSession, failureOf, NO_UPDATE } from './update-session.ts';
import type { OtaSession, UpdateFailure, UpdaterRequest } from './update-session.ts';

export interface UpdateTransferOptions {
  readonly scheme: BootScheme;
  readonly ports: DevicePorts;
  readonly restart: Restart;
  readonly config: Pick<DeviceConfig, 'number'>;
  /** From the reply to the last call of an update to the restart. */
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
  readonly begin: (call: Call) => Reply;
  readonly write: (call: Call) => Reply;
  readonly end: (call: Call) => Reply;
  /** One that the device feeds itself; only where `refusal` is null. */
  readonly beginOwn: (asked: UpdateAsked, now: number) => OwnUpdate;
  /** Gives up an update without progress. */
  readonly tick: (now: number) => void;
}

/** `leaves`: another slot was set to start. */
export function createTransfer(options: UpdateTransferOptions, leaves: () => boolean): Transfer {
  return new SingleTransfer(options, leaves);
}

class SingleTransfer implements Transfer {
  readonly session = createUpdateSession();
  readonly #options: UpdateTransferOptions;
  readonly #leaves: () => boolean;
  #updater: Updater | null = null;
  #commitTimeoutMs = 0;
  /** Nobody else's bytes are taken while it is on. */
  #own: FedUpdate | null = null;

  constructor(options: UpdateTransferOptions, leaves: () => boolean) {
    this.#options = options;
    this.#leaves = leaves;
  }

  readonly isUnderWay = (): boolean =>
    this.session.phase === 'progress' ||
    (this.session.phase === 'success' && this.#options.restart.dueAt() !== null);

  readonly refusal = (): Reply | null => {
    if (this.isUnderWay()) return errorReply(-1, 'Update already in progress');
    if (this.#options.scheme.current().committed && !this.#leaves()) return null;
    return errorReply(-1, 'Previous update has not been committed yet');
  };

  readonly begin = ({ params, now }: Call): Reply => {
    const refused = this.refusal();
    if (refused !== null) return refused;
    const size = Math.max(0, readInt(params, 'size', 0));
    this.#start(askedIn(params), now);
    this.#expect(size);
    return NULL_RESULT;
  };

  readonly write = ({ params, now }: Call): Reply => {
    const text = readText(params, 'data');
    const bytes = text === null ? null : decodeBase64(text);
    if (bytes === null) return errorReply(400, 'data is required, in base64');
    if (this.#own !== null) return replyOf(NO_UPDATE);
    const failure = this.#take(readInt(params, 'offset', -1), bytes, now);
    return failure === null ? NULL_RESULT : replyOf(failure);
  };

  readonly end = ({ now }: Call): Reply => {
    if (this.#own !== null) return replyOf(NO_UPDATE);
    const failure = this.#complete(now);
    return failure === null ? NULL_RESULT : replyOf(failure);
  };

  readonly tick = (now: number): void => {
    if (!this.session.expire(now)) return;
    const failure = failureOf(-1, 'Update timed out');
    this.#report(failure);
    this.#own?.over(outcomeOf(failure));
  };

  readonly beginOwn = (asked: UpdateAsked, now: number): OwnUpdate => {
    this.#start(asked, now);
    const own: FedUpdate = new FedUpdate(
      {
        expect: (size) => this.#expect(size),
        commitAfter: (milliseconds) => (this.#commitTimeoutMs = milliseconds),
        take: (offset, bytes, at) => this.#take(offset, bytes, at),
        complete: (at) => this.#complete(at),
        fail: (failure) => {
          this.session.fail(failure);
          this.#report(failure);
        },
        restUnlessStaged: () => {
          if (this.#options.restart.dueAt() === null) this.session.rest();
        },
        message: () => this.session.message,
        phase: () => this.#updater?.state.phase ?? 'failed',
      },
      () => {
        if (this.#own === own) this.#own = null;
      },
    );
    this.#own = own;
    return own;
  };

  #start(asked: UpdateAsked, now: number): void {
    const { config, createUpdater, ports } = this.#options;
    const { timeoutMs, commitTimeoutMs } = timesOf(asked, config);
    const { ignoreSameVersion } = asked;
    this.#commitTimeoutMs = commitTimeoutMs;
    this.#updater = createUpdater({
      ignoreSameVersion,
      commitTimeoutMs: () => this.#commitTimeoutMs,
    });
    this.session.begin(this.#updater, { timeoutMs }, now);
    const [timeout, commitTimeout] = [timeoutMs / 1000, commitTimeoutMs / 1000];
    ports.log(`Starting, timeout ${timeout}, commit timeout ${commitTimeout}`);
  }

  /** From here on bytes come. */
  #expect(sizeBytes: number): void {
    this.session.expect(sizeBytes);
    const slot = this.#updater?.targetSlot ?? 0;
    this.#options.ports.trace?.({ kind: 'update-begin', slot, sizeBytes });
  }

  #take(offset: number, bytes: Uint8Array, now: number): UpdateFailure | null {
    const before = this.session.phase;
    const failure = this.session.write(offset, bytes, now);
    if (failure === null) traceProgress(this.#options.ports, this.#updater);
    else if (this.session.phase !== before) this.#report(failure);
    return failure;
  }

  #complete(now: number): UpdateFailure | null {
    const { ports, restart, updateRebootDelayMs } = this.#options;
    const before = this.session.phase;
    const { failure, restart: wanted } = this.session.end();
    if (failure !== null && this.session.phase !== before) this.#report(failure);
    if (wanted) {
      ports.log('Update requires reboot');
      restart.schedule(now, updateRebootDelayMs);
    }
    return failure;
  }

  /** The step that ended the update; an error that changed nothing is only answered. */
  #report({ code, message }: UpdateFailure): void {
    const { ports } = this.#options;
    ports.log(`Update failed: ${message}`);
    ports.trace?.({ kind: 'update-failed', code, message });
  }
}

/** What an update that the device feeds itself may do to the one transfer there is. */
interface Feed {
  readonly expect: (sizeBytes: number) => void;
  readonly commitAfter: (milliseconds: number) => void;
  readonly take: (offset: number, bytes: Uint8Array, now: number) => UpdateFailure | null;
  readonly complete: (now: number) => UpdateFailure | null;
  readonly fail: (failure: UpdateFailure) => void;
  /** An update without a restart leaves nothing behind. */
  readonly restUnlessStaged: () => void;
  readonly message: () => string;
  readonly phase: () => Updater['state']['phase'];
}

class FedUpdate implements OwnUpdate {
  readonly #feed: Feed;
  readonly #onOver: () => void;
  #receivedBytes = 0;
  #outcome: UpdateOutcome | null = null;

  constructor(feed: Feed, onOver: () => void) {
    this.#feed = feed;
    this.#onOver = onOver;
  }

  get outcome(): UpdateOutcome | null {
    return this.#outcome;
  }

  get isWhole(): boolean {
    return this.#feed.phase() === 'written';
  }

  expect(sizeBytes: number): void {
    if (this.#outcome === null) this.#feed.expect(sizeBytes);
  }

  commitAfter(seconds: number): void {
    if (this.#outcome === null) this.#feed.commitAfter(seconds * 1000);
  }

  write(bytes: Uint8Array, now: number): void {
    if (this.#outcome !== null) return;
    const failure = this.#feed.take(this.#receivedBytes, bytes, now);
    this.#receivedBytes += bytes.length;
    if (failure !== null) this.over(outcomeOf(failure));
    // The same version: the rest is of no use.
    else if (this.#feed.phase() === 'finalized') this.end(now);
  }

  end(now: number): void {
    if (this.#outcome !== null) return;
    const failure = this.#feed.complete(now);
    if (failure === null) this.#succeed(this.#feed.message());
    else this.over(outcomeOf(failure));
  }

  fail(code: number, text: string): void {
    if (this.#outcome !== null) return;
    const failure = failureOf(code, text);
    this.#feed.fail(failure);
    this.over(outcomeOf(failure));
  }

  skip(text: string): void {
    if (this.#outcome !== null) return;
    this.#succeed(text);
  }

  over(outcome: UpdateOutcome): void {
    this.#outcome = outcome;
    this.#onOver();
  }

  #succeed(text: string): void {
    this.#feed.restUnlessStaged();
    this.over({ result: 1, text, message: text });
  }
}

const outcomeOf = ({ code, text, message }: UpdateFailure): UpdateOutcome => ({
  result: code,
  text,
  message,
});

const replyOf = ({ code, message }: UpdateFailure): Reply => errorReply(code, message);

/** What a call says of the update that it begins. */
export function askedIn(params: Params): UpdateAsked {
  return {
    timeoutS: readInt(params, 'timeout', 0),
    commitTimeoutS: readInt(params, 'commit_timeout', 0),
    ignoreSameVersion: readBoolean(params, 'ignore_same_version', false),
  };
}

/**
 * `update.timeout`: the watchdog of an update that makes no progress. `update.commit_timeout`: 0 = a new image commits
 * by itself at its first start (ota-service.md#begin).
 */
function timesOf(
  { timeoutS = 0, commitTimeoutS = 0 }: UpdateAsked,
  config: Pick<DeviceConfig, 'number'>,
) {
  const milliseconds = (asked: number, key: string): number =>
    (asked > 0 ? asked : Math.max(0, config.number(`update.${key}`))) * 1000;
  return {
    timeoutMs: milliseconds(timeoutS, 'timeout'),
    commitTimeoutMs: milliseconds(commitTimeoutS, 'commit_timeout'),
  };
}

function traceProgress(ports: DevicePorts, updater: Updater | null): void {
  const state = updater?.state;
  if (state?.phase !== 'receiving' && state?.phase !== 'written') return;
  const part = state.phase === 'receiving' ? state.part : null;
  ports.trace?.({ kind: 'update-progress', receivedBytes: state.receivedBytes, part });
}
