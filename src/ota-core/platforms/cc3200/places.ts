import { cc3200RecordCodec, type Cc3200Files } from '../../boot/cc3200-record.ts';
import type { Cc3200SchemeOptions } from '../../boot/cc3200-scheme.ts';
import { CommitTime } from '../../boot/commit-time.ts';
import type { ReferenceSchemeOptions } from '../../boot/reference-scheme.ts';
import { initializer, verifier, windows, type SchemePorts } from '../../device/scheme-ports.ts';
import type { Flash } from '../../flash/flash.ts';
import { CC3200_PARTITIONS } from './partitions.ts';

/** MGOS_WDT_TIMEOUT of the CC3200 port. */
export const CC3200_WATCHDOG_MS = 30_000;

const CC3200_FILES: Cc3200Files = { app: 'demo.bin', fs: 'spiffs.img' };

export const CC3200_RECORD_CODEC = cc3200RecordCodec(CC3200_FILES);

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
