/**
 * A device personality as data: what chip, which partitions, how the boot state is kept, what an update must bring,
 * how long things take. A platform is what a bundle names; a profile is how a device of that platform is built, and
 * one platform may have several.
 */
import { findImage, type FirmwareRegistry } from '../boot/firmware.ts';
import type { RecordCodec } from '../boot/boot-config-store.ts';
import type { SlotId, AppImage } from '../boot/boot-config.ts';
import type { BootRecord } from '../boot/boot-record.ts';
import type { BootScheme } from '../boot/boot-scheme.ts';
import type { Flash, FlashGeometry } from '../flash/flash.ts';
import { openPartition, type FlashArea } from '../flash/flash-areas.ts';
import { toHex } from '../primitives/bytes.ts';
import type { DigestPort } from '../primitives/digest.ts';
import { invariant } from '../primitives/invariant.ts';
import type { RequiredPart, DigestRule, SrcRule } from '../update/required-part.ts';

/** How the boot state is kept: what a picture of it has to explain. */
export type BootRecordRule =
  /** Two copies of one record, the smaller sequence number is newer. */
  | {
      readonly kind: 'two-records';
      readonly newer: 'smaller';
      readonly codec: RecordCodec<BootRecord>;
    }
  /** otadata names the slot, the larger number is newer; NVS holds the rest. */
  | { readonly kind: 'otadata-and-nvs'; readonly newer: 'larger' }
  /** rBoot's one sector, without a number or a checksum. */
  | { readonly kind: 'one-sector' }
  /** The CC3200's two files, the smaller number is newer, without a checksum. */
  | { readonly kind: 'two-files'; readonly newer: 'smaller' }
  /** Records of the mgos boot loader, one behind the other in two areas; the larger number is newer. */
  | { readonly kind: 'two-areas'; readonly newer: 'larger' };

/** What the firmware has of the filesystem in its slot. */
export type FilesystemRule =
  /** It is mounted, holds updater.dat, and is merged with the old one at the first start of a new image. */
  | 'mounted'
  /**
   * Bytes that an update replaces whole: the CC3200 has it in a container, and the words of an STM32L4 are
   * programmed once. The commit time has a block of its own (commit-time.ts) or is in the boot record.
   */
  | 'opaque';

export interface DeviceProfile {
  readonly name: string;
  /** What Sys.GetInfo reports as `arch` and a manifest must name as `platform`. */
  readonly arch: string;
  readonly geometry: FlashGeometry;
  readonly partitions: PartitionTable;
  readonly requiredParts: readonly RequiredPart[];
  /** Heap of a stock demo firmware, in bytes: a typical figure of the chip, not a measurement. */
  readonly ram: { readonly size: number; readonly free: number };
  /** The code of `Incomplete update package` (boot-schemes.md#esp32 to #stm32-and-rs14100). */
  readonly incompleteCode: number;
  /** Where apps begin, from the start of the chip's own flash; null where bundles do not tell. */
  readonly appOrigin: number | null;
  readonly bootRecord: BootRecordRule;
  readonly filesystem: FilesystemRule;
  /** OTA.SetBootState and OTA.CreateSnapshot are there; elsewhere they fail (ota-service.md#commit-and-boot-state). */
  readonly snapshots: boolean;
  readonly comparesSrc: SrcRule;
  readonly comparesSha1: DigestRule;
  /** From the reply to the last OTA call to the restart (device-core.md#newer-cores: `Rebooting in 500 ms`). */
  readonly updateRebootDelayMs: number;
  /** Sys.Reboot without a delay, OTA.Revert (rpc-methods.md#sys, ota-service.md#commit-and-boot-state). */
  readonly rebootDelayMs: number;
  /** Ends a hung firmware where no commit timer of the boot loader does. */
  readonly watchdogMs: number;
  /** The vendor's form, weaknesses and all: not held to every invariant (docs/BOOT-CONFIG.md). */
  readonly isStock: boolean;
  /** Modelled on a sibling, because nothing of it is public. */
  readonly isGuess: boolean;
  /** `flash` is the whole chip; both ports are kept. */
  createScheme(flash: Flash, ports: SchemePorts): BootScheme;
}

/** The windows of a slot: where an update writes, or where the running firmware lies. */
export function openSlot(
  profile: Pick<DeviceProfile, 'partitions'>,
  flash: Flash,
  slot: 0 | 1,
  scheme?: Pick<BootScheme, 'appPartitionOf'>,
): { readonly app: Flash; readonly fs: Flash } {
  const { app, fs } = slotPlaces(profile, slot, scheme);
  return { app: openPartition(flash, app), fs: openPartition(flash, fs) };
}

/** Where a slot's app and filesystem lie; with a scheme: now, for those that move apps. */
export function slotPlaces(
  { partitions }: Pick<DeviceProfile, 'partitions'>,
  slot: 0 | 1,
  scheme?: Pick<BootScheme, 'appPartitionOf'>,
) {
  const moved = scheme?.appPartitionOf?.(slot);
  const app =
    moved === undefined
      ? slotPartition(partitions, 'app', slot)
      : namedPartition(partitions, moved);
  return { app, fs: slotPartition(partitions, 'fs', slot) };
}

export type PartitionKind =
  | 'boot-record'
  | 'nvs'
  /** Stands for `updater.dat` (commit-time.ts). */
  | 'commit-time'
  | 'app'
  /** Room for an app that must be moved out of the way. */
  | 'spare-app'
  | 'fs';

/** A named area of the chip. */
export interface Partition extends FlashArea {
  readonly name: string;
  readonly kind: PartitionKind;
  /** The slot it belongs to; null for what both slots share. */
  readonly slot: SlotId | null;
}

export type PartitionTable = readonly Partition[];

/** The app or filesystem partition of a slot. Throws an invariant if the table has none. */
export function slotPartition(table: PartitionTable, kind: 'app' | 'fs', slot: SlotId): Partition {
  const found = table.find((partition) => partition.kind === kind && partition.slot === slot);
  invariant(found !== undefined, `no ${kind} partition for slot ${slot}`);
  return found;
}

/** The partition of this name. Throws an invariant if the table has none. */
export function namedPartition(table: PartitionTable, name: string): Partition {
  const found = table.find((partition) => partition.name === name);
  invariant(found !== undefined, `no partition ${name}`);
  return found;
}

/** The partition that an offset of the chip lies in; null between them. */
export function partitionAt(table: PartitionTable, offset: number): Partition | null {
  const inside = ({ offset: start, sizeBytes }: Partition): boolean =>
    offset >= start && offset < start + sizeBytes;
  return table.find(inside) ?? null;
}

/** Of a platform whose scheme keeps it apart; its place follows. */
export const COMMIT_TIME = { name: 'updater.dat', kind: 'commit-time', slot: null } as const;

/** What a boot scheme gets from the device around it. */
export interface SchemePorts {
  readonly digest: DigestPort;
  readonly registry: FirmwareRegistry;
}

/** Finds the image in a slot by what the registry knows of it. */
export function verifier(
  flash: Flash,
  table: PartitionTable,
  ports: SchemePorts,
): (slot: SlotId) => AppImage | null {
  return (slot) => {
    const window = openPartition(flash, slotPartition(table, 'app', slot));
    return findImage(window, ports.registry, ports.digest);
  };
}

/** An image that hangs at its first instruction gets no further; every other one runs its early init. */
export function initializer({ registry }: SchemePorts): (image: AppImage) => boolean {
  return ({ sha256 }) => {
    const known = registry.list().find((info) => info.sha256 === toHex(sha256));
    return known !== undefined && known.behaviour !== 'hangs-at-once';
  };
}

/** Opens partitions of a chip by name. */
export const windows =
  (flash: Flash, table: PartitionTable) =>
  (name: string): Flash =>
    openPartition(flash, namedPartition(table, name));
