import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { openOrRepair, type OpenedBundle } from '../bundle/repair/open-or-repair.ts';
import { nodeDigests } from './device-chip.ts';
import { readable } from './local-files.ts';

/** A package of this computer, mended where its packing has to be. Throws OtaError file/unreadable, bundle/…. */
export async function openBundleFile(
  file: string,
  { signal, pick = null }: { readonly signal: AbortSignal; readonly pick?: string | null },
): Promise<OpenedBundle> {
  const blob = await readable(file, () => openAsBlob(file));
  return openOrRepair(blob, { fileName: path.basename(file), signal, digests: nodeDigests, pick });
}
