import type { FirmwareName } from '../contracts/flash-picture.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import type { FirmwareInfo } from '../ota-core/boot/firmware.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import type { LayoutPartition } from './chip-layout.ts';

const CHUNK_BYTES = 64 * 1024;

/** SHA-256 of a stretch of the chip, lower-case hex. */
export function hashOf(
  flash: Flash,
  stretch: { readonly offset: number; readonly length: number },
  digests: DigestPort,
): string {
  const digest = digests.create('sha256');
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, stretch.length));
  for (let done = 0; done < stretch.length; done += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, stretch.length - done));
    flash.read(stretch.offset + done, part);
    digest.update(part);
  }
  return toHex(digest.digest());
}

/**
 * Which known firmware lies in an app partition, by its exact bytes: what a boot loader asks too.
 * Reads the whole partition once per size on the shelf; remember the answer while nothing is written.
 */
export function findFirmware(
  flash: Flash,
  app: LayoutPartition,
  options: { readonly shelf: readonly FirmwareInfo[]; readonly digests: DigestPort },
): FirmwareName | null {
  const hashes = new Map<number, string>();
  for (const firmware of options.shelf) {
    const length = firmware.sizeBytes;
    if (length === 0 || length > app.size) continue;
    const hash =
      hashes.get(length) ?? hashOf(flash, { offset: app.offset, length }, options.digests);
    hashes.set(length, hash);
    if (hash === firmware.sha256) return { name: firmware.name, version: firmware.version };
  }
  return null;
}
