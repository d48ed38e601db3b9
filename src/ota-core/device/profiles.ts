/**
 * Device personalities as data: what chip, which partitions, how the boot state is kept, what an update
 * must bring, how long things take. A platform is what a bundle names; a profile is how a device of that
 * platform is built, and one platform may have several.
 */
import { findImage } from '../boot/app-image.ts';
import type { BootScheme } from '../boot/boot-scheme.ts';
import { Esp32Scheme, type Esp32SchemeOptions } from '../boot/esp32-scheme.ts';
import { ReferenceScheme, type ReferenceSchemeOptions } from '../boot/reference-scheme.ts';
import type { Flash, FlashGeometry } from '../flash/flash.ts';
import { openPartition } from '../flash/partition.ts';
import type { DigestPort } from './digest-port.ts';
import type { FirmwareShelf } from './firmware.ts';
import {
  ESP32_PARTITIONS,
  namedPartition,
  REFERENCE_PARTITIONS,
  slotPartition,
  type PartitionTable,
} from './partition-table.ts';

/** A part that an update must bring, with the digest that its manifest must give. */
export interface RequiredPart {
  readonly name: string;
  readonly kind: 'app' | 'fs';
  readonly digest: 'sha1';
}

/** How the boot state is kept: what a picture of it has to explain. */
export type BootRecordRule =
  /** Two copies of one record, the smaller sequence number is newer. */
  | { readonly kind: 'two-records'; readonly newer: 'smaller' }
  /** otadata names the slot, the larger number is newer; NVS holds the rest. */
  | { readonly kind: 'otadata-and-nvs'; readonly newer: 'larger' };

export interface SchemePorts {
  readonly digest: DigestPort;
  readonly shelf: FirmwareShelf;
}

export interface DeviceProfile {
  readonly name: string;
  /** What Sys.GetInfo reports as `arch` and a manifest must name as `platform`. */
  readonly arch: string;
  readonly geometry: FlashGeometry;
  readonly partitions: PartitionTable;
  readonly requiredParts: readonly RequiredPart[];
  readonly bootRecord: BootRecordRule;
  /** From the reply to the last OTA call to the restart (protocol.md 7.6: `Rebooting in 500 ms`). */
  readonly updateRebootDelayMs: number;
  /** Sys.Reboot without a delay, OTA.Revert (protocol.md 1.10, 5.8). */
  readonly rebootDelayMs: number;
  /** Ends a hung firmware where no commit timer of the boot loader does. */
  readonly watchdogMs: number;
  /** `flash` is the whole chip; both ports are kept. */
  createScheme(flash: Flash, ports: SchemePorts): BootScheme;
}

const CHIP_4_MIB: FlashGeometry = {
  size: 0x40_0000,
  eraseSize: 4096,
  programSize: 4,
  wordOnce: false,
};

const COMMON = {
  geometry: CHIP_4_MIB,
  requiredParts: [
    { name: 'app', kind: 'app', digest: 'sha1' },
    { name: 'fs', kind: 'fs', digest: 'sha1' },
  ],
  updateRebootDelayMs: 500,
  rebootDelayMs: 100,
  /** ESP-IDF, CONFIG_BOOTLOADER_WDT_TIME_MS: the RTC watchdog, armed by the boot loader. */
  watchdogMs: 9000,
} as const;

const ESP32_PROFILE: DeviceProfile = {
  ...COMMON,
  name: 'esp32',
  arch: 'esp32',
  partitions: ESP32_PARTITIONS,
  bootRecord: { kind: 'otadata-and-nvs', newer: 'larger' },
  createScheme: (flash, ports) => new Esp32Scheme(esp32SchemeOptions(flash, ports)),
};

const REFERENCE_PROFILE: DeviceProfile = {
  ...COMMON,
  name: 'reference',
  arch: 'esp32',
  partitions: REFERENCE_PARTITIONS,
  bootRecord: { kind: 'two-records', newer: 'smaller' },
  createScheme: (flash, ports) => new ReferenceScheme(referenceSchemeOptions(flash, ports)),
};

/** The platforms that a device can say it is. Without a layout of its own yet, a platform has that of the esp32. */
export const PLATFORMS = [
  'esp32',
  'esp32c3',
  'esp8266',
  'cc3200',
  'cc3220',
  'stm32',
  'rs14100',
] as const;

const PROFILES: readonly DeviceProfile[] = [
  ESP32_PROFILE,
  REFERENCE_PROFILE,
  ...PLATFORMS.slice(1).map((arch) => ({ ...ESP32_PROFILE, name: arch, arch })),
];

/** All names that `profileFor` knows as `profile`. */
export const PROFILE_NAMES: readonly string[] = PROFILES.map(({ name }) => name);

/**
 * The profile of that name, else the plain profile of the platform, else that of the esp32. null for
 * names that nobody knows and for a profile of another platform than the one asked for.
 */
export function profileFor(wanted: {
  readonly platform?: string | undefined;
  readonly profile?: string | undefined;
}): DeviceProfile | null {
  const name = wanted.profile ?? wanted.platform ?? 'esp32';
  const found = PROFILES.find((profile) => profile.name === name) ?? null;
  const { platform } = wanted;
  if (found === null || platform === undefined) return found;
  const isPlatform = PLATFORMS.some((known) => known === platform);
  return isPlatform && found.arch === platform ? found : null;
}

/** Where the hardened esp32 scheme lies on the chip. */
export function esp32SchemeOptions(flash: Flash, ports: SchemePorts): Esp32SchemeOptions {
  const window = windows(flash, ESP32_PARTITIONS);
  const apps = [window('app_0'), window('app_1')] as const;
  return {
    otadata: window('otadata'),
    nvs: window('nvs'),
    verify: (slot) => findImage(apps[slot], ports.shelf, ports.digest),
    watchdogMs: COMMON.watchdogMs,
  };
}

/** Where the reference scheme lies on the chip. */
export function referenceSchemeOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, REFERENCE_PARTITIONS);
  return {
    records: [window('bcfg0'), window('bcfg1')],
    apps: [window('app_0'), window('app_1')],
    digest: ports.digest,
  };
}

/** The windows of a slot: where an update writes, or where the running firmware lies. */
export function openSlot(
  profile: DeviceProfile,
  flash: Flash,
  slot: 0 | 1,
): { readonly app: Flash; readonly fs: Flash } {
  return {
    app: openPartition(flash, slotPartition(profile.partitions, 'app', slot)),
    fs: openPartition(flash, slotPartition(profile.partitions, 'fs', slot)),
  };
}

const windows =
  (flash: Flash, table: PartitionTable) =>
  (name: string): Flash =>
    openPartition(flash, namedPartition(table, name));
