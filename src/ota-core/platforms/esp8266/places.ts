import type { SlotId } from '../../boot/boot-config.ts';
import { CommitTime } from '../../boot/commit-time.ts';
import { rbootRecordCodec, type RbootLayout } from '../../boot/rboot-record.ts';
import type { RbootSchemeOptions } from '../../boot/rboot-scheme.ts';
import type { ReferenceSchemeOptions } from '../../boot/reference-scheme.ts';
import { slotPartition } from '../../device/partition-table.ts';
import { verifier, windows, type SchemePorts } from '../../device/scheme-ports.ts';
import type { Flash } from '../../flash/flash.ts';
import { ESP8266_HARDENED_PARTITIONS, ESP8266_PARTITIONS } from './partitions.ts';

/** The hardware watchdog of the ESP8266. */
export const ESP8266_WATCHDOG_MS = 8000;

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
