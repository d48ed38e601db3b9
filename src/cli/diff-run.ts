import type { Bundle } from '../bundle/bundle.ts';
import { compareBundles } from '../bundle/compare/compare-bundles.ts';
import { compareWithDevice } from '../bundle/compare/compare-device.ts';
import { unreadFiles, type Compared } from '../contracts/compared.ts';
import type { TransferProgress } from '../contracts/managed-device.ts';
import { KeptContents } from '../manage/kept-contents.ts';
import { askInfo } from '../update/ask-device.ts';
import { askDeviceSide } from '../update/ask-device-side.ts';
import { nodeDigests } from './device-chip.ts';
import type { DiffOptions } from './diff-options.ts';
import { openBundleFile } from './open-bundle-file.ts';
import { withDevice } from './with-device.ts';

export interface DiffProgress {
  /** Which package is read; null: none any more. */
  readonly onFile: (file: string | null) => void;
  /** Of the files of the device. */
  readonly onProgress: (progress: TransferProgress) => void;
}

/** Throws OtaError file/…, bundle/…, link/…, rpc/…, device/…. */
export async function runDiff(
  { left, right, contents }: DiffOptions,
  { onFile, onProgress }: DiffProgress,
): Promise<Compared> {
  const { signal } = new AbortController();
  const open = async (file: string): Promise<Bundle> => {
    onFile(file);
    return (await openBundleFile(file, { signal })).bundle;
  };
  const ours = await open(left);
  if (typeof right === 'string') return compareBundles(ours, await open(right), nodeDigests);
  onFile(null);
  return withDevice(right, { signal }, async (client) => {
    const side = await askDeviceSide(client, await askInfo(client, { signal }), { signal });
    const compared = compareWithDevice(ours, side);
    if (!contents) return compared;
    const unread = unreadFiles(compared.files);
    const read = await new KeptContents().read(client, unread, { signal, onProgress });
    return compareWithDevice(ours, side, read);
  });
}
