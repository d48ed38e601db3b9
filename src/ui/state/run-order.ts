import type { Outcome } from '../../contracts/failure.ts';
import type {
  BundleReport,
  Comparison,
  DeviceReport,
  FileSurvey,
  Finding,
  ForceName,
} from '../../workers/api.ts';
import type { ExpectedTime } from '../../contracts/expected-time.ts';
import type { FilesBefore, RunOrder } from './run-view.ts';
import { visible } from '../../messages/outside-text.ts';

/** How long a device may be tried before it goes back by itself. */
export const KEEP_TIMES_MINUTES = [1, 5, 10, 30] as const;
export const DEFAULT_KEEP_MINUTES = 5;

/** What the comparison of file and device tells of the update. */
export interface Outlook {
  /** null = not compared, or the firmware brings no filesystem. */
  readonly files: FileSurvey | null;
  /** null = not compared, or nothing is known of the link. */
  readonly expected?: ExpectedTime | null;
  /** It is signed, and the device does not look at that. */
  readonly ignoresSignatures?: boolean;
}

/** What is known of an update before it begins. */
export const orderOf = (
  bundle: BundleReport,
  { info, boot, name, safety }: DeviceReport,
  commitTimeoutMs: number,
): RunOrder => ({
  device: name,
  safety,
  from: info.fw_version,
  to: bundle.version,
  builds: { from: info.fw_id, to: bundle.buildId },
  bundleBytes: bundle.sizeBytes,
  parts: bundle.parts,
  commitTimeoutMs,
  fromSlot: boot?.active_slot ?? null,
});

/** The same with what the comparison told. */
export const orderWith = (
  bundle: BundleReport,
  device: DeviceReport,
  { files, expected, commitTimeoutMs }: Outlook & { readonly commitTimeoutMs: number },
): RunOrder => ({
  ...orderOf(bundle, device, commitTimeoutMs),
  files: filesBefore(files, device),
  expected: expected ?? null,
});

/** An interrupted update, as it is carried on: what it was about when it began. */
export interface CarriedOn {
  readonly sessionId: string;
  readonly force: readonly ForceName[];
  readonly told: Pick<RunOrder, 'from' | 'builds' | 'fromSlot' | 'commitTimeoutMs'>;
}

/** As RunOrder has it. */
export function filesBefore(
  survey: FileSurvey | null,
  { files }: Pick<DeviceReport, 'files'>,
): FilesBefore | null {
  const merge = survey?.merge ?? null;
  return merge === null || files === null ? null : { listed: files, merge };
}

/** File and device, held against each other. */
export interface ShownComparison {
  readonly outlook: Outlook;
  /** null = not compared. */
  readonly findings: readonly Finding[] | null;
}

export const NOT_COMPARED: ShownComparison = { outlook: { files: null }, findings: null };

/** Where it cannot be compared, the reason is the one finding. */
export const shownComparison = (outcome: Outcome<Comparison>): ShownComparison =>
  outcome.ok
    ? { outlook: outcome.value, findings: outcome.value.findings }
    : { ...NOT_COMPARED, findings: [{ failure: outcome.failure, force: null }] };

/** What has to be typed to go on against a finding, as it is read, where a press is too easy; null = a press is enough. */
export function typedWordFor(
  name: ForceName,
  { version, name: application }: Pick<BundleReport, 'version' | 'name'>,
): string | null {
  if (name === 'downgrade') return visible(version);
  if (name === 'other-app') return visible(application);
  if (name === 'unsigned') return name;
  return name === 'boot-loader' ? 'boot loader' : null;
}
