/**
 * Device personalities as data: what chip, which partitions, how the boot state is kept, what an update
 * must bring, how long things take. A platform is what a bundle names; a profile is how a device of that
 * platform is built, and one platform may have several. The plain name of a platform is the form that is held to
 * every invariant, but for `esp8266`; `-stock` is the vendor's, byte for byte and with its weaknesses.
 */
import { bootRecordCodec, type BootRecord } from '../boot/boot-record.ts';
import type { RecordCodec } from '../boot/boot-config-store.ts';
import type { BootScheme } from '../boot/boot-scheme.ts';
import { Cc3200Scheme } from '../boot/cc3200-scheme.ts';
import { Esp32Scheme } from '../boot/esp32-scheme.ts';
import { Esp32StockScheme } from '../boot/esp32-stock-scheme.ts';
import { MgosBootScheme } from '../boot/mgos-boot-scheme.ts';
import { RbootScheme } from '../boot/rboot-scheme.ts';
import { ReferenceScheme } from '../boot/reference-scheme.ts';
import type { Flash, FlashGeometry } from '../flash/flash.ts';
import { openPartition } from '../flash/partition.ts';
import type { RequiredPart } from '../update/required-part.ts';
import {
  ESP32_PARTITIONS,
  namedPartition,
  REFERENCE_PARTITIONS,
  slotPartition,
  type PartitionTable,
} from './partition-table.ts';
import {
  CC3200_PARTITIONS,
  ESP8266_HARDENED_PARTITIONS,
  ESP8266_PARTITIONS,
  RS14100_PARTITIONS,
  serialFlash,
  STM32_APP_AT,
  STM32_GEOMETRY,
  STM32_MIXED_GEOMETRY,
  STM32_MIXED_PARTITIONS,
  STM32_PARTITIONS,
} from './partition-tables.ts';
import {
  CC3200_RECORD_CODEC,
  CC3200_WATCHDOG_MS,
  cc3200HardenedOptions,
  cc3200SchemeOptions,
  ESP32_WATCHDOG_MS,
  esp32SchemeOptions,
  esp32StockOptions,
  ESP8266_RECORD_CODEC,
  ESP8266_WATCHDOG_MS,
  mgosSchemeOptions,
  rbootHardenedOptions,
  rbootSchemeOptions,
  referenceSchemeOptions,
  type SchemePorts,
} from './scheme-places.ts';

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

export interface DeviceProfile {
  readonly name: string;
  /** What Sys.GetInfo reports as `arch` and a manifest must name as `platform`. */
  readonly arch: string;
  readonly geometry: FlashGeometry;
  readonly partitions: PartitionTable;
  readonly requiredParts: readonly RequiredPart[];
  /** The code of `Incomplete update package` (protocol.md 7.8 to 7.10). */
  readonly incompleteCode: number;
  /** Where apps begin, from the start of the chip's own flash; null where bundles do not tell. */
  readonly appOrigin: number | null;
  readonly bootRecord: BootRecordRule;
  /** From the reply to the last OTA call to the restart (protocol.md 7.6: `Rebooting in 500 ms`). */
  readonly updateRebootDelayMs: number;
  /** Sys.Reboot without a delay, OTA.Revert (protocol.md 1.10, 5.8). */
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

const part = (kind: 'app' | 'fs', name: string | null): RequiredPart => ({
  name,
  kind,
  digest: 'sha1',
});

const COMMON = {
  geometry: serialFlash(0x40_0000),
  requiredParts: [part('app', 'app'), part('fs', 'fs')],
  incompleteCode: -3,
  appOrigin: null,
  updateRebootDelayMs: 500,
  rebootDelayMs: 100,
  watchdogMs: ESP32_WATCHDOG_MS,
  isStock: false,
  isGuess: false,
} as const;

const ESP32: DeviceProfile = {
  ...COMMON,
  name: 'esp32',
  arch: 'esp32',
  partitions: ESP32_PARTITIONS,
  bootRecord: { kind: 'otadata-and-nvs', newer: 'larger' },
  createScheme: (flash, ports) => new Esp32Scheme(esp32SchemeOptions(flash, ports)),
};

const ESP32_STOCK: DeviceProfile = {
  ...ESP32,
  name: 'esp32-stock',
  isStock: true,
  createScheme: (flash, ports) => new Esp32StockScheme(esp32StockOptions(flash, ports)),
};

const REFERENCE: DeviceProfile = {
  ...COMMON,
  name: 'reference',
  arch: 'esp32',
  partitions: REFERENCE_PARTITIONS,
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: bootRecordCodec },
  createScheme: (flash, ports) => new ReferenceScheme(referenceSchemeOptions(flash, ports)),
};

/** SHA-1 is all that this platform's manifests must have; the part is called `fw`. */
const ESP8266: DeviceProfile = {
  ...COMMON,
  name: 'esp8266',
  arch: 'esp8266',
  geometry: serialFlash(0x20_0000),
  partitions: ESP8266_PARTITIONS,
  requiredParts: [{ ...part('app', 'fw'), form: 'linked' }, part('fs', 'fs')],
  watchdogMs: ESP8266_WATCHDOG_MS,
  isStock: true,
  bootRecord: { kind: 'one-sector' },
  createScheme: (flash, ports) => new RbootScheme(rbootSchemeOptions(flash, ports)),
};

const ESP8266_HARDENED: DeviceProfile = {
  ...ESP8266,
  name: 'esp8266-hardened',
  partitions: ESP8266_HARDENED_PARTITIONS,
  isStock: false,
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: ESP8266_RECORD_CODEC },
  createScheme: (flash, ports) => new ReferenceScheme(rbootHardenedOptions(flash, ports)),
};

const CC3200: DeviceProfile = {
  ...COMMON,
  name: 'cc3200',
  arch: 'cc3200',
  geometry: serialFlash(0x10_0000),
  partitions: CC3200_PARTITIONS,
  requiredParts: [
    { ...part('app', null), form: 'loaded-app' },
    { ...part('fs', null), form: 'fs-container', isOptional: true },
  ],
  watchdogMs: CC3200_WATCHDOG_MS,
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: CC3200_RECORD_CODEC },
  createScheme: (flash, ports) => new ReferenceScheme(cc3200HardenedOptions(flash, ports)),
};

const CC3200_STOCK: DeviceProfile = {
  ...CC3200,
  name: 'cc3200-stock',
  isStock: true,
  bootRecord: { kind: 'two-files', newer: 'smaller' },
  createScheme: (flash, ports) => new Cc3200Scheme(cc3200SchemeOptions(flash, ports)),
};

const FS_OPTIONAL: RequiredPart = { ...part('fs', 'fs'), isOptional: true };

const STM32: DeviceProfile = {
  ...COMMON,
  name: 'stm32',
  arch: 'stm32',
  geometry: STM32_GEOMETRY,
  partitions: STM32_PARTITIONS,
  requiredParts: [{ ...part('app', 'app'), form: 'flash-image' }, FS_OPTIONAL],
  incompleteCode: -2,
  appOrigin: STM32_APP_AT,
  bootRecord: { kind: 'two-areas', newer: 'larger' },
  createScheme: mgosScheme({ partitions: STM32_PARTITIONS, platform: 'stm32', isStock: false }),
};

const STM32_STOCK: DeviceProfile = {
  ...STM32,
  name: 'stm32-stock',
  isStock: true,
  createScheme: mgosScheme({ partitions: STM32_PARTITIONS, platform: 'stm32', isStock: true }),
};

const STM32_MIXED: DeviceProfile = {
  ...STM32,
  name: 'stm32-mixed',
  geometry: STM32_MIXED_GEOMETRY,
  partitions: STM32_MIXED_PARTITIONS,
  createScheme: mgosScheme({
    partitions: STM32_MIXED_PARTITIONS,
    platform: 'stm32',
    isStock: false,
  }),
};

const RS14100: DeviceProfile = {
  ...COMMON,
  name: 'rs14100',
  arch: 'rs14100',
  partitions: RS14100_PARTITIONS,
  requiredParts: [
    { ...part('app', 'app0'), form: 'linked', slot: 0 },
    { ...part('app', 'app1'), form: 'linked', slot: 1 },
    FS_OPTIONAL,
  ],
  incompleteCode: -2,
  bootRecord: { kind: 'two-areas', newer: 'larger' },
  createScheme: mgosScheme({ partitions: RS14100_PARTITIONS, platform: 'rs14100', isStock: false }),
};

const RS14100_STOCK: DeviceProfile = {
  ...RS14100,
  name: 'rs14100-stock',
  isStock: true,
  createScheme: mgosScheme({ partitions: RS14100_PARTITIONS, platform: 'rs14100', isStock: true }),
};

/** The platforms that a device can say it is. */
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
  ESP32,
  { ...ESP32, name: 'esp32c3', arch: 'esp32c3' },
  ESP32_STOCK,
  REFERENCE,
  ESP8266,
  ESP8266_HARDENED,
  CC3200,
  CC3200_STOCK,
  { ...CC3200, name: 'cc3220', arch: 'cc3220', isGuess: true },
  STM32,
  STM32_STOCK,
  STM32_MIXED,
  RS14100,
  RS14100_STOCK,
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

function mgosScheme(place: Parameters<typeof mgosSchemeOptions>[2]): DeviceProfile['createScheme'] {
  return (flash, ports) => new MgosBootScheme(mgosSchemeOptions(flash, ports, place));
}
