import type { SlotId } from '../../boot/boot-config.ts';
import { CommitTime } from '../../boot/commit-time.ts';
import {
  rbootRecordCodec,
  type RbootLayout,
  RbootScheme,
  type RbootSchemeOptions,
} from '../../boot/rboot-scheme.ts';
import { ReferenceScheme } from '../../boot/reference-scheme.ts';
import type { ReferenceSchemeOptions } from '../../boot/reference-scheme.ts';
import {
  COMMIT_TIME,
  type PartitionTable,
  slotPartition,
  verifier,
  windows,
  type SchemePorts,
} from '../../device/profile.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import type { Flash } from '../../flash/flash.ts';
import { COMMON, ofPlatform, serialFlash } from '../common-profile.ts';
import { ESP8266_FACTS } from './facts.ts';

const ESP8266_FIRST: PartitionTable = [
  { name: 'boot_cfg', kind: 'boot-record', slot: null, offset: 0x7000, sizeBytes: 0x1000 },
  { name: 'fw_0', kind: 'app', slot: 0, offset: 0x8000, sizeBytes: 0xd_3000 },
  { name: 'fs_0', kind: 'fs', slot: 0, offset: 0xd_b000, sizeBytes: 0x2_0000 },
];
const ESP8266_SECOND: PartitionTable = [
  { name: 'fw_1', kind: 'app', slot: 1, offset: 0x10_8000, sizeBytes: 0xd_3000 },
  { name: 'fs_1', kind: 'fs', slot: 1, offset: 0x1d_b000, sizeBytes: 0x2_0000 },
];

/** The 2 MB map (bundle.md#manifests-by-platform): one configuration sector at 0x7000. */
const ESP8266_PARTITIONS: PartitionTable = [
  ...ESP8266_FIRST,
  { ...COMMIT_TIME, offset: 0x10_0000, sizeBytes: 0x1000 },
  ...ESP8266_SECOND,
];

/** The same, with a second configuration in the gap before the second slot. */
const ESP8266_HARDENED_PARTITIONS: PartitionTable = [
  ...ESP8266_FIRST,
  { name: 'boot_cfg2', kind: 'boot-record', slot: null, offset: 0x10_7000, sizeBytes: 0x1000 },
  ...ESP8266_SECOND,
];

/** The hardware watchdog of the ESP8266. */
const ESP8266_WATCHDOG_MS = 8000;

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

const ESP8266_RECORD_CODEC = rbootRecordCodec(LAYOUT);

function rbootSchemeOptions(flash: Flash, ports: SchemePorts): RbootSchemeOptions {
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
function rbootHardenedOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, ESP8266_HARDENED_PARTITIONS);
  return {
    records: [window('boot_cfg'), window('boot_cfg2')],
    apps: [window('fw_0'), window('fw_1')],
    digest: ports.digest,
    store: { codec: ESP8266_RECORD_CODEC },
  };
}

const ESP8266: DeviceProfile = {
  ...COMMON,
  ...ofPlatform(ESP8266_FACTS),
  geometry: serialFlash(0x20_0000),
  partitions: ESP8266_PARTITIONS,
  filesystem: 'mounted',
  snapshots: true,
  ram: { size: 52_136, free: 36_864 },
  watchdogMs: ESP8266_WATCHDOG_MS,
  isStock: true,
  comparesSrc: ESP8266_FACTS.vendorComparesSrc,
  bootRecord: { kind: 'one-sector' },
  createScheme: (flash, ports) => new RbootScheme(rbootSchemeOptions(flash, ports)),
};

const ESP8266_HARDENED: DeviceProfile = {
  ...ESP8266,
  name: 'esp8266-hardened',
  partitions: ESP8266_HARDENED_PARTITIONS,
  isStock: false,
  comparesSrc: 'whole',
  bootRecord: { kind: 'two-records', newer: 'smaller', codec: ESP8266_RECORD_CODEC },
  createScheme: (flash, ports) => new ReferenceScheme(rbootHardenedOptions(flash, ports)),
};

export const ESP8266_PROFILES: readonly DeviceProfile[] = [ESP8266, ESP8266_HARDENED];
