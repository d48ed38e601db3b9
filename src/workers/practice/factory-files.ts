import { openBundle } from '../../bundle/open-bundle.ts';
import { slotPartBytes } from '../../bundle/part-bytes.ts';
import { OtaError, unreadableFile } from '../../contracts/failure.ts';
import { checkedImage } from '../../emulator/chip-file.ts';
import type { FactoryFirmware } from '../../emulator/seed-chip.ts';
import type { FreshChip } from '../api.ts';

/**
 * What a fresh chip leaves the factory with, from the files a person chose. `first` stands in for what
 * they did not choose. Throws OtaError bundle/… or file/….
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
  if (filesystem === null) return base;
  return { ...base, fs: checkedImage(await readWhole(filesystem), filesystem.name) };
}

async function readFirmware(
  file: File,
  { arch, signal }: { readonly arch: string; readonly signal: AbortSignal },
): Promise<FactoryFirmware> {
  const bundle = await openBundle(file, { fileName: file.name, signal });
  const { manifest } = bundle;
  if (manifest.platform !== arch)
    throw new OtaError('bundle/wrong-platform', { bundle: manifest.platform, device: arch });
  const app = slotPartBytes(bundle, 'app');
  if (app === null) throw new OtaError('bundle/manifest-incomplete', { field: 'parts.app' });
  const { name, version, buildId } = manifest;
  return { name, version, buildId, app, fs: slotPartBytes(bundle, 'fs') };
}

/** Throws OtaError file/unreadable. */
export async function readWhole(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (reason) {
    throw unreadableFile(file.name, reason);
  }
}
