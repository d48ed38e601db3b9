import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import type { Bundle, BundlePart } from '../bundle/bundle.ts';
import { openBundle } from '../bundle/open-bundle.ts';
import { partBytes } from '../bundle/part-bytes.ts';
import { OtaError, wordsOf } from '../contracts/failure.ts';
import { createMemoryRegistry } from '../emulator/firmware-registry.ts';
import {
  checkedImage,
  madeUpFirmware,
  seedChip,
  type FactoryFirmware,
} from '../emulator/seed-chip.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { slotPartition } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { appOffsetIn, partFor, rulesOf } from '../ota-core/update/required-part.ts';
import type { DeviceCommandOptions } from './device-options.ts';
import { createFlashFile, openFlashFile, type FlashFile } from './flash-file.ts';

/** Hashes of Node: several times as fast as any in JavaScript. */
export const nodeDigests: DigestPort = {
  create(algorithm) {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  },
};

/** The kept chip of `--flash`, else a new one with its first firmware. Throws OtaError. */
export async function openChip(
  options: DeviceCommandOptions,
  signal: AbortSignal,
): Promise<FlashFile> {
  const { flashFile, profile } = options;
  const kept = flashFile === null ? null : openFlashFile(flashFile, profile.geometry);
  if (kept !== null) return kept;
  const fresh = await makeChip(options, signal);
  if (flashFile === null) return { ...fresh, close: () => undefined };
  createFlashFile(flashFile, fresh);
  const opened = openFlashFile(flashFile, profile.geometry);
  if (opened !== null) return opened;
  throw new OtaError('file/unreadable', { file: flashFile, detail: 'gone again' });
}

async function makeChip(options: DeviceCommandOptions, signal: AbortSignal) {
  const { profile, firmwareFile, filesystemFile, app, firmwareVersion } = options;
  const bundled =
    firmwareFile === null
      ? madeUpFirmware({ name: app, version: firmwareVersion }, nodeDigests)
      : await readFirmware(firmwareFile, profile, signal);
  const firmware =
    filesystemFile === null ? bundled : { ...bundled, fs: await readImage(filesystemFile) };
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const part = seedChip({ flash, profile, registry, digest: nodeDigests }, firmware);
  if (part === null) return { flash, registry };
  throw new OtaError('bundle/too-large', {
    part,
    sizeBytes: firmware[part]?.length ?? 0,
    limit: slotPartition(profile.partitions, part, 0).sizeBytes,
  });
}

async function readFirmware(
  file: string,
  profile: DeviceProfile,
  signal: AbortSignal,
): Promise<FactoryFirmware> {
  const bundle = await openBundle(await blobOf(file), { fileName: path.basename(file), signal });
  const { name, version, buildId, platform } = bundle.manifest;
  if (platform !== profile.arch)
    throw new OtaError('bundle/wrong-platform', { bundle: platform, device: profile.arch });
  const app = slotPart(bundle, profile, 'app');
  if (app === null)
    throw new OtaError('bundle/part-missing', { part: 'app', file: path.basename(file) });
  const fs = slotPart(bundle, profile, 'fs');
  return {
    name,
    version,
    buildId,
    app: partBytes(bundle, app.part).slice(app.offset),
    fs: fs === null ? null : partBytes(bundle, fs.part),
  };
}

/** What of a bundle goes into slot 0, and how many bytes of its file come before it. */
function slotPart(
  bundle: Bundle,
  profile: DeviceProfile,
  kind: 'app' | 'fs',
): { readonly part: BundlePart; readonly offset: number } | null {
  const rule = rulesOf(profile.requiredParts, 0).find((wanted) => wanted.kind === kind);
  const wanted = rule === undefined ? null : partFor(rule, bundle.manifest);
  const part = bundle.parts.find((found) => found.part === wanted);
  if (rule === undefined || part === undefined) return null;
  return { part, offset: appOffsetIn(rule, part.part) };
}

/** Throws OtaError file/unreadable where it holds no filesystem that the device could mount. */
async function readImage(file: string): Promise<Uint8Array> {
  return checkedImage(new Uint8Array(await (await blobOf(file)).arrayBuffer()), file);
}

async function blobOf(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file);
  } catch (error) {
    const detail = wordsOf(error);
    throw new OtaError('file/unreadable', { file, detail }, { cause: error });
  }
}
