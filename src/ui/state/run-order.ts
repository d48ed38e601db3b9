import type { BundleReport, DeviceReport } from '../../workers/api.ts';
import type { RunOrder } from './run-view.ts';

/** What is known of an update before it begins. */
export const orderOf = (
  bundle: BundleReport,
  { info, boot, name }: DeviceReport,
  commitTimeoutMs: number,
): RunOrder => ({
  device: name,
  from: info.fw_version,
  to: bundle.version,
  bundleBytes: bundle.sizeBytes,
  parts: bundle.parts,
  commitTimeoutMs,
  fromSlot: boot?.active_slot ?? null,
});
