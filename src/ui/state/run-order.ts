import type { BundleReport, DeviceReport, FileSurvey } from '../../workers/api.ts';
import type { FilesBefore, RunOrder } from './run-view.ts';

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

/** As RunOrder has it. */
export function filesBefore(
  survey: FileSurvey | null,
  { files }: Pick<DeviceReport, 'files'>,
): FilesBefore | null {
  const merge = survey?.merge ?? null;
  return merge === null || files === null ? null : { listed: files, merge };
}
