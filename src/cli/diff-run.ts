import type { Bundle } from '../bundle/bundle.ts';
import { compareBundles } from '../bundle/compare/compare-bundles.ts';
import { compareWithDevice } from '../bundle/compare/compare-device.ts';
import { realClock } from '../contracts/clock.ts';
import { unreadFiles, type Compared } from '../contracts/compared.ts';
import { OtaError } from '../contracts/failure.ts';
import type { TransferProgress } from '../contracts/managed-device.ts';
import { KeptContents } from '../manage/kept-contents.ts';
import { openClient, type RpcClient } from '../rpc/client.ts';
import { withDeadline } from '../rpc/deadline.ts';
import { askInfo } from '../update/ask-device.ts';
import { askDeviceSide } from '../update/ask-device-side.ts';
import { DEFAULT_TIMEOUTS } from '../update/deps.ts';
import { nodeDigests } from './device-chip.ts';
import type { DiffOptions } from './diff-options.ts';
import { openBundleFile } from './open-bundle-file.ts';
import { openPort, portAddress, type PushPort } from './push-ports.ts';

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
  return withDevice(right, signal, async (client) => {
    const side = await askDeviceSide(client, await askInfo(client, { signal }), { signal });
    const compared = compareWithDevice(ours, side);
    if (!contents) return compared;
    const unread = unreadFiles(compared.files);
    const read = await new KeptContents().read(client, unread, { signal, onProgress });
    return compareWithDevice(ours, side, read);
  });
}

async function withDevice<T>(
  place: PushPort,
  signal: AbortSignal,
  work: (client: RpcClient) => Promise<T>,
): Promise<T> {
  const port = openPort(place);
  try {
    const late = (): OtaError =>
      OtaError.from(
        new OtaError('link/refused', { address: portAddress(place), detail: 'timeout' }),
      );
    const bound = { clock: realClock, ms: DEFAULT_TIMEOUTS.connect, signal, late };
    const link = await withDeadline(bound, (within) => port.connect({ signal: within }));
    let lastId = 0;
    const nextId = (): number => (lastId += 1);
    const options = { clock: realClock, nextId, timeoutMs: DEFAULT_TIMEOUTS.call };
    const { client, channel } = openClient(link, options);
    try {
      return await work(client);
    } finally {
      await channel.close();
    }
  } finally {
    await port.close();
  }
}
