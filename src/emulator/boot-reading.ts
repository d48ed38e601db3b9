import type {
  BootBytes,
  FirmwareName,
  NextPowerOn,
  PictureBoot,
  PictureRecord,
} from '../contracts/flash-picture.ts';
import {
  BootConfigStore,
  olderCopy,
  type CopyIndex,
  type RecordCodec,
} from '../ota-core/boot/boot-config-store.ts';
import type { BootOutcome } from '../ota-core/boot/boot-config.ts';
import type { BootRecord } from '../ota-core/boot/boot-record.ts';
import {
  encodeUpdateState,
  loadUpdateState,
  openOtadata,
} from '../ota-core/boot/esp32-boot-state.ts';
import { Nvs } from '../ota-core/boot/nvs.ts';
import { REFERENCE_STORE } from '../ota-core/boot/reference-scheme.ts';
import {
  namedPartition,
  type Partition,
  type DeviceProfile,
  type SchemePorts,
} from '../ota-core/device/profile.ts';
import { isErasedIn, openPartition } from '../ota-core/flash/flash-areas.ts';
import { FlashFault, type Flash } from '../ota-core/flash/flash.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import type { RunningSlot } from './update-tracker.ts';

type Records = Extract<PictureBoot, { kind: 'records' }>;

/** The boot state as its bytes tell it: two records, or the places of a platform that has none. */
export type BootReading =
  Records | { readonly kind: 'bytes'; readonly bytes: readonly BootBytes[] };

/** A boot loader's decision, tried on a copy of the chip, as the sentence under the picture. */
export function toNextPowerOn(
  outcome: BootOutcome,
  firmwareIn: (slot: number) => FirmwareName | null,
): NextPowerOn {
  switch (outcome.kind) {
    case 'booted': {
      const kind = outcome.committed ? 'starts' : 'tries';
      return { kind, slot: outcome.slot, firmware: firmwareIn(outcome.slot) };
    }
    case 'reverted':
      return { kind: 'returns', slot: outcome.to, firmware: firmwareIn(outcome.to) };
    case 'bricked':
      return { kind: 'nothing' };
    default:
      return outcome satisfies never;
  }
}

/** While a firmware is on trial, starting another slot is going back, whatever the platform calls it. */
export function seenFrom(running: RunningSlot | null, next: NextPowerOn): NextPowerOn {
  const leaves = running !== null && next.kind === 'starts' && next.slot !== running.slot;
  return leaves && !running.committed ? { ...next, kind: 'returns' } : next;
}

/** The slot a power-on goes to; null where nothing starts. */
export function slotOf(next: NextPowerOn): number | null {
  return 'slot' in next ? next.slot : null;
}

/** Completes what the bytes say with who runs: the card of a platform without two records. */
export function toPictureBoot(
  reading: BootReading,
  running: RunningSlot | null,
  next: NextPowerOn,
): PictureBoot {
  if (reading.kind === 'records') return reading;
  const slot = running?.slot ?? slotOf(next);
  if (slot === null) return { kind: 'not-reported' };
  const committed = running?.committed ?? next.kind === 'starts';
  const wayBackSlot = committed ? null : wayBackOf(reading, running, next);
  return { kind: 'card', source: 'chip', slot, committed, wayBackSlot, bytes: reading.bytes };
}

/** Where a firmware on trial would go back to; null when none is. */
export function wayBackOf(
  reading: BootReading,
  running: RunningSlot | null,
  next: NextPowerOn,
): number | null {
  if (running?.committed === true) return null;
  if (next.kind === 'returns') return next.slot;
  return reading.kind === 'records' ? (newerOf(reading)?.wayBackSlot ?? null) : null;
}

/** Where the wire leads: the newer record's slot, or what the boot loader would start. */
export function bootTargetOf(reading: BootReading, next: NextPowerOn): number | null {
  return reading.kind === 'records' ? (newerOf(reading)?.startsSlot ?? null) : slotOf(next);
}

function newerOf(reading: Records) {
  for (const { content } of reading.records)
    if (content.kind === 'sound' && content.age === 'newer') return content;
  return null;
}

/** What the bytes of the boot state say, read the way the boot loader reads them. */
export function readBoot(profile: DeviceProfile, flash: Flash): BootReading {
  const window = (name: string): Flash =>
    openPartition(flash, namedPartition(profile.partitions, name));
  switch (profile.bootRecord.kind) {
    case 'two-records':
      return {
        kind: 'records',
        rule: 'smaller-is-newer',
        records: readRecords(profile, flash, profile.bootRecord.codec),
      };
    case 'otadata-and-nvs':
      return { kind: 'bytes', bytes: [...readOtadata(window('otadata')), readNvs(window('nvs'))] };
    // The card says which slot starts; these bytes have no line of their own in it.
    case 'one-sector':
    case 'two-files':
    case 'two-areas':
      return { kind: 'bytes', bytes: [] };
    default:
      return profile.bootRecord satisfies never;
  }
}

/** What the boot loader would do now: it is run, on a copy of the chip that is thrown away. */
export function forecastBoot(
  profile: DeviceProfile,
  chip: NorFlash,
  ports: SchemePorts,
): BootOutcome {
  try {
    return profile.createScheme(chip.fork(), ports).boot();
  } catch (fault) {
    if (fault instanceof FlashFault) return { kind: 'bricked', why: 'no-config' };
    throw fault;
  }
}

function readRecords(
  profile: DeviceProfile,
  flash: Flash,
  codec: RecordCodec<BootRecord>,
): readonly PictureRecord[] {
  const [first, second] = profile.partitions.filter(({ kind }) => kind === 'boot-record');
  if (first === undefined || second === undefined) return [];
  const windows = [openPartition(flash, first), openPartition(flash, second)] as const;
  const store = new BootConfigStore<BootRecord>(windows, { ...REFERENCE_STORE, codec });
  const copies = store.copies();
  const newest = store.newest(copies);
  const record = (copy: CopyIndex, place: Partition): PictureRecord => ({
    number: copy + 1,
    offset: place.offset,
    nextVictim: olderCopy(newest) === copy,
    content: contentOf(
      copies[copy],
      isErasedIn(windows[copy], 0, codec.sizeBytes),
      newest === copy,
    ),
  });
  return [record(0, first), record(1, second)];
}

type Copy = ReturnType<BootConfigStore<BootRecord>['copies']>[number];

function contentOf(copy: Copy, erased: boolean, newest: boolean): PictureRecord['content'] {
  if (copy === null) return { kind: erased ? 'erased' : 'damaged' };
  const { config } = copy.record;
  return {
    kind: 'sound',
    sequence: copy.seq.toString(16).toUpperCase().padStart(16, '0'),
    age: newest ? 'newer' : 'older',
    startsSlot: config.activeSlot,
    committed: config.committed,
    firstBoot: config.firstBoot,
    wayBackSlot: config.revertSlot,
  };
}

function readOtadata(window: Flash): readonly BootBytes[] {
  return openOtadata(window)
    .copies()
    .map((copy, index) => ({
      kind: 'otadata',
      number: index + 1,
      sequence: copy === null ? null : Number(copy.seq),
      startsSlot: copy === null ? null : copy.record,
    }));
}

function readNvs(window: Flash): BootBytes {
  return { kind: 'nvs-update', value: encodeUpdateState(loadUpdateState(new Nvs(window))) };
}
