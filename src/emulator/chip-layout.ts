import type { FirmwareName } from '../contracts/flash-picture.ts';
import type { FirmwareInfo } from '../ota-core/boot/firmware.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import { slotPartition, type DeviceProfile, type Partition } from '../ota-core/device/profile.ts';
import { toHex } from '../ota-core/primitives/bytes.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';

/** What the picture of a chip needs of a profile: where things lie, and how people name the slots. */

export interface LayoutPartition {
  readonly name: string;
  /** Chip address, a multiple of the erase block. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

export interface LayoutSlot {
  readonly id: number;
  /** `A`, `B` … as the screen says it. */
  readonly label: string;
  readonly app: LayoutPartition;
  readonly fs: LayoutPartition | null;
}

export interface ChipLayout {
  /** Bytes. */
  readonly sizeBytes: number;
  /** Bytes. */
  readonly eraseSize: number;
  /** In the order of their addresses; places without a name are left out. */
  readonly partitions: readonly LayoutPartition[];
  readonly slots: readonly LayoutSlot[];
}

/** Where things lie on a chip of this profile, as its picture needs it. */
export function chipLayoutOf(profile: DeviceProfile): ChipLayout {
  const { partitions, geometry } = profile;
  const place = ({ name, offset, sizeBytes }: Partition): LayoutPartition => ({
    name,
    offset,
    size: sizeBytes,
  });
  return {
    sizeBytes: geometry.size,
    eraseSize: geometry.eraseSize,
    partitions: partitions.map(place),
    slots: ([0, 1] as const).map((id) => ({
      id,
      label: id === 0 ? 'A' : 'B',
      app: place(slotPartition(partitions, 'app', id)),
      fs: place(slotPartition(partitions, 'fs', id)),
    })),
  };
}

/** One place of the chip, to scale. */
export interface ChipPlace {
  /** null: a gap between partitions. */
  readonly name: string | null;
  /** Chip address and bytes. */
  readonly offset: number;
  readonly length: number;
  readonly slot: number | null;
}

/** The whole chip in the order of its addresses, with the gaps between partitions. */
export function placesOf(profile: DeviceProfile): readonly ChipPlace[] {
  const places: ChipPlace[] = [];
  let end = 0;
  const gapTo = (offset: number): void => {
    if (offset > end) places.push({ name: null, offset: end, length: offset - end, slot: null });
  };
  const inOrder = [...profile.partitions].sort((a, b) => a.offset - b.offset);
  for (const { name, offset, sizeBytes, slot } of inOrder) {
    gapTo(offset);
    places.push({ name, offset, length: sizeBytes, slot });
    end = offset + sizeBytes;
  }
  gapTo(profile.geometry.size);
  return places;
}

/** More boxes than these do not fit beside each other on a phone (design of the flash picture). */
const MOST_CELLS = 32;

/** Bytes behind one box: the erase block, doubled until a slot has at most 32 boxes. */
export function cellBytesOf(layout: ChipLayout): number {
  let bytes = layout.eraseSize;
  const boxes = (slot: LayoutSlot) =>
    Math.ceil(slot.app.size / bytes) + Math.ceil((slot.fs?.size ?? 0) / bytes);
  while (layout.slots.some((slot) => boxes(slot) > MOST_CELLS)) bytes *= 2;
  return bytes;
}

/** The partition an address lies in. */
export function layoutPartitionAt(layout: ChipLayout, offset: number): LayoutPartition | null {
  return layout.partitions.find((p) => offset >= p.offset && offset < p.offset + p.size) ?? null;
}

/** The slot an address lies in. */
export function slotAt(layout: ChipLayout, offset: number): LayoutSlot | null {
  const inside = (p: LayoutPartition | null) =>
    p !== null && offset >= p.offset && offset < p.offset + p.size;
  return layout.slots.find((slot) => inside(slot.app) || inside(slot.fs)) ?? null;
}

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
 * Reads the whole partition once per size in the registry; remember the answer while nothing is written.
 */
export function findFirmware(
  flash: Flash,
  app: LayoutPartition,
  options: { readonly registry: readonly FirmwareInfo[]; readonly digests: DigestPort },
): FirmwareName | null {
  const hashes = new Map<number, string>();
  for (const firmware of options.registry) {
    const length = firmware.sizeBytes;
    if (length === 0 || length > app.size) continue;
    const hash =
      hashes.get(length) ?? hashOf(flash, { offset: app.offset, length }, options.digests);
    hashes.set(length, hash);
    if (hash === firmware.sha256) return { name: firmware.name, version: firmware.version };
  }
  return null;
}
