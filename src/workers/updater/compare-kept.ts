/** The bundle that is kept, beside a second file or the chosen device. Fetched with the first question. */
import type { Bundle } from '../../bundle/bundle.ts';
import { compareBundles } from '../../bundle/compare/compare-bundles.ts';
import { compareWithDevice } from '../../bundle/compare/compare-device.ts';
import { openOrRepair } from '../../bundle/repair/open-or-repair.ts';
import type { OpenOrRepairOptions } from '../../bundle/repair/open-or-repair.ts';
import type { ComparedDevice, ComparedFile } from '../../contracts/compared.ts';
import { askDeviceSide } from '../../update/ask-device-side.ts';
import type { ManageOptions } from './manage-device.ts';

/** Throws what openOrRepair throws of the second file. */
export async function compareWithFile(
  kept: Bundle,
  file: Blob,
  options: OpenOrRepairOptions,
): Promise<ComparedFile> {
  const { bundle, mended } = await openOrRepair(file, options);
  return { compared: compareBundles(kept, bundle), mended };
}

/** Throws device/other-device, and what calls throw. */
export const compareWithChosen = (
  kept: Bundle,
  { device, signal }: ManageOptions,
): Promise<ComparedDevice> =>
  device.withAsked(signal, async (client, info) =>
    compareWithDevice(kept, await askDeviceSide(client, info, { signal })),
  );
