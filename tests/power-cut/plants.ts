/** Known bugs, built in from outside: each must be found, or the campaign proves nothing. */
import {
  decodeBootFields,
  bootRecordCodec,
  type BootRecord,
} from '../../src/ota-core/boot/boot-record.ts';
import type { SlotId } from '../../src/ota-core/boot/boot-config.ts';
import type { StoreParts } from '../../src/ota-core/boot/boot-config-store.ts';
import { Esp32Scheme } from '../../src/ota-core/boot/esp32-scheme.ts';
import {
  decodeOtadataFields,
  otadataCodec,
  otadataSequencer,
} from '../../src/ota-core/boot/otadata.ts';
import { ReferenceScheme } from '../../src/ota-core/boot/reference-scheme.ts';
import { countingDown } from '../../src/ota-core/boot/sequencer.ts';
import type { DeviceProfile } from '../../src/ota-core/device/profiles.ts';
import {
  esp32SchemeOptions,
  referenceSchemeOptions,
} from '../../src/ota-core/device/scheme-places.ts';

export const PLANTS = ['rewrite-newer', 'skip-crc', 'sequencer-wrong-way'] as const;
export type Plant = (typeof PLANTS)[number];

interface Bug {
  readonly reference: Partial<StoreParts<BootRecord>>;
  readonly otadata: Partial<StoreParts<SlotId>>;
}

/** Erases the record that counts, and writes the next one there. */
const rewriteNewer = { chooseVictim: (newest: 0 | 1 | null) => newest ?? 0 } as const;

const BUGS: Readonly<Record<Plant, Bug>> = {
  'rewrite-newer': { reference: rewriteNewer, otadata: rewriteNewer },
  'skip-crc': {
    reference: { codec: { ...bootRecordCodec, decode: decodeBootFields } },
    otadata: { codec: { ...otadataCodec, decode: decodeOtadataFields } },
  },
  'sequencer-wrong-way': {
    reference: { sequencer: { ...countingDown, isNewer: (a, b) => a > b } },
    otadata: { sequencer: { ...otadataSequencer, isNewer: (a, b) => a < b } },
  },
};

/** The profile with the bug in its boot scheme. */
export function plant(profile: DeviceProfile, bug: Plant): DeviceProfile {
  const { reference, otadata } = BUGS[bug];
  return {
    ...profile,
    createScheme: (flash, ports) =>
      profile.bootRecord.kind === 'two-records'
        ? new ReferenceScheme({ ...referenceSchemeOptions(flash, ports), store: reference })
        : new Esp32Scheme({ ...esp32SchemeOptions(flash, ports), store: otadata }),
  };
}
