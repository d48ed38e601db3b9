/**
 * A chip as one file, to take along or to send: a zip archive of
 *
 *   chip.json   what is kept beside the flash: profile, device id, the firmwares it knows, the digest
 *   flash.bin   every byte of the flash, from address 0
 *
 * `flash.bin` is what `npm run device -- --flash FILE` reads. A file is only taken if all of it holds. So is the image of a
 * filesystem alone, with which a fresh chip can start.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { OtaError } from '../contracts/failure.ts';
import type { FailureFacts } from '../contracts/failure.ts';
import { orElse } from '../ota-core/fs/filesystem.ts';
import { openImage } from '../ota-core/fs/open-filesystem.ts';
import { digestBytes, type DigestPort } from '../ota-core/primitives/digest.ts';
import { isFirmwareBehaviour } from '../ota-core/boot/firmware.ts';
import type { FirmwareInfo } from '../ota-core/boot/firmware.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';

export interface ChipContent {
  readonly profile: string;
  /** For example esp32_0A1B2C. */
  readonly deviceId: string;
  readonly firmwares: readonly FirmwareInfo[];
  /** Every byte of the flash. */
  readonly flash: Uint8Array;
}

export interface ChipFileLimits {
  /** Bytes of the flash of each profile this emulator knows. */
  readonly sizeOf: (profile: string) => number | null;
  readonly digests: DigestPort;
}

const FORMAT = 'slipway-chip';
const VERSION = 1;
/** What is kept beside the flash is names and digests: more than this is not ours. */
const MOST_JSON_BYTES = 256 * 1024;
const MOST_FLASH_BYTES = 64 * 1024 * 1024;

/** The result is owned by the caller. */
export function packChip(content: ChipContent, digests: DigestPort): Uint8Array {
  const { profile, deviceId, firmwares, flash } = content;
  const sha256 = toHex(digestBytes(flash, 'sha256', digests));
  const about = { format: FORMAT, version: VERSION, profile, deviceId, sha256, firmwares };
  const json = strToU8(`${JSON.stringify(about, null, 2)}\n`);
  return zipSync({ 'chip.json': json, 'flash.bin': flash }, { level: 6 });
}

/** Borrows `bytes`. Throws OtaError file/no-chip, unknown-profile or other-size: the first thing that does not hold. */
export function parseChip(
  bytes: Uint8Array,
  fileName: string,
  limits: ChipFileLimits,
): ChipContent {
  const noChip = (reason: FailureFacts['file/no-chip']['reason']): OtaError =>
    OtaError.from(new OtaError('file/no-chip', { file: fileName, reason }));
  const files = unpack(bytes);
  if (files === null) throw noChip('no-archive');
  const about = parseAbout(files.json);
  if (about === null) throw noChip('no-facts');
  const { flash } = files;
  const expected = limits.sizeOf(about.profile);
  if (expected === null)
    throw new OtaError('file/unknown-profile', { file: fileName, name: about.profile });
  if (flash.length !== expected)
    throw new OtaError('file/other-size', { file: fileName, found: flash.length, expected });
  if (toHex(digestBytes(flash, 'sha256', limits.digests)) !== about.sha256) throw noChip('digest');
  return { profile: about.profile, deviceId: about.deviceId, firmwares: about.firmwares, flash };
}

function unpack(bytes: Uint8Array): { readonly json: string; readonly flash: Uint8Array } | null {
  const most: Readonly<Record<string, number>> = {
    'chip.json': MOST_JSON_BYTES,
    'flash.bin': MOST_FLASH_BYTES,
  };
  try {
    const files = unzipSync(bytes, {
      filter: (file) => file.originalSize <= (most[file.name] ?? -1),
    });
    const [json, flash] = [files['chip.json'], files['flash.bin']];
    return json === undefined || flash === undefined ? null : { json: strFromU8(json), flash };
  } catch {
    return null; // fflate says why it could not read an archive; that it is none is all that counts
  }
}

interface About {
  readonly profile: string;
  readonly deviceId: string;
  readonly sha256: string;
  readonly firmwares: readonly FirmwareInfo[];
}

function parseAbout(text: string): About | null {
  const value = parseJson(text);
  if (!isRecord(value) || value['format'] !== FORMAT || value['version'] !== VERSION) return null;
  const { profile, deviceId, sha256, firmwares } = value;
  if (!isWord(profile) || !isWord(deviceId) || !isDigest(sha256)) return null;
  if (!Array.isArray(firmwares) || !firmwares.every(isFirmware)) return null;
  return { profile, deviceId, sha256, firmwares };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // not JSON: refused like JSON of another shape
  }
}

function isFirmware(value: unknown): value is FirmwareInfo {
  if (!isRecord(value)) return false;
  const { name, version, buildId, sizeBytes, sha256, behaviour } = value;
  const words = [name, version, buildId].every(isWord);
  const sized = typeof sizeBytes === 'number' && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0;
  return words && sized && isDigest(sha256) && isFirmwareBehaviour(behaviour);
}

/** Short text without control characters: what names, versions and ids are. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{Cc}]{0,128}$/u.test(value);
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The image itself, which a device could mount. Throws OtaError file/no-filesystem with what is wrong in it. */
export function checkedImage(image: Uint8Array, file: string): Uint8Array {
  return orElse(
    () => {
      openImage(image);
      return image;
    },
    ({ detail }) => {
      throw new OtaError('file/no-filesystem', { file, detail });
    },
  );
}
