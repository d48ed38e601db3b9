/** What a rehearsal needs to know of a device, read over its link: nothing of it is changed. */
import type { FileEntry } from '../bundle/predict-merge.ts';
import { OtaError } from '../contracts/failure.ts';
import type { TransferProgress } from '../contracts/managed-device.ts';
import type { RehearsedDevice, RehearsedFile } from '../contracts/rehearsal.ts';
import type { KeptContents } from '../manage/kept-contents.ts';
import { UPDATER_DAT } from '../ota-core/fs/merge-filesystems.ts';
import type { RpcClient } from '../rpc/client.ts';
import { askDevice, askSignatureSettings, listFiles, listMethods } from '../update/ask-device.ts';
import { DEFAULT_TIMEOUTS } from '../update/deps.ts';

export interface ReadDeviceOptions {
  readonly signal: AbortSignal;
  readonly contents: KeptContents;
  /** So many files are about to be read. */
  readonly onReading?: (files: number) => void;
  readonly onProgress?: (progress: TransferProgress) => void;
}

/** Throws device/uncommitted, and what calls throw. */
export async function readDevice(
  client: RpcClient,
  { signal, contents, onReading, onProgress }: ReadDeviceOptions,
): Promise<RehearsedDevice> {
  const { info, boot } = await askDevice(client, { signal });
  const { arch: platform, app, id, mac, fw_version: version, fw_id: buildId } = info;
  if (boot !== null && !boot.is_committed) throw new OtaError('device/uncommitted', { version });
  const methods = await listMethods(client, { signal });
  const timeoutMs = DEFAULT_TIMEOUTS.files;
  const listed = await listFiles(client, methods, { signal, timeoutMs });
  const signatures = await askSignatureSettings(client, methods, { signal, timeoutMs });
  const own = listed?.filter(({ name }) => name !== UPDATER_DAT) ?? null;
  if (own !== null) onReading?.(own.length);
  const tell = onProgress === undefined ? {} : { onProgress };
  const files = own === null ? null : await readFiles(client, own, { signal, contents, ...tell });
  return {
    ...{ platform, scheme: boot?.scheme ?? null, id, mac, app, version, buildId, files },
    signatures,
    ...(boot !== null && { slot: boot.active_slot }),
  };
}

async function readFiles(
  client: RpcClient,
  listed: readonly FileEntry[],
  { contents, ...options }: Omit<ReadDeviceOptions, 'onReading'>,
): Promise<readonly RehearsedFile[]> {
  const wanted = listed.map(({ name, size }) => ({ name, sizeBytes: size }));
  const read = await contents.read(client, wanted, options);
  return wanted.map(({ name, sizeBytes }) => {
    const content = read.get(name);
    return { name, sizeBytes, bytes: content?.kind === 'read' ? content.bytes : null };
  });
}
