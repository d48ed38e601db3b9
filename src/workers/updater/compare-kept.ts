/** The bundle that is kept, beside a second file or the chosen device. Fetched with the first question. */
import type { Bundle } from '../../bundle/bundle.ts';
import { compareBundles } from '../../bundle/compare/compare-bundles.ts';
import { compareWithDevice } from '../../bundle/compare/compare-device.ts';
import { realClock } from '../../contracts/clock.ts';
import { unreadFiles } from '../../contracts/compared.ts';
import { openOrRepair } from '../../bundle/repair/open-or-repair.ts';
import type { OpenOrRepairOptions } from '../../bundle/repair/open-or-repair.ts';
import type { ComparedDevice, ComparedFile } from '../../contracts/compared.ts';
import type { RehearsedDevice } from '../../contracts/rehearsal.ts';
import { KeptContents } from '../../manage/kept-contents.ts';
import { measureLink } from '../../rehearsal/measure-link.ts';
import { readDevice } from '../../rehearsal/read-device.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import { askDeviceSide } from '../../update/ask-device-side.ts';
import type { DeviceAccess } from './device-access.ts';
import type { TransferDeps } from './manage-device.ts';

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
  { device, signal }: Pick<TransferDeps, 'device' | 'signal'>,
): Promise<ComparedDevice> =>
  device.withAsked(signal, async (client, info) =>
    compareWithDevice(kept, await askDeviceSide(client, info, { signal })),
  );

/**
 * The same, and by what files of the same size hold. `contents`: those read before are not read again, also after a failure in
 * between. Throws what compareWithChosen and KeptContents throw.
 */
export const compareContents = (
  kept: Bundle,
  { device, signal, tell, contents }: TransferDeps & { readonly contents: KeptContents },
): Promise<ComparedDevice> =>
  device.withAsked(signal, async (client, info) => {
    const side = await askDeviceSide(client, info, { signal });
    contents.follow(runningOn(info));
    const unread = unreadFiles(compareWithDevice(kept, side).files);
    const read = await contents.read(client, unread, { signal, onProgress: tell });
    return compareWithDevice(kept, side, read);
  });

/** What a rehearsal needs of the device. Throws device/other-device, and what readDevice throws. */
export const readForRehearsal = ({
  device,
  signal,
  tell,
  contents,
}: Omit<TransferDeps, 'device'> & {
  readonly device: Pick<DeviceAccess, 'withAsked' | 'connectMs'>;
  readonly contents: KeptContents;
}): Promise<RehearsedDevice> =>
  device.withAsked(signal, async (client, info, link) => {
    contents.follow(runningOn(info));
    const read = await readDevice(client, { signal, contents, onProgress: tell });
    const { connectMs } = device;
    const options = { clock: realClock, signal, connectMs, info };
    return { ...read, link: await measureLink(client, link, options) };
  });

/** Another device, or another firmware on it, has other files. */
const runningOn = ({ mac, id, fw_id: buildId }: SysInfo): string => [mac, id, buildId].join(' ');

/** Of the chosen device, whichever bundle is kept. */
export const createContents = (): KeptContents => new KeptContents();
