/** What a batch slot of the bench can be in, and what the end of its update means there. Pure. */
import { OtaError, toFailure } from '../../../contracts/failure.ts';
import type { Failure } from '../../../contracts/failure.ts';
import { tryAgainHelps } from '../../../messages/failures.ts';
import { firmwareNames } from '../../../messages/firmware-names.ts';
import type { NamedFirmware } from '../../../messages/firmware-names.ts';
import { outside } from '../../../messages/outside-text.ts';
import type { BundleReport, DeviceReport, Finding, UpdateResult } from '../../../workers/api.ts';
import { trialChecks } from '../../state/evidence.ts';
import type { RunView } from '../../state/run-view.ts';

export type BatchSlotEnd =
  /** `up-to-date`: the very build ran already, nothing was written. */
  | { readonly kind: 'passed'; readonly how: 'updated' | 'up-to-date' }
  /** `why`: the check that failed; null = the device went back by itself. */
  | { readonly kind: 'went-back'; readonly why: string | null }
  /** The device keeps its old firmware. `percent` written; null = it did not come to that. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly percent: number | null }
  /** Nothing was sent: file and device do not fit, or somebody has to decide. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** Nobody answered on the port. */
  | { readonly kind: 'unreached'; readonly failure: Failure }
  /** It answers after the restart, and is not as it should be. */
  | { readonly kind: 'unclear'; readonly failure: Failure }
  /** Not seen again after the restart. */
  | { readonly kind: 'unknown'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

export type BatchSlotState =
  /** No device. */
  | { readonly kind: 'free' }
  /** The next device is wanted; this one is still plugged in. */
  | { readonly kind: 'unplug' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'ready'; readonly device: DeviceReport }
  /** Started, and not yet its turn. */
  | { readonly kind: 'queued'; readonly device: DeviceReport }
  | { readonly kind: 'running'; readonly device: DeviceReport; readonly run: RunView }
  | BatchSlotOver;

/** The same without the picture of its update, which is the session's. */
export type KeptState =
  | Exclude<BatchSlotState, { readonly kind: 'running' }>
  | { readonly kind: 'running'; readonly device: DeviceReport };

export interface BatchSlotOver {
  readonly kind: 'over';
  /** null: it never said who it is. */
  readonly device: DeviceReport | null;
  readonly end: BatchSlotEnd;
  /** What was to be written; null = there was no file. */
  readonly to: NamedFirmware | null;
  /** null: nothing was started. */
  readonly tookMs: number | null;
}

/** How a batch slot counts once it is over. */
export type Verdict = 'passed' | 'went-back' | 'stopped';

export function verdictOf(end: BatchSlotEnd): Verdict | null {
  switch (end.kind) {
    case 'passed':
      return 'passed';
    case 'went-back':
      return 'went-back';
    case 'failed':
    case 'refused':
    case 'unreached':
    case 'unclear':
    case 'unknown':
      return 'stopped';
    case 'cancelled':
      return null;
  }
}

/** What no file but the one it was compared with can tell. */
export const isAboutFile = (end: BatchSlotEnd): boolean =>
  end.kind === 'refused' || isUpToDate(end);

/** What a device runs and what it is to run, in words: where the versions are equal, by their builds. */
export function namesBetween(
  from: NamedFirmware | null,
  to: NamedFirmware | null,
): { readonly from: string | null; readonly to: string | null } {
  if (from !== null && to !== null) return firmwareNames(from, to);
  return {
    from: from === null ? null : outside(from.version),
    to: to === null ? null : outside(to.version),
  };
}

export const namesOnSlot = (device: DeviceReport | null, to: NamedFirmware | null) =>
  namesBetween(device === null ? null : runningOn(device), to);

export const runningOn = ({ info }: DeviceReport): NamedFirmware => ({
  version: info.fw_version,
  buildId: info.fw_id,
});

export const isUpToDate = (end: BatchSlotEnd): boolean =>
  end.kind === 'passed' && end.how === 'up-to-date';

/** Can the same file on the same device end otherwise? */
export const canTryAgain = (end: BatchSlotEnd): boolean =>
  end.kind !== 'passed' && (!('failure' in end) || tryAgainHelps(end.failure));

/** Who it is: by the MAC, which no update changes. */
export const keyOf = ({ info }: DeviceReport): string => info.mac || info.id;

/** What speaks against the start; null = nothing. */
export function endOfFindings(
  findings: readonly Finding[],
  bundle: BundleReport,
  device: DeviceReport,
): BatchSlotEnd | null {
  const [first] = findings;
  if (first === undefined) return null;
  const isSame =
    findings.length === 1 &&
    first.failure.code === 'device/same-version' &&
    bundle.buildId === device.info.fw_id;
  // Nobody can decide for each of eight devices: what is no stop is decided on the Update screen.
  const stop = findings.find(({ force }) => force === null) ?? first;
  return isSame
    ? { kind: 'passed', how: 'up-to-date' }
    : { kind: 'refused', failure: stop.failure };
}

export function endOfResult(
  result: UpdateResult,
  {
    run,
    bundle,
    device,
  }: {
    readonly run: RunView;
    readonly bundle: BundleReport;
    readonly device: DeviceReport;
  },
): BatchSlotEnd {
  switch (result.result) {
    case 'committed':
      return { kind: 'passed', how: 'updated' };
    case 'uncommitted':
      return { kind: 'unclear', failure: result.failure ?? notCommitted };
    case 'refused':
      return (
        endOfFindings(result.findings, bundle, device) ?? {
          kind: 'refused',
          failure: result.failure,
        }
      );
    case 'failed':
      return { kind: 'failed', failure: result.failure, percent: percentOf(run) };
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'reverted':
      return { kind: 'went-back', why: result.cause === 'checks' ? failedCheckOf(run) : null };
    case 'other':
      return { kind: 'unclear', failure: result.failure };
    case 'unknown':
      return {
        kind: result.failure.code === 'update/not-restarted' ? 'unclear' : 'unknown',
        failure: result.failure,
      };
  }
}

/** What it was taken back for. */
const failedCheckOf = (run: RunView): string | null =>
  trialChecks(run)[0]?.failed?.headline ?? null;

/** A batch slot always asks to keep: a device that says it is on trial still has not heard it. */
const notCommitted = toFailure(
  new OtaError('update/commit-refused', { remoteCode: 0, remoteMessage: '' }),
);

function percentOf({ acknowledgedBytes, order }: RunView): number | null {
  if (acknowledgedBytes === 0 || order.bundleBytes === 0) return null;
  return Math.floor((acknowledgedBytes * 100) / order.bundleBytes);
}
