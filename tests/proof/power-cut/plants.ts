/** Known bugs, built in from outside: each must be found, or the campaign proves nothing. */
import {
  decodeBootFields,
  bootRecordCodec,
  type BootRecord,
} from '../../../src/ota-core/boot/boot-record.ts';
import type { BootOutcome, SlotId } from '../../../src/ota-core/boot/boot-config.ts';
import type { StoreParts } from '../../../src/ota-core/boot/boot-config-store.ts';
import type { BootScheme } from '../../../src/ota-core/boot/boot-scheme.ts';
import { Esp32Scheme } from '../../../src/ota-core/boot/esp32-scheme.ts';
import {
  decodeOtadataFields,
  otadataCodec,
  otadataSequencer,
} from '../../../src/ota-core/boot/esp32-boot-state.ts';
import { ReferenceScheme } from '../../../src/ota-core/boot/reference-scheme.ts';
import { countingDown, type Sequencer } from '../../../src/ota-core/boot/boot-config-store.ts';
import { openSlot, type DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import { esp32SchemeOptions } from '../../../src/ota-core/platforms/esp32/profile.ts';
import { referenceSchemeOptions } from '../../../src/ota-core/platforms/esp32/variants.ts';
import type { Flash } from '../../../src/ota-core/flash/flash.ts';
import type { Filesystem } from '../../../src/ota-core/fs/filesystem.ts';
import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { bound } from './world.ts';

interface Bug {
  readonly reference: Partial<StoreParts<BootRecord>>;
  readonly otadata: Partial<StoreParts<SlotId>>;
}

/** Erases the record that counts, and writes the next one there. */
const rewriteNewer = { chooseVictim: (newest: 0 | 1 | null) => newest ?? 0 } as const;

const TOO_EARLY: readonly bigint[] = [0xffff_ffff_ffff_fffbn, 3n];

const endingEarly =
  <R>({ next }: Sequencer<R>): Sequencer<R>['next'] =>
  (seq, record) =>
    TOO_EARLY.includes(seq) ? null : next(seq, record);

/** Bugs of the store. */
const STORES = {
  'rewrite-newer': { reference: rewriteNewer, otadata: rewriteNewer },
  'skip-crc': {
    reference: { codec: { ...bootRecordCodec, decode: decodeBootFields } },
    otadata: { codec: { ...otadataCodec, decode: decodeOtadataFields } },
  },
  'sequencer-wrong-way': {
    reference: { sequencer: { ...countingDown, isNewer: (a: bigint, b: bigint) => a > b } },
    otadata: { sequencer: { ...otadataSequencer, isNewer: (a: bigint, b: bigint) => a < b } },
  },
  /** I10: the count begins again long before its end. */
  'count-again': {
    reference: { sequencer: { ...countingDown, next: endingEarly(countingDown) } },
    otadata: { sequencer: { ...otadataSequencer, next: endingEarly(otadataSequencer) } },
  },
} satisfies Readonly<Record<string, Bug>>;

interface Host {
  readonly scheme: BootScheme;
  readonly flash: Flash;
  readonly profile: DeviceProfile;
}

type Change = (host: Host) => Partial<BootScheme>;

const clearFirstByte = (window: Flash): void =>
  window.program(0, new Uint8Array(window.geometry.programSize));

const onTrial = (outcome: BootOutcome): outcome is Extract<BootOutcome, { kind: 'booted' }> =>
  outcome.kind === 'booted' && !outcome.committed;

/** Boots, and before the device's own merge at the first start of an image does something to its files. */
function atFirstTrial(
  { scheme, flash, profile }: Host,
  act: (old: Filesystem, files: Filesystem) => void,
): BootOutcome {
  const outcome = scheme.boot();
  if (!onTrial(outcome) || outcome.revertSlot === null || profile.filesystem === 'opaque')
    return outcome;
  const filesOf = (slot: SlotId): Filesystem =>
    chipFilesystems.open(openSlot(profile, flash, slot).fs);
  act(filesOf(outcome.revertSlot), filesOf(outcome.slot));
  return outcome;
}

const copy = (from: Filesystem, to: Filesystem, name: string): void =>
  to.write(name, from.read(name) ?? new Uint8Array(0));

/** Counts over all runs of the process: what must not depend on it does. */
let dice = 0;

/** Bugs of a scheme, each around a sound one. */
const SCHEMES = {
  /** I1: a device that comes back from a trial starts nothing. */
  'lost-way-home': ({ scheme }) => ({
    boot() {
      const outcome = scheme.boot();
      return outcome.kind === 'reverted' ? { kind: 'bricked', why: 'no-slot' } : outcome;
    },
  }),
  /** I2: the app is damaged after it was looked at, and started. */
  'change-after-verify': ({ scheme, flash, profile }) => ({
    boot() {
      const outcome = scheme.boot();
      if (onTrial(outcome)) clearFirstByte(openSlot(profile, flash, outcome.slot).app);
      return outcome;
    },
  }),
  /** I3: the filesystem is not the one that came with the app. */
  'wrong-filesystem': ({ scheme, flash, profile }) => ({
    stage(image, options) {
      const { fs } = openSlot(profile, flash, scheme.targetSlot());
      fs.erase(0, 2 * fs.geometry.eraseSize); // both blocks of a pair
      scheme.stage(image, options);
    },
  }),
  /** I4: a trial without a way back. */
  'no-way-back': ({ scheme }) => ({
    boot() {
      const outcome = scheme.boot();
      return onTrial(outcome) ? { ...outcome, revertSlot: null } : outcome;
    },
  }),
  /** I5, I6: the commit is answered and not written. */
  'forget-commit': ({ scheme }) => ({ commit: () => !scheme.current().committed }),
  /** I7: where both have a file, the old one wins. */
  'old-file-wins': (host) => ({
    boot: () =>
      atFirstTrial(host, (old, files) => {
        for (const { name } of old.list()) copy(old, files, name);
      }),
  }),
  /** I7: a file is made before it is filled, as fopen does, and the merge does not come back to it. */
  'lost-in-the-copy': (host) => ({
    boot: () =>
      atFirstTrial(host, (old, files) => {
        const there = files.list().map(({ name }) => name);
        const next = old.list().find(({ name }) => !there.includes(name));
        if (next !== undefined) files.write(next.name, new Uint8Array(0));
      }),
  }),
  /** I7: the image is kept, and so its merge never done again, before that is through. */
  'kept-before-merged': ({ scheme }) => ({
    boot() {
      const outcome = scheme.boot();
      if (onTrial(outcome)) scheme.commit();
      return outcome;
    },
  }),
  /** I11: the record is written three times over. */
  'wear-out': ({ scheme }) => ({
    stage(image, options) {
      for (let times = 0; times < 3; times += 1) scheme.stage(image, options);
    },
  }),
  /** I12: what is in the other slot is started, whatever it is. */
  'start-the-other': ({ scheme }) => ({
    boot() {
      const outcome = scheme.boot();
      if (outcome.kind !== 'booted' || !outcome.committed) return outcome;
      return { ...outcome, slot: outcome.slot === 0 ? 1 : 0 };
    },
  }),
  /** I13: the update writes what runs. */
  'write-running': ({ scheme, flash, profile }) => ({
    stage(image, options) {
      clearFirstByte(openSlot(profile, flash, scheme.current().activeSlot).app);
      scheme.stage(image, options);
    },
  }),
  /** I14: the same run gives other bytes each time. */
  'roll-dice': ({ scheme, flash, profile }) => ({
    stage(image, options) {
      dice += 1;
      const { app } = openSlot(profile, flash, scheme.targetSlot());
      const { size, programSize } = app.geometry;
      app.program(size - programSize, new Uint8Array(programSize).fill(dice));
      scheme.stage(image, options);
    },
  }),
  /** I16: a trial lasts ten times as long as it was told. */
  'slow-return': ({ scheme }) => ({
    boot() {
      const outcome = scheme.boot();
      if (!onTrial(outcome)) return outcome;
      return { ...outcome, commitTimeoutMs: (outcome.commitTimeoutMs ?? 300_000) * 10 };
    },
  }),
  /** stable: every start writes. */
  'write-at-boot': ({ scheme, flash }) => ({
    boot() {
      flash.erase(0x8000, 4096);
      return scheme.boot();
    },
  }),
} satisfies Readonly<Record<string, Change>>;

/** Which invariant each bug violates at least, by its short name; null: it depends on the scheme. */
export const BREAKS = {
  'rewrite-newer': 'I9',
  'skip-crc': null,
  'sequencer-wrong-way': null,
  'lost-way-home': 'I1',
  'change-after-verify': 'I2',
  'wrong-filesystem': 'I3',
  'no-way-back': 'I4',
  'forget-commit': 'I5',
  'old-file-wins': 'I7',
  'lost-in-the-copy': 'I7',
  'kept-before-merged': 'I7',
  'count-again': 'I10',
  'wear-out': 'I11',
  'start-the-other': 'I12',
  'write-running': 'I13',
  'roll-dice': 'I14',
  'slow-return': 'I16',
  'write-at-boot': 'stable',
} as const;

export type Plant = keyof typeof BREAKS;
const isPlant = (name: string): name is Plant => name in BREAKS;
export const PLANTS: readonly Plant[] = Object.keys(BREAKS).filter(isPlant);

/** The profile with the bug in its boot scheme. */
export function plant(profile: DeviceProfile, bug: Plant): DeviceProfile {
  return isStoreBug(bug) ? plantInStore(profile, STORES[bug]) : plantAround(profile, SCHEMES[bug]);
}

const isStoreBug = (bug: Plant): bug is keyof typeof STORES => bug in STORES;

function plantInStore(profile: DeviceProfile, { reference, otadata }: Bug): DeviceProfile {
  return {
    ...profile,
    createScheme: (flash, ports) =>
      profile.bootRecord.kind === 'two-records'
        ? new ReferenceScheme({ ...referenceSchemeOptions(flash, ports), store: reference })
        : new Esp32Scheme({ ...esp32SchemeOptions(flash, ports), store: otadata }),
  };
}

function plantAround(profile: DeviceProfile, change: Change): DeviceProfile {
  return {
    ...profile,
    createScheme(flash, ports) {
      const scheme = profile.createScheme(flash, ports);
      return { ...bound(scheme), ...change({ scheme, flash, profile }) };
    },
  };
}
