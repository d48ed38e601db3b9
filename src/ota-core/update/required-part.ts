import type { SlotId } from '../boot/boot-config.ts';
import { refuseUpdate, type UpdateRefusal } from './updater.ts';
import type { Manifest, ManifestPart } from './manifest.ts';

/**
 * A part that goes into a slot, with the digest that its manifest must give
 * (bundle.md#manifests-by-platform, boot-schemes.md#esp32 to #cc3200).
 */
export interface RequiredPart {
  /** Key in `parts`; null: the part is told by its type, because its key is the name of a file (CC3200). */
  readonly name: string | null;
  readonly kind: 'app' | 'fs';
  readonly digest: 'sha1';
  /** An update may come without it: what the running slot has is carried over then. */
  readonly isOptional?: boolean;
  /** Only for an update of this slot: the RS14100 has an image for each. */
  readonly slot?: SlotId;
  /** What is special about the part on this platform. */
  readonly form?: PartForm;
}

export type PartForm =
  /** `addr` is where the image of the slot is linked: it runs from nowhere else. */
  | 'linked'
  /** `addr` and `addr1` are where the first and the second slot have it (boot-schemes.md#esp8266). */
  | 'placed'
  /**
   * One file of boot loader, its configuration, filesystem and app, in this order
   * (boot-schemes.md#stm32-and-rs14100).
   */
  | 'flash-image'
  | 'loaded-app'
  /** A container with its description behind the filesystem (boot-schemes.md#cc3200). */
  | 'fs-container';

/**
 * How an entry of the archive is found to be a part. `beginning`: over the length of `src` alone, so `app.sig` is
 * taken for `app` (OC18 esp32_updater.c and esp_updater.c).
 */
export type SrcRule = 'whole' | 'beginning';

/** `lower-case`: a SHA-1 in upper case matches nothing (OC18 esp32_updater.c compares text; esp_updater.c does not). */
export type DigestRule = 'any-case' | 'lower-case';

/** Would the device take this entry for the part? */
export const isEntryOf = (rule: SrcRule, { src }: Pick<ManifestPart, 'src'>, entry: string) =>
  src !== null && (rule === 'whole' ? entry === src : entry.startsWith(src));

/** The rules that an update of this slot follows. */
export const rulesOf = (rules: readonly RequiredPart[], slot: SlotId): readonly RequiredPart[] =>
  rules.filter((rule) => rule.slot === undefined || rule.slot === slot);

/** Is this the part that a rule means? */
export const isPartOf = (
  { name, kind }: RequiredPart,
  part: Pick<ManifestPart, 'name' | 'type'>,
): boolean => (name === null ? part.type === kind : part.name === name);

/** The part of the manifest that a rule means. */
export const partFor = (
  rule: RequiredPart,
  { parts }: Pick<Manifest, 'parts'>,
): ManifestPart | null => parts.find((part) => isPartOf(rule, part)) ?? null;

/** How many bytes of the file come before the app. */
export function appOffsetIn({ form }: RequiredPart, part: ManifestPart): number {
  if (form !== 'flash-image') return 0;
  return (part.blSize ?? 0) + (part.blCfgSize ?? 0) + (part.fsSize ?? 0);
}

export interface SlotPlace {
  readonly slot: SlotId;
  /** Bytes of the partition the part goes to. */
  readonly capacity: number;
  /** Chip address of that partition. */
  readonly address: number;
  /** Where every app of the platform begins, from the start of its flash; null where that is not told. */
  readonly appOrigin: number | null;
}

const PIECE = 512;
const LEAST_LOAD_ADDRESS = 0x2000_0000;

/** Why a part cannot be written there, beside its size; null: it can. */
export function judgeForm(
  { form }: RequiredPart,
  part: ManifestPart,
  place: SlotPlace,
): UpdateRefusal | null {
  if (form === undefined) return null;
  switch (form) {
    case 'linked':
      return part.addr === null || part.addr === place.address ? null : INVALID_MANIFEST;
    case 'placed':
      return isPlaced(part, place) ? null : INVALID_MANIFEST;
    case 'flash-image':
      return judgeFlashImage(part, place);
    case 'loaded-app':
      return (part.loadAddr ?? 0) >= LEAST_LOAD_ADDRESS
        ? null
        : refuseUpdate(-1, 'Bad/missing app load_addr');
    case 'fs-container':
      return wrongGeometry(part) === null ? null : refuseUpdate(-1, 'Missing FS parameters');
  }
}

const INVALID_MANIFEST = refuseUpdate(-1, 'Invalid manifest');

/** An `addr` of 0 is none (boot-schemes.md#esp8266), and the slot to be written must be where it says. */
function isPlaced({ addr, addr1 }: ManifestPart, { slot, address }: SlotPlace): boolean {
  if (addr === null || addr === 0) return false;
  return (slot === 0 ? addr : addr1) === address;
}

/** An app that is linked for another place than where apps begin here would never start. */
function judgeFlashImage(part: ManifestPart, place: SlotPlace): UpdateRefusal | null {
  const sizes = [part.blSize ?? 0, part.blCfgSize ?? 0, part.fsSize ?? 0];
  const offset = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.some((size) => size % PIECE !== 0)) return refuseUpdate(-7, 'Invalid size');
  if (offset !== place.appOrigin) return refuseUpdate(-7, 'Invalid size');
  return part.updateBl ? refuseUpdate(-6, 'Failed to open bl_dev') : null;
}

/** SPIFFS numbers its pages in 16 bits, and the last number is none (pellepl/spiffs, spiffs_nucleus.h). */
const MOST_PAGES = 0xffff;
/** Numbers of the manifest have 32 bits at most. */
const isPowerOfTwo = (size: number): boolean => size > 0 && (size & (size - 1)) === 0;

/**
 * Which number of a container's geometry no SPIFFS on a flash has; null: it can be mounted. A flash erases in powers of two;
 * a block is whole erase blocks, a page a part of it.
 * QUIRK(OC18 cc3200_updater.c): stock refuses only zeros. What else is wrong it writes, and the new firmware does not mount.
 */
export function wrongGeometry(
  part: ManifestPart,
): 'fs_size' | 'fs_block_size' | 'fs_page_size' | 'fs_erase_size' | null {
  const [size = 0, block = 0, page = 0, erase = 0] = containerSizes(part);
  if (!isPowerOfTwo(erase)) return 'fs_erase_size';
  if (!isPowerOfTwo(block) || block < erase) return 'fs_block_size';
  if (!isPowerOfTwo(page) || page >= block) return 'fs_page_size';
  const isWhole = size >= block && size <= (part.size ?? 0) && size / page <= MOST_PAGES;
  return isWhole ? null : 'fs_size';
}

const containerSizes = (part: ManifestPart): readonly number[] =>
  [part.fsSize, part.fsBlockSize, part.fsPageSize, part.fsEraseSize].map((size) => size ?? 0);

const META_SIZE = 64;
const FS_INITIAL_SEQ = 0xffff_ffff_ffff_fffen;

/**
 * What a container has behind its filesystem: u64 number, then size, block, page and erase size
 * (boot-schemes.md#cc3200).
 */
export function containerMeta(part: ManifestPart): Uint8Array {
  const bytes = new Uint8Array(META_SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, FS_INITIAL_SEQ, true);
  containerSizes(part).forEach((size, index) => view.setUint32(8 + index * 4, size, true));
  return bytes;
}
