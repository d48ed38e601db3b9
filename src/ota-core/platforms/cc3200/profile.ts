import {
  cc3200RecordCodec,
  type Cc3200Files,
  Cc3200Scheme,
  type Cc3200SchemeOptions,
} from '../../boot/cc3200-scheme.ts';
import { CommitTime } from '../../boot/commit-time.ts';
import { ReferenceScheme } from '../../boot/reference-scheme.ts';
import type { ReferenceSchemeOptions } from '../../boot/reference-scheme.ts';
import {
  COMMIT_TIME,
  type PartitionTable,
  initializer,
  verifier,
  windows,
  type SchemePorts,
} from '../../device/profile.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import type { Flash } from '../../flash/flash.ts';
import { COMMON, ofPlatform, serialFlash } from '../common-profile.ts';
import { CC3200_FACTS } from './facts.ts';

const CC3200_APP_SIZE = 0x4_0000;
/** 128 KiB and the container's description. */
const CC3200_FS_SIZE = 0x2_1000;

/** The files of a CC3200 on its serial flash, each with a fixed extent. */
const CC3200_PARTITIONS: PartitionTable = [
  { name: 'mg-boot.cfg.0', kind: 'boot-record', slot: null, offset: 0x1_0000, sizeBytes: 0x1000 },
  { name: 'mg-boot.cfg.1', kind: 'boot-record', slot: null, offset: 0x1_1000, sizeBytes: 0x1000 },
  { ...COMMIT_TIME, offset: 0x1_2000, sizeBytes: 0x1000 },
  { name: 'demo.bin.0', kind: 'app', slot: 0, offset: 0x2_0000, sizeBytes: CC3200_APP_SIZE },
  { name: 'spiffs.img.0.0', kind: 'fs', slot: 0, offset: 0x6_0000, sizeBytes: CC3200_FS_SIZE },
  { name: 'demo.bin.1', kind: 'app', slot: 1, offset: 0x9_0000, sizeBytes: CC3200_APP_SIZE },
  { name: 'spiffs.img.1.0', kind: 'fs', slot: 1, offset: 0xd_0000, sizeBytes: CC3200_FS_SIZE },
];

/** MGOS_WDT_TIMEOUT of the CC3200 port. */
const CC3200_WATCHDOG_MS = 30_000;

const CC3200_FILES: Cc3200Files = { app: 'demo.bin', fs: 'spiffs.img' };

const CC3200_RECORD_CODEC = cc3200RecordCodec(CC3200_FILES);

function cc3200SchemeOptions(flash: Flash, ports: SchemePorts): Cc3200SchemeOptions {
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
function cc3200HardenedOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, CC3200_PARTITIONS);
  return {
    records: [window('mg-boot.cfg.0'), window('mg-boot.cfg.1')],
    apps: [window('demo.bin.0'), window('demo.bin.1')],
    digest: ports.digest,
    store: { codec: CC3200_RECORD_CODEC },
  };
}

export const CC3200: DeviceProfile = {
  ...COMMON,
  ...ofPlatform(CC3200_FACTS),
  geometry: serialFlash(0x10_0000),
  partitions: CC3200_PARTITIONS,
  ram: { size: 61_400, free: 27_136 },
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

export const CC3200_PROFILES: readonly DeviceProfile[] = [CC3200, CC3200_STOCK];
