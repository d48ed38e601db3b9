import { firmwareNames } from '../../messages/firmware-names.ts';
import { outside } from '../../messages/outside-text.ts';
import type { Move } from '../../messages/text-shapes.ts';
import type { BundleReport, DeviceReport } from '../../workers/api.ts';
import { screenWords } from '../../messages/screen-words.ts';
import { firmwareNamesOf } from './run-view.ts';
import type { RunView } from './run-view.ts';

/** The practice device has a name of its own; any other is called as people or the device itself call it. */
export const nameOf = (device: { readonly name?: string | undefined }): string =>
  outside(device.name ?? screenWords.thePractice);

const otherSlot = (slot: number | null): number | null =>
  slot === null || slot > 1 ? null : 1 - slot;

const runningOf = ({ info }: Pick<DeviceReport, 'info'>) => ({
  version: info.fw_version,
  buildId: info.fw_id,
});

/** From what runs to what the file holds, as sentences take it: text from outside is made harmless here. */
export function moveOf(bundle: BundleReport, device: DeviceReport): Move {
  const fromSlot = device.boot?.active_slot ?? null;
  return {
    device: nameOf(device),
    safety: device.safety,
    ...firmwareNames(runningOf(device), bundle),
    fromSlot,
    toSlot: otherSlot(fromSlot),
  };
}

export const moveOfRun = ({ order }: RunView): Move => ({
  device: nameOf({ name: order.device }),
  safety: order.safety,
  ...firmwareNamesOf(order),
  fromSlot: order.fromSlot,
  toSlot: otherSlot(order.fromSlot),
});
