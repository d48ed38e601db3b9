import type { MergeReport } from '../fs/merge-filesystems.ts';
import type { DeviceConfig } from './device-config.ts';
import { createBootStateService } from './boot-state-service.ts';
import type { BootStateOptions, BootStateService } from './boot-state-service.ts';
import type {
  OwnUpdate,
  OwnUpdates,
  PullAsked,
  Reply,
  ServerTrust,
  UpdateOutcome,
} from './device.ts';
import { errorReply, NULL_RESULT, resultReply, readText } from './method-table.ts';
import type { Call, Method } from './method-table.ts';
import { startPolling, type Polling } from './polling.ts';
import { askedIn, createTransfer, type Transfer, type UpdateTransferOptions } from './transfer.ts';
import { OTA_STATE } from './update-session.ts';
import type { OtaSession } from './update-session.ts';

export interface OtaServiceOptions extends UpdateTransferOptions {
  readonly config: Pick<DeviceConfig, 'number' | 'text' | 'flag'>;
  /** From the reply to OTA.Revert to the restart. */
  readonly rebootDelayMs: number;
  /** The running image was committed: its guard is to be disarmed, updater.dat goes. */
  readonly onCommitted: () => void;
  /** Of its filesystem; null = not there. */
  readonly readFile: (path: string) => Uint8Array | null;
  readonly bootState: Omit<BootStateOptions, 'scheme' | 'isUpdating'>;
  /** The headers by which a server knows the device and what it runs. */
  readonly identify: () => Readonly<Record<string, string>>;
  readonly trust: () => ServerTrust;
  /** Of this run of the firmware. */
  readonly startedAt: number;
  readonly webRefusal: OwnUpdates['refusal'];
  /** What became of the old files, at the first start of a new image; undefined: stock devices do not say. */
  readonly merge?: MergeReport | null;
}

export interface OtaService {
  readonly methods: readonly Method[];
  readonly updates: OwnUpdates;
  /** Gives up an update without progress, and looks for another firmware. */
  tick(now: number): void;
  /** When the update under way is given up, unless it advances; null: none is. */
  updateEndsAt(): number | null;
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
  const commit = (): boolean => {
    if (!commitRunning(options)) return false;
    bootState.committed();
    return true;
  };
  const revert = (now: number): boolean => {
    const { activeSlot } = scheme.current();
    if (!scheme.revert()) return false;
    options.ports.trace?.({ kind: 'revert-requested', slot: activeSlot });
    restart.schedule(now, options.rebootDelayMs);
    return true;
  };
  const updates = ownUpdates(options, transfer, { commit, revert });
  const polling = pollingOf(options, updates);
  return {
    methods: [
      {
        name: 'OTA.Status',
        run: () => resultReply(statusOf(options, transfer.session, bootState)),
      },
      bootState.setState,
      bootState.getState,
      bootState.createSnapshot,
      { name: 'OTA.Revert', run: ({ now }) => doneOrNot(revert(now)) },
      { name: 'OTA.Commit', run: () => doneOrNot(commit()) },
      {
        name: 'OTA.Update',
        argsFormat: UPDATE_FORMAT,
        run: (call) => update(options, transfer, call),
      },
      { name: 'OTA.End', run: transfer.end },
      { name: 'OTA.Write', argsFormat: '{offset: %d, data: %V}', run: transfer.write },
      { name: 'OTA.Begin', argsFormat: BEGIN_FORMAT, run: transfer.begin },
    ],
    updates,
    tick(now) {
      transfer.tick(now);
      polling?.tick(now);
    },
    updateEndsAt: () => transfer.session.dueAt(),
    dueAt: () => earliest([transfer.session.dueAt(), polling?.dueAt() ?? null]),
  };
}

function ownUpdates(
  options: OtaServiceOptions,
  transfer: Transfer,
  trial: Pick<OwnUpdates, 'commit' | 'revert'>,
): OwnUpdates {
  const { config, webRefusal } = options;
  const mayBegin = (): boolean => transfer.refusal() === null;
  return {
    ...trial,
    begin: (asked, now) => (mayBegin() ? transfer.beginOwn(asked, now) : null),
    pull: (asked, now) => (mayBegin() ? pull(options, transfer, { asked, now }) : null),
    takesPosts: () => config.flag('update.enable_post'),
    configuredUrl: () => config.text('update.url'),
    refusal: webRefusal,
  };
}

/** null: there is no network to look in. */
function pollingOf(
  { ports, config, startedAt }: OtaServiceOptions,
  updates: OwnUpdates,
): Polling | null {
  const { log } = ports;
  const pull = (asked: PullAsked, now: number): void => void updates.pull(asked, now);
  return ports.fetch === undefined ? null : startPolling({ config, log, startedAt, pull });
}

/** null: there is none. */
export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

const doneOrNot = (done: boolean): Reply => (done ? NULL_RESULT : errorReply(-1, null));

/**
 * From a server, or from the device's own filesystem (ota-service.md#update). What came of it is told through `error`,
 * success as code 0 with the status text.
 */
function update(options: OtaServiceOptions, transfer: Transfer, { params, now }: Call): Reply {
  const [file, url] = [readText(params, 'file') ?? '', readText(params, 'url') ?? ''];
  if (file === '' && url === '') return errorReply(-1, 'Malformed request');
  if (transfer.refusal() !== null) return errorReply(-1, 'Failed to init updater');
  const asked = askedIn(params);
  const own =
    file === ''
      ? pull(options, transfer, { asked: { ...asked, url }, now })
      : installFile(options.readFile(file), transfer.beginOwn(asked, now), { file, now });
  return own.outcome === null ? { kind: 'later', update: own } : replyToUpdate(own.outcome);
}

/** What OTA.Update answers. */
export function replyToUpdate({ result, message }: UpdateOutcome) {
  return { kind: 'error', code: result > 0 ? 0 : result, message } as const;
}

function installFile(
  bytes: Uint8Array | null,
  own: OwnUpdate,
  { file, now }: { readonly file: string; readonly now: number },
): OwnUpdate {
  if (bytes === null) {
    own.fail(-1, `failed to open file "${file}"`);
    return own;
  }
  own.expect(bytes.length);
  own.write(bytes, now);
  own.end(now);
  return own;
}

/** Only where nothing speaks against an update. */
function pull(
  { ports, identify, trust }: OtaServiceOptions,
  transfer: Transfer,
  { asked, now }: { readonly asked: PullAsked; readonly now: number },
): OwnUpdate {
  const own = transfer.beginOwn(asked, now);
  if (ports.fetch === undefined) own.fail(-10, 'Failed to connect');
  else ports.fetch({ url: asked.url, headers: identify(), trust: trust(), update: own });
  return own;
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
