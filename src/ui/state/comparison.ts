import type { DeviceReport, Finding } from '../../workers/api.ts';
import { measuredTimes } from './measured-times.ts';
import type { RestartableUpdater } from './restartable-updater.ts';
import type { Outlook } from './run-order.ts';

/** File and device, held against each other. */
export interface ShownComparison {
  readonly outlook: Outlook;
  /** null = not compared. */
  readonly findings: readonly Finding[] | null;
}

export const NOT_COMPARED: ShownComparison = { outlook: { files: null }, findings: null };

/** Where it cannot be compared, the reason is the one finding. */
export async function comparisonOf(
  updater: RestartableUpdater,
  bundleId: string,
  device: DeviceReport,
): Promise<ShownComparison> {
  const outcome = await updater.call((worker) =>
    worker.compare(bundleId, device, measuredTimes(device)),
  );
  return outcome.ok
    ? { outlook: outcome.value, findings: outcome.value.findings }
    : { ...NOT_COMPARED, findings: [{ failure: outcome.failure, force: null }] };
}
