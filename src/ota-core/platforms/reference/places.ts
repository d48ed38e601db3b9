import type { ReferenceSchemeOptions } from '../../boot/reference-scheme.ts';
import { windows, type SchemePorts } from '../../device/scheme-ports.ts';
import type { Flash } from '../../flash/flash.ts';
import { REFERENCE_PARTITIONS } from './partitions.ts';

export function referenceSchemeOptions(flash: Flash, ports: SchemePorts): ReferenceSchemeOptions {
  const window = windows(flash, REFERENCE_PARTITIONS);
  return {
    records: [window('bcfg0'), window('bcfg1')],
    apps: [window('app_0'), window('app_1')],
    digest: ports.digest,
  };
}
