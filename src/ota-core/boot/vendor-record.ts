/**
 * What is written into a vendor's boot record: fields of text, and the extension behind the vendor's own bytes, for what
 * the record does not say and a safe boot loader must know: the images by size and digest, the commit time, whether the
 * attempt is spent, and a checksum over all of it.
 */
import { crc32 } from '../primitives/crc32.ts';
import type { AppImage, BootConfig, SlotId } from './boot-config.ts';
import type { BootRecord } from './boot-record.ts';

/**
 * Writes `text` at `at` as C keeps it: Latin, ended by a zero where it is shorter than the field, whose rest is zeros.
 * Longer text is cut off.
 */
export function putFixedText(
  bytes: Uint8Array,
  text: string,
  field: { readonly at: number; readonly size: number },
): void {
  const { at, size } = field;
  bytes.fill(0, at, at + size);
  for (let index = 0; index < Math.min(text.length, size); index += 1)
    bytes[at + index] = text.charCodeAt(index);
}

/** The text of such a field. */
export function fixedText(bytes: Uint8Array, at: number, size: number): string {
  const field = bytes.subarray(at, at + size);
  const end = field.indexOf(0);
  return String.fromCharCode(...field.subarray(0, end < 0 ? size : end));
}

/** The extension has 80 bytes: time-out 4, state 1, three of padding, two images of 36. The CRC-32 is the last word of the record. */
const IMAGE_SIZE = 36;
const IMAGES_AT = 8;
const STATE = {
  committed: 1,
  firstBoot: 2,
  mergeFs: 4,
  backTo1: 8,
  backTo0: 16,
  active1: 32,
} as const;
const NO_IMAGE = 0xffff_ffff;

export function putExtension(bytes: Uint8Array, at: number, { config, images }: BootRecord): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(at, config.commitTimeoutMs ?? 0, true);
  bytes[at + 4] = stateOf(config);
  bytes.fill(0, at + 5, at + IMAGES_AT);
  images.forEach((image, slot) => {
    const place = at + IMAGES_AT + slot * IMAGE_SIZE;
    view.setUint32(place, image?.sizeBytes ?? NO_IMAGE, true);
    if (image === null) bytes.fill(0xff, place + 4, place + IMAGE_SIZE);
    else bytes.set(image.sha256, place + 4);
  });
}

export function readExtension(bytes: Uint8Array, at: number): BootRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const state = bytes[at + 4] ?? 0;
  const has = (flag: number): boolean => (state & flag) !== 0;
  const imageOf = (slot: SlotId): AppImage | null => {
    const place = at + IMAGES_AT + slot * IMAGE_SIZE;
    const sizeBytes = view.getUint32(place, true);
    if (sizeBytes === NO_IMAGE) return null;
    return { sizeBytes, sha256: bytes.slice(place + 4, place + IMAGE_SIZE) }; // outlives the buffer
  };
  const config: BootConfig = {
    activeSlot: has(STATE.active1) ? 1 : 0,
    revertSlot: has(STATE.backTo0) ? 0 : has(STATE.backTo1) ? 1 : null,
    committed: has(STATE.committed),
    firstBoot: has(STATE.firstBoot),
    mergeFs: has(STATE.mergeFs),
    commitTimeoutMs: view.getUint32(at, true),
  };
  return { config, images: [imageOf(0), imageOf(1)] };
}

/** Puts the CRC-32 of everything before it into the last four bytes. */
export function sealRecord(bytes: Uint8Array): Uint8Array {
  const at = bytes.length - 4;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes;
}

export function isSealed(bytes: Uint8Array): boolean {
  const at = bytes.length - 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint32(at, true) === crc32(bytes.subarray(0, at));
}

function stateOf(config: BootConfig): number {
  const { activeSlot, revertSlot } = config;
  return (
    (config.committed ? STATE.committed : 0) |
    (config.firstBoot ? STATE.firstBoot : 0) |
    (config.mergeFs ? STATE.mergeFs : 0) |
    (revertSlot === 1 ? STATE.backTo1 : revertSlot === 0 ? STATE.backTo0 : 0) |
    (activeSlot === 1 ? STATE.active1 : 0)
  );
}
