import { createHash } from 'node:crypto';
import {
  openAsBlob,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Bundle, BundlePart } from '../bundle/bundle.ts';
import { openBundle } from '../bundle/open-bundle.ts';
import { partBytes } from '../bundle/part-bytes.ts';
import { OtaError, unreadableFile } from '../contracts/failure.ts';
import { checkedImage } from '../emulator/chip-file.ts';
import { createMemoryRegistry, createJsonRegistry } from '../emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip, type FactoryFirmware } from '../emulator/seed-chip.ts';
import type { FirmwareRegistry } from '../ota-core/boot/firmware.ts';
import { slotPartition } from '../ota-core/device/profile.ts';
import type { DeviceProfile } from '../ota-core/device/profile.ts';
import type { FlashGeometry } from '../ota-core/flash/flash.ts';
import { NorFlash } from '../ota-core/flash/nor-flash.ts';
import type { FlashMirror } from '../ota-core/flash/nor-flash.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { appOffsetIn, partFor, rulesOf } from '../ota-core/update/required-part.ts';
import type { DeviceCommandOptions } from './device-options.ts';
import { readable } from './local-files.ts';

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
  throw new OtaError('file/gone', { file: flashFile });
}

/** A chip like it, with a registry of its own: what one device writes, the other does not see. */
export function chipLike({ flash, registry }: Omit<FlashFile, 'close'>): FlashFile {
  const { geometry } = flash;
  return {
    flash: new NorFlash(geometry, { forkOf: flash }),
    registry: createMemoryRegistry(registry.list()),
    close: () => undefined,
  };
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

/** Throws OtaError file/unreadable, or file/no-filesystem where the device could not mount it. */
async function readImage(file: string): Promise<Uint8Array> {
  return checkedImage(new Uint8Array(await (await blobOf(file)).arrayBuffer()), file);
}

async function blobOf(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file);
  } catch (error) {
    throw unreadableFile(file, error);
  }
}

/** A chip in a file, every operation written in order: killing the process is a power cut. */
export interface FlashFile {
  readonly flash: NorFlash;
  readonly registry: FirmwareRegistry;
  close(): void;
}

/** Opens the chip that is kept in `file`; null if there is none. Throws OtaError file/unreadable or other-size. */
export function openFlashFile(file: string, geometry: FlashGeometry): FlashFile | null {
  if (!existsSync(file)) return null;
  const image = readable(file, () => readFileSync(file));
  if (image.length !== geometry.size)
    throw new OtaError('file/other-size', { file, found: image.length, expected: geometry.size });
  const registry = openRegistry(file);
  const mirror = readable(file, () => openMirror(file));
  return {
    flash: new NorFlash(geometry, { image, mirror }),
    registry,
    close: () => mirror.close(),
  };
}

/**
 * Starts a file with a chip that was made ready in memory: first the registry, then the chip under
 * another name, last the name. A process killed in between leaves no chip rather than half of one.
 */
export function createFlashFile(
  file: string,
  content: { readonly flash: NorFlash; readonly registry: FirmwareRegistry },
): void {
  readable(file, () => {
    const kept = createJsonRegistry({
      text: null,
      save: (text) => replaceFile(registryFile(file), text),
    });
    for (const info of content.registry.list()) kept.remember(info);
    replaceFile(file, content.flash.image());
  });
}

/** What firmwares say of themselves lies beside the chip. */
export function registryFile(file: string): string {
  return `${file}.json`;
}

function openRegistry(file: string): FirmwareRegistry {
  const beside = registryFile(file);
  const text = existsSync(beside) ? readable(beside, () => readFileSync(beside, 'utf8')) : null;
  return createJsonRegistry({ text, save: (changed) => replaceFile(beside, changed) });
}

function openMirror(file: string): FlashMirror & { close(): void } {
  const handle = openSync(file, 'r+');
  return {
    write(offset, bytes) {
      for (let done = 0; done < bytes.length;)
        done += writeSync(handle, bytes, done, bytes.length - done, offset + done);
    },
    close: () => closeSync(handle),
  };
}

/** The whole new content or the whole old one, never a piece. */
function replaceFile(file: string, content: string | Uint8Array): void {
  const next = `${file}.${process.pid}.tmp`;
  const handle = openSync(next, 'w');
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let done = 0; done < bytes.length;)
    done += writeSync(handle, bytes, done, bytes.length - done);
  closeSync(handle);
  renameSync(next, file);
}
