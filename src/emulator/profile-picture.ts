import type { BootBytes, PictureRecord } from '../contracts/flash-picture.ts';
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
import { namedPartition, slotPartition, type Partition } from '../ota-core/device/profile.ts';
import type { DeviceProfile, SchemePorts } from '../ota-core/device/profile.ts';
import { isErasedIn } from '../ota-core/flash/erase-blocks.ts';
import { FlashFault, type Flash } from '../ota-core/flash/flash.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { openPartition } from '../ota-core/flash/partition.ts';
import type { ChipLayout, LayoutPartition } from './chip-layout.ts';
import type { BootReading } from './next-power-on.ts';

/** Where things lie on a chip of this profile, as its picture needs it. */
export function chipLayoutOf(profile: DeviceProfile): ChipLayout {
  const { partitions, geometry } = profile;
  const place = ({ name, offset, sizeBytes }: Partition): LayoutPartition => ({
    name,
    offset,
    size: sizeBytes,
  });
  return {
    sizeBytes: geometry.size,
    eraseSize: geometry.eraseSize,
    partitions: partitions.map(place),
    slots: ([0, 1] as const).map((id) => ({
      id,
      label: id === 0 ? 'A' : 'B',
      app: place(slotPartition(partitions, 'app', id)),
      fs: place(slotPartition(partitions, 'fs', id)),
    })),
  };
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
