/** Where each boot scheme that is not an ESP32's lies on its chip. */
import type { SlotId } from '../boot/boot-config.ts';
import type { Cc3200SchemeOptions } from '../boot/cc3200-scheme.ts';
import { cc3200RecordCodec, type Cc3200Files } from '../boot/cc3200-record.ts';
import { CommitTime } from '../boot/commit-time.ts';
import { MGOS_SLOT_FLAG, type MgosSlot } from '../boot/mgos-boot-record.ts';
import type { MgosBootSchemeOptions } from '../boot/mgos-boot-scheme.ts';
import { rbootRecordCodec, type RbootLayout } from '../boot/rboot-record.ts';
import type { RbootSchemeOptions } from '../boot/rboot-scheme.ts';
import type { ReferenceSchemeOptions } from '../boot/reference-scheme.ts';
import type { Flash } from '../flash/flash.ts';
import { slotPartition, type PartitionTable } from './partition-table.ts';
import {
  CC3200_PARTITIONS,
  ESP8266_HARDENED_PARTITIONS,
  ESP8266_PARTITIONS,
  STM32_APP_AT,
} from './partition-tables.ts';
import { initializer, verifier, windows, type SchemePorts } from './scheme-ports.ts';

/** The hardware watchdog of the ESP8266. */
export const ESP8266_WATCHDOG_MS = 8000;
/** MGOS_WDT_TIMEOUT of the CC3200 port. */
export const CC3200_WATCHDOG_MS = 30_000;

const CC3200_FILES: Cc3200Files = { app: 'demo.bin', fs: 'spiffs.img' };

/** What the vendor's struct says of the two slots of a 2 MB chip. */
const RBOOT_LAYOUT = [0, 1].map((slot) => {
  const id: SlotId = slot === 1 ? 1 : 0;
  const app = slotPartition(ESP8266_PARTITIONS, 'app', id);
  const fs = slotPartition(ESP8266_PARTITIONS, 'fs', id);
  return {
    address: app.offset,
    sizeBytes: app.sizeBytes,
    fsAddress: fs.offset,
    fsSizeBytes: fs.sizeBytes,
  };
});
const [FIRST, SECOND] = RBOOT_LAYOUT;
const EMPTY = { address: 0, sizeBytes: 0, fsAddress: 0, fsSizeBytes: 0 };
const LAYOUT: RbootLayout = [FIRST ?? EMPTY, SECOND ?? EMPTY];

export const ESP8266_RECORD_CODEC = rbootRecordCodec(LAYOUT);
export const CC3200_RECORD_CODEC = cc3200RecordCodec(CC3200_FILES);

export function rbootSchemeOptions(flash: Flash, ports: SchemePorts): RbootSchemeOptions {
  const window = windows(flash, ESP8266_PARTITIONS);
  return {
    sector: window('boot_cfg'),
    commitTime: new CommitTime(window('updater.dat')),
    layout: LAYOUT,
    verify: verifier(flash, ESP8266_PARTITIONS, ports),
    watchdogMs: ESP8266_WATCHDOG_MS,
  };
}

/** Two copies of the vendor's struct with what makes them safe, kept as the reference scheme keeps its records. */
export function rbootHardenedOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, ESP8266_HARDENED_PARTITIONS);
  return {
    records: [window('boot_cfg'), window('boot_cfg2')],
    apps: [window('fw_0'), window('fw_1')],
    digest: ports.digest,
    store: { codec: ESP8266_RECORD_CODEC },
  };
}

export function cc3200SchemeOptions(flash: Flash, ports: SchemePorts): Cc3200SchemeOptions {
  const window = windows(flash, CC3200_PARTITIONS);
  return {
    configs: [window('mg-boot.cfg.0'), window('mg-boot.cfg.1')],
    files: CC3200_FILES,
    commitTime: new CommitTime(window('updater.dat')),
    verify: verifier(flash, CC3200_PARTITIONS, ports),
    initializes: initializer(ports),
    watchdogMs: CC3200_WATCHDOG_MS,
  };
}

/** The vendor's two files with what makes them safe, kept as the reference scheme keeps its records. */
export function cc3200HardenedOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, CC3200_PARTITIONS);
  return {
    records: [window('mg-boot.cfg.0'), window('mg-boot.cfg.1')],
    apps: [window('demo.bin.0'), window('demo.bin.1')],
    digest: ports.digest,
    store: { codec: CC3200_RECORD_CODEC },
  };
}

/** FLASH_BASE of an STM32: its own flash begins here in the address space. */
const STM32_FLASH_BASE = 0x0800_0000;
const STM32_APP_ORIGIN = STM32_FLASH_BASE + STM32_APP_AT;
const USABLE = MGOS_SLOT_FLAG.valid | MGOS_SLOT_FLAG.writeable;
const UNUSED = { appSize: 0, appOrigin: 0, appCrc32: 0, appFlags: 0, errorCount: 0 };

const mgosSlot = (appDevice: string, fsDevice: string, mapAddress: number): MgosSlot => ({
  ...UNUSED,
  flags: USABLE,
  appDevice,
  fsDevice,
  mapAddress,
  appOrigin: mapAddress,
});

/**
 * Slot 0 runs, slot 1 waits on the SPI flash, the third keeps what is moved out of the way
 * (boot-schemes.md#stm32-and-rs14100).
 */
const STM32_SLOTS: readonly MgosSlot[] = [
  mgosSlot('app0', 'fs0', STM32_APP_ORIGIN),
  mgosSlot('app1', 'fs1', 0),
  mgosSlot('appT', '', 0),
];

/** Where the RS14100 maps its serial flash. */
const RS14100_FLASH_BASE = 0x0800_0000;
const RS14100_SLOTS: readonly MgosSlot[] = [
  mgosSlot('app0', 'fs0', RS14100_FLASH_BASE + 0x10_0000),
  mgosSlot('app1', 'fs1', RS14100_FLASH_BASE + 0x20_0000),
];

export interface MgosPlace {
  readonly partitions: PartitionTable;
  readonly platform: 'stm32' | 'rs14100';
  readonly isStock: boolean;
}

export function mgosSchemeOptions(
  flash: Flash,
  ports: SchemePorts,
  { partitions, platform, isStock }: MgosPlace,
): MgosBootSchemeOptions {
  const window = windows(flash, partitions);
  const apps = partitions.filter(({ kind }) => kind === 'app' || kind === 'spare-app');
  return {
    areas: [window('bcfg0'), window('bcfg1')],
    commitTime: new CommitTime(window('updater.dat')),
    devices: new Map(apps.map(({ name }) => [name, window(name)])),
    defaultSlots: platform === 'stm32' ? STM32_SLOTS : RS14100_SLOTS,
    appOrigin: platform === 'stm32' ? STM32_APP_ORIGIN : null,
    digest: ports.digest,
    isStock,
  };
}
