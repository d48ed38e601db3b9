import type { Bundle } from '../bundle/bundle.ts';
import { partsOutsideSlots, requirePlatform, requireSlotParts } from '../bundle/check.ts';
import type { FileSurvey } from '../bundle/predict-merge.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../contracts/failure.ts';
import type { DeviceView } from './ask-device.ts';
import { isOlderVersion } from './compare-versions.ts';
import { RECEIVING } from './device-states.ts';
import type { Finding, ForceName } from './events.ts';

export interface PreflightInput {
  readonly bundle: Bundle;
  readonly device: DeviceView;
  /** RPC.List; null where the device does not tell. */
  readonly methods: readonly string[] | null;
  /** null: the bundle brings no filesystem. */
  readonly files: FileSurvey | null;
}

const NEEDED_METHODS = ['OTA.Begin', 'OTA.Write', 'OTA.End'];

/**
 * What speaks against this bundle on this device, before the first byte; empty = nothing. Pure. What
 * cannot be overridden comes first: the first finding is the one to tell.
 */
export function preflight(input: PreflightInput): readonly Finding[] {
  return [...stops(input), ...doubts(input)];
}

/** Findings that stand after the overrides. */
export function standing(
  findings: readonly Finding[],
  force: readonly ForceName[],
): readonly Finding[] {
  return findings.filter((finding) => finding.force === null || !force.includes(finding.force));
}

function stops({ bundle, device, methods }: PreflightInput): readonly Finding[] {
  const { info, status } = device;
  const findings: Finding[] = [];
  if (status === null || (methods !== null && !hasUpdates(methods)))
    findings.push(stop('device/no-ota', { device: info.id }));
  findings.push(
    ...refusalOf(() => requirePlatform(bundle, info.arch)),
    ...refusalOf(() => requireSlotParts(bundle)),
  );
  if (status?.state === RECEIVING)
    findings.push(stop('device/busy', { state: status.state, percent: status.progress_percent }));
  if (isOnTrial(device)) findings.push(stop('device/uncommitted', { version: info.fw_version }));
  return findings;
}

function doubts({ bundle, device: { info }, files }: PreflightInput): readonly Finding[] {
  const { manifest } = bundle;
  const findings: Finding[] = [];
  if (manifest.version === info.fw_version && manifest.buildId === info.fw_id)
    findings.push(
      doubt('same-version', 'device/same-version', {
        version: manifest.version,
        buildId: manifest.buildId,
      }),
    );
  if (isOlderVersion(manifest.version, info.fw_version))
    findings.push(
      doubt('downgrade', 'device/older', { running: info.fw_version, bundle: manifest.version }),
    );
  // A manifest need not have a name.
  if (manifest.name !== '' && manifest.name !== info.app)
    findings.push(
      doubt('other-app', 'device/other-app', { running: info.app, bundle: manifest.name }),
    );
  for (const part of partsOutsideSlots(bundle))
    findings.push(doubt('boot-loader', 'device/boot-loader', { part }));
  findings.push(...doubtsOfFiles(files));
  return findings;
}

/** What belongs to the device and its user: `never put these in your firmware` (Mongoose OS, userguide/configuration). */
const USER_FILE = /^conf[1-9]\.json$|^updater\.dat$/;

function doubtsOfFiles(files: FileSurvey | null): readonly Finding[] {
  const findings: Finding[] = [];
  const names = (files?.image ?? []).map(({ name }) => name).filter((name) => USER_FILE.test(name));
  if (names.length > 0) findings.push(doubt('user-files', 'bundle/user-files', { names }));
  const failure = files?.merge?.failure ?? null;
  if (failure !== null)
    findings.push(
      doubt('merge-fails', 'bundle/merge-fails', { file: failure.name, reason: failure.reason }),
    );
  return findings;
}

/** Devices match names without case (rpc-frames.md#dispatch-order). */
function hasUpdates(methods: readonly string[]): boolean {
  const names = methods.map((name) => name.toLowerCase());
  return NEEDED_METHODS.every((name) => names.includes(name.toLowerCase()));
}

function isOnTrial({ status, boot }: DeviceView): boolean {
  return status?.is_committed === false || boot?.is_committed === false;
}

/** The finding of a check that throws. */
function refusalOf(check: () => void): readonly Finding[] {
  try {
    check();
    return [];
  } catch (reason) {
    return [{ failure: toFailure(OtaError.from(reason)), force: null }];
  }
}

const stop = <C extends FailureCode>(code: C, facts: FailureFacts[C]): Finding => ({
  failure: toFailure(new OtaError(code, facts)),
  force: null,
});

const doubt = <C extends FailureCode>(
  force: ForceName,
  code: C,
  facts: FailureFacts[C],
): Finding => ({ failure: toFailure(new OtaError(code, facts)), force });
