import type { Bundle } from '../bundle/bundle.ts';
import {
  partsOutsideSlots,
  requirePlatform,
  requireSecondSlot,
  requireSlotParts,
  sharedBeginnings,
  upperCaseDigests,
} from '../bundle/check.ts';
import type { FileSurvey } from '../bundle/predict-merge.ts';
import { requiresFailure } from '../bundle/requires.ts';
import { compareVersions } from '../bundle/version-range.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../contracts/failure.ts';
import type { JudgedSignature, SignatureNeed } from '../contracts/signature.ts';
import { isSample } from '../contracts/sample-firmware.ts';
import { factsOf } from '../ota-core/platforms/facts.ts';
import { RECEIVING } from './ask-device.ts';
import type { DeviceView } from './ask-device.ts';
import type { Finding, ForceName } from './events.ts';
import { signatureFindings } from './signature-findings.ts';

export interface PreflightInput {
  readonly bundle: Bundle;
  /** Methods of the way that it is to go (delivery/delivery.ts). */
  readonly needs: readonly string[];
  readonly device: DeviceView;
  /** RPC.List; null where the device does not tell. */
  readonly methods: readonly string[] | null;
  /** null: the bundle brings no filesystem. */
  readonly files: FileSurvey | null;
  /** What a device of known layout would refuse (bundle/foresee.ts); null = its layout is not known. */
  readonly foreseen: readonly OtaError[] | null;
  /** The link leads to a device of our own making, in this page or program: no wire can claim that. */
  readonly isPractice: boolean;
  /** Who signed it, and what is asked of that; nothing when left out. */
  readonly signature?: JudgedSignature | undefined;
  /** What the device asks of signatures; null or left out where it does not tell. */
  readonly need?: SignatureNeed | null;
}

/**
 * What speaks against this bundle on this device, before the first byte; empty = nothing. Pure. What
 * cannot be overridden comes first: the first finding is the one to tell.
 */
export function preflight(input: PreflightInput): readonly Finding[] {
  const { signature, bundle, device } = input;
  const apps = [bundle.manifest.name, device.info.app];
  const unsigned = signature === undefined ? [] : signatureFindings(signature, apps);
  return stopsFirst([...stops(input), ...unsigned, ...doubts(input)]);
}

/** What cannot be overridden comes first. */
export function stopsFirst(found: readonly Finding[]): readonly Finding[] {
  const isStop = ({ force }: Finding): boolean => force === null;
  return [...found.filter(isStop), ...found.filter((finding) => !isStop(finding))];
}

/** Findings that stand after the overrides. */
export function standing(
  findings: readonly Finding[],
  force: readonly ForceName[],
): readonly Finding[] {
  return findings.filter((finding) => finding.force === null || !force.includes(finding.force));
}

function stops(input: PreflightInput): readonly Finding[] {
  const { bundle, device, need } = input;
  const { info, status } = device;
  const findings: Finding[] = [];
  if (!input.isPractice && isSample(bundle.manifest.parts))
    findings.push(stop('bundle/sample', { version: bundle.manifest.version }));
  findings.push(
    ...withoutUpdates(input),
    ...refusalOf(() => requirePlatform(bundle, info.arch)),
    ...refusalOf(() => requireSlotParts(bundle)),
    ...refusalOf(() => requireSecondSlot(bundle)),
    ...refusalOf(() => requireVersionBefore(bundle, info.fw_version)),
    ...(input.foreseen ?? foreseenAnywhere(bundle)).map((error) => always(error)),
  );
  if (need?.kind === 'lacking')
    findings.push(
      stop('device/wants-signatures', {
        keys: need.keys.map(String),
        lacking: need.lacking.map(String),
      }),
    );
  if (status?.state === RECEIVING)
    findings.push(stop('device/busy', { state: status.state, percent: status.progress_percent }));
  if (isOnTrial(device)) findings.push(stop('device/uncommitted', { version: info.fw_version }));
  return findings;
}

/** What it said to OTA.Status, unless that was only that it has none; then what its list lacks. */
function withoutUpdates({ device, methods, needs }: PreflightInput): readonly Finding[] {
  const { info, status, statusRefusal } = device;
  if (status === null && statusRefusal !== undefined) return [stop('rpc/remote', statusRefusal)];
  const lacking = methods === null ? [] : lackingOf(methods, needs);
  if (lacking.length > 0)
    return [stop('device/no-ota', { device: info.id, missing: lacking, listed: true })];
  return status === null
    ? [stop('device/no-ota', { device: info.id, missing: ['OTA.Status'], listed: false })]
    : [];
}

/** No known device writes more than a boot loader outside its slots (boot-schemes.md#esp32 to #cc3200). */
function foreseenAnywhere(bundle: Bundle): readonly OtaError[] {
  return partsOutsideSlots(bundle)
    .filter(({ role }) => role !== 'boot-loader')
    .map((part): OtaError => OtaError.from(new OtaError('bundle/part-not-replaced', part)));
}

function doubts(input: PreflightInput): readonly Finding[] {
  const { bundle, files, foreseen, need } = input;
  const { info } = input.device;
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
  if (need?.kind === 'same-key')
    findings.push(doubt('same-key', 'device/same-key', { keys: need.keys.map(String) }));
  if (foreseen === null) findings.push(...doubtsOfLayout(bundle));
  findings.push(...doubtsOfFiles(files));
  return findings;
}

/** Of a device that does not tell how it is laid out, nor how old its core is. */
function doubtsOfLayout(bundle: Bundle): readonly Finding[] {
  const outside = partsOutsideSlots(bundle).filter(({ role }) => role === 'boot-loader');
  const { vendorComparesSrc = 'whole' } = factsOf(bundle.manifest.platform) ?? {};
  const shared = vendorComparesSrc === 'beginning' ? sharedBeginnings(bundle) : [];
  return [
    ...outside.map(({ part }) => doubt('boot-loader', 'device/boot-loader', { part })),
    ...shared.map((names) => doubt('prefix-name', 'bundle/prefix-name', names)),
    ...doubtsOfDigests(bundle),
  ];
}

function doubtsOfDigests(bundle: Bundle): readonly Finding[] {
  if (factsOf(bundle.manifest.platform)?.vendorComparesSha1 !== 'lower-case') return [];
  return upperCaseDigests(bundle).map((part) =>
    doubt('upper-case-digest', 'bundle/upper-case-digest', { part }),
  );
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
  const marginBytes = files?.merge?.lackingMarginBytes;
  if (marginBytes) findings.push(doubt('merge-fails', 'bundle/merge-tight', { marginBytes }));
  return findings;
}

/** What its manifest says of the version before. Throws bundle/bad-requires and bundle/needs-version. */
function requireVersionBefore({ manifest }: Bundle, running: string): void {
  const failure = requiresFailure(manifest, running);
  if (failure !== null) throw failure;
}

/** Devices match names without case (rpc-frames.md#dispatch-order). */
function lackingOf(methods: readonly string[], needs: readonly string[]): readonly string[] {
  const names = methods.map((name) => name.toLowerCase());
  return needs.filter((name) => !names.includes(name.toLowerCase()));
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
    return [always(OtaError.from(reason))];
  }
}

const always = (error: OtaError): Finding => ({ failure: toFailure(error), force: null });

const stop = <C extends FailureCode>(code: C, facts: FailureFacts[C]): Finding => ({
  failure: toFailure(new OtaError(code, facts)),
  force: null,
});

const doubt = <C extends FailureCode>(
  force: ForceName,
  code: C,
  facts: FailureFacts[C],
): Finding => ({ failure: toFailure(new OtaError(code, facts)), force });

/** As far as that can be told (bundle/version-range.ts): nobody is refused over a guess. */
export const isOlderVersion = (a: string, b: string): boolean => (compareVersions(a, b) ?? 0) < 0;
