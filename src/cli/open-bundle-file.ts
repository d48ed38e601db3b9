import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { openOrRepair, type OpenedBundle } from '../bundle/repair/open-or-repair.ts';
import { unreadableFile } from '../contracts/failure.ts';
import { nodeDigests } from './device-chip.ts';

/** A package of this computer, mended where its packing has to be. Throws OtaError file/unreadable, bundle/…. */
export async function openBundleFile(
  file: string,
  { signal, pick = null }: { readonly signal: AbortSignal; readonly pick?: string | null },
): Promise<OpenedBundle> {
  let blob: Blob;
  try {
    blob = await openAsBlob(file);
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
  return openOrRepair(blob, { fileName: path.basename(file), signal, digests: nodeDigests, pick });
}
