import { openBundle } from '../../bundle/open-bundle.ts';
import { slotPartsOf } from '../../bundle/slot-parts.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { FactoryFirmware } from '../../emulator/seed-chip.ts';
import type { FreshChip } from '../api.ts';
import { readWhole } from './read-whole.ts';

/**
 * What a fresh chip leaves the factory with, from the files a person chose. `first` stands in for what
 * they did not choose. Throws OtaError bundle/… or file/unreadable.
 */
export async function readFactoryFiles(
  { firmware, filesystem }: FreshChip,
  options: {
    readonly first: FactoryFirmware;
    /** What the device reports as its platform. */
    readonly arch: string;
    readonly signal: AbortSignal;
  },
): Promise<FactoryFirmware> {
  const base = firmware === null ? options.first : await readFirmware(firmware, options);
  return filesystem === null ? base : { ...base, fs: await readWhole(filesystem) };
}

async function readFirmware(
  file: File,
  { arch, signal }: { readonly arch: string; readonly signal: AbortSignal },
): Promise<FactoryFirmware> {
  const { manifest, parts, bytes } = await openBundle(file, { fileName: file.name, signal });
  if (manifest.platform !== arch)
    throw new OtaError('bundle/wrong-platform', { bundle: manifest.platform, device: arch });
  const bytesOf = async (kind: 'app' | 'fs'): Promise<Uint8Array | null> => {
    const wanted = slotPartsOf(manifest).find((part) => part.kind === kind)?.part.name;
    const found = parts.find(({ part }) => part.name === wanted);
    if (found === undefined) return null;
    const { dataOffset, sizeBytes } = found;
    return new Uint8Array(await bytes.slice(dataOffset, dataOffset + sizeBytes).arrayBuffer());
  };
  const app = await bytesOf('app');
  if (app === null) throw new OtaError('bundle/manifest-incomplete', { field: 'parts.app' });
  const { name, version, buildId } = manifest;
  return { name, version, buildId, app, fs: await bytesOf('fs') };
}
