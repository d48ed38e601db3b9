import { eraseBlocksOf, eraseSpan } from '../flash/flash-areas.ts';
import type { Flash } from '../flash/flash.ts';
import { bytesEqual, fromHex } from '../primitives/bytes.ts';
import type { DigestPort } from '../primitives/digest.ts';
import type { AppImage } from './boot-config.ts';

/**
 * What a firmware says of itself, as if compiled in. A real image carries name, version and build id
 * inside its code; made-up images cannot, so the emulated chip keeps them beside the flash, keyed by
 * the SHA-256 of the app bytes.
 */
export interface FirmwareInfo {
  readonly name: string;
  readonly version: string;
  readonly buildId: string;
  readonly sizeBytes: number;
  /** Lower-case hex of the app bytes. */
  readonly sha256: string;
  /** How the image behaves when started: what the emulator's faults and the tests set. */
  readonly behaviour: FirmwareBehaviour;
}

/** `eats-memory`: it works, but leaves little of the memory free. */
const FIRMWARE_BEHAVIOURS = ['works', 'eats-memory', 'hangs-at-once', 'crashes'] as const;
export type FirmwareBehaviour = (typeof FIRMWARE_BEHAVIOURS)[number];

/** For what was read from outside. */
export const isFirmwareBehaviour = (value: unknown): value is FirmwareBehaviour =>
  FIRMWARE_BEHAVIOURS.some((behaviour) => behaviour === value);

/** It runs and answers. */
export const isAlive = (behaviour: FirmwareBehaviour): boolean =>
  behaviour === 'works' || behaviour === 'eats-memory';

/** Kept by the host beside the chip (file, OPFS, memory); synchronous like the chip. */
export interface FirmwareRegistry {
  list(): readonly FirmwareInfo[];
  /** Called when an app part was verified in flash, before the boot configuration is flipped. */
  remember(info: FirmwareInfo): void;
}

/** SHA-256 of the first `sizeBytes` of an app partition. */
export function digestOfSlot(flash: Flash, sizeBytes: number, digests: DigestPort): Uint8Array {
  const digest = digests.create('sha256');
  const buffer = new Uint8Array(Math.min(sizeBytes, flash.geometry.eraseSize));
  for (let at = 0; at < sizeBytes; at += buffer.length) {
    const piece = buffer.subarray(0, Math.min(buffer.length, sizeBytes - at));
    flash.read(at, piece);
    digest.update(piece);
  }
  return digest.digest();
}

/** Whether the partition holds exactly this image. */
export function holdsImage(flash: Flash, image: AppImage, digests: DigestPort): boolean {
  const fits = image.sizeBytes > 0 && image.sizeBytes <= flash.geometry.size;
  return fits && bytesEqual(digestOfSlot(flash, image.sizeBytes, digests), image.sha256);
}

/**
 * The image in a partition, found by its bytes among the firmwares that exist; null for anything else.
 * It stands for the digest that a real image carries in itself: what nobody ever built does not start.
 */
export function findImage(
  flash: Flash,
  registry: FirmwareRegistry,
  digests: DigestPort,
): AppImage | null {
  for (const { sizeBytes, sha256 } of registry.list()) {
    const image = { sizeBytes, sha256: fromHex(sha256) ?? new Uint8Array(0) };
    if (holdsImage(flash, image, digests)) return image;
  }
  return null;
}

/** STM32_BOOT_IO_SIZE (mgos_boot_main.c): images are moved in pieces of exactly this size. */
const PIECE_BYTES = 2048;

/** Moves an image block by block: each is erased just before it is written. */
export function copyImage(from: Flash, to: Flash, sizeBytes: number): void {
  const piece = new Uint8Array(PIECE_BYTES);
  const blocks = eraseBlocksOf(to.geometry, 0, eraseSpan(to.geometry, sizeBytes));
  for (const { offset, length } of blocks) {
    to.erase(offset, length);
    for (let at = offset; at < Math.min(offset + length, sizeBytes); at += PIECE_BYTES) {
      from.read(at, piece);
      to.program(at, piece);
    }
  }
}
