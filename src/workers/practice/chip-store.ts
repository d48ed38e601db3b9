/**
 * Where the practice device's chip lives: two files in OPFS, the bytes and, beside them, what the
 * firmwares on it say of themselves. Both are written in the order of the device's own operations, so
 * closing the tab leaves what a power cut leaves. Without OPFS, or
 * where it is refused, the chip is in memory and forgotten. Where a write is refused later on (a full disk), nothing is
 * written from then on: the files hold what a power cut at that moment leaves, and the chip goes on in memory.
 */
import { hasCode, OtaError } from '../../contracts/failure.ts';
import { createMemoryRegistry, parseRegistry } from '../../emulator/firmware-registry.ts';
import { seedChip } from '../../emulator/seed-chip.ts';
import type { FactoryFirmware } from '../../emulator/seed-chip.ts';
import type { FirmwareInfo, FirmwareRegistry } from '../../ota-core/boot/firmware.ts';
import type { DeviceProfile } from '../../ota-core/device/profile.ts';
import { NorFlash } from '../../ota-core/flash/nor-flash.ts';
import { ESP32 } from '../../ota-core/platforms/esp32/profile.ts';
import { nobleDigests } from '../../ota-core/primitives/digest.ts';
import { givesBlockFiles, isHeld, openBlockFile, openRecordLog } from '../../store/flash-blocks.ts';
import type { BlockFile, RecordLog } from '../../store/flash-blocks.ts';
import type { ChipDamage, ChipStorage } from '../api.ts';

export interface PracticeChip {
  readonly profile: DeviceProfile;
  readonly flash: NorFlash;
  readonly registry: FirmwareRegistry;
}

export interface KeptChip {
  readonly chip: PracticeChip | null;
  readonly damage: ChipDamage | null;
}

export interface ChipStore {
  /** As it is now: `stopped` from the first write on that was refused. */
  readonly storage: ChipStorage;
  /** The chip as it was left; `chip` null if there is none, its making was cut off, or it is damaged. */
  load(): Promise<KeptChip>;
  /** A new chip with this firmware; the old one is gone. Null if the firmware does not fit. */
  make(profile: DeviceProfile, firmware: FactoryFirmware): PracticeChip | null;
  /** A chip with these very bytes; the old one is gone. Borrows `image`. */
  restore(profile: DeviceProfile, image: Uint8Array, known: readonly FirmwareInfo[]): PracticeChip;
}

const FOLDER = 'practice-device';

/** Only one page at a time may call this: the caller holds the lock. Throws OtaError storage/failed where another has the files. */
export async function openChipStore(): Promise<ChipStore> {
  if (!(await givesBlockFiles())) return memoryStore;
  const files: BlockFile[] = [];
  const open = async (name: string): Promise<BlockFile> => {
    const file = await openBlockFile(FOLDER, name);
    files.push(file);
    return file;
  };
  try {
    const blocks = await open('chip.bin');
    return fileStore(blocks, openRecordLog(await open('chip.ndjson')));
  } catch (reason) {
    for (const file of files) file.close();
    if (isHeld(reason)) throw reason;
    return memoryStore; // a folder was given, but no files that can be used
  }
}

export function fileStore(blocks: BlockFile, log: RecordLog): ChipStore {
  let storage: ChipStorage = 'kept';
  /** Throws nothing of the storage's: the device does not stop for it. */
  const write = (work: () => void): void => {
    if (storage === 'stopped') return;
    try {
      work();
    } catch (reason) {
      if (!isStorageFailure(reason)) throw reason;
      storage = 'stopped';
    }
  };
  const mirror: ChipMirror = {
    write: (offset, bytes) => write(() => blocks.write(offset, bytes)),
    remember: (info) => write(() => log.append({ firmware: info })),
  };
  const read = (profile: DeviceProfile): PracticeChip | null => {
    if (blocks.sizeBytes !== profile.geometry.size) return null;
    const image = new Uint8Array(profile.geometry.size);
    blocks.read(0, image);
    return keptChip({ profile, image, known: firmwaresOf(log) }, mirror);
  };
  return {
    get storage() {
      return storage;
    },
    async load() {
      const name = log.records.map(profileNameOf).find((found) => found !== null) ?? null;
      const profile = name === null ? null : await profileNamed(name);
      const chip = profile === null ? null : unlessUnreadable(() => read(profile));
      // The name is written last: without one, and with nothing damaged, the making was cut off.
      if (chip === null) return { chip, damage: name !== null || log.damaged ? 'chip' : null };
      const isWhole = !log.damaged && log.records.length === firmwaresOf(log).length + 1;
      return { chip, damage: isWhole ? null : 'records' };
    },
    make(profile, firmware) {
      const fresh = freshChip(profile, firmware);
      if (fresh === null) return null;
      return this.restore(profile, fresh.flash.image(), fresh.registry.list());
    },
    restore(profile, image, known) {
      storage = 'kept';
      // The line that makes a chip of these bytes is written last: cut off before it, there is none.
      write(() => {
        log.clear();
        blocks.truncate(0);
        blocks.write(0, image);
        for (const info of known) log.append({ firmware: info });
        log.append({ profile: profile.name });
      });
      return keptChip({ profile, image, known }, mirror);
    },
  };
}

const isStorageFailure = (reason: unknown): boolean =>
  hasCode(OtaError.from(reason), 'storage/failed');

/** Null where the file cannot be read: what was in it is lost. */
function unlessUnreadable(read: () => PracticeChip | null): PracticeChip | null {
  try {
    return read();
  } catch (reason) {
    if (!isStorageFailure(reason)) throw reason;
    return null;
  }
}

const memoryStore: ChipStore = {
  storage: 'memory',
  load: () => Promise.resolve({ chip: null, damage: null }),
  make: freshChip,
  restore: (profile, image, known) => ({
    profile,
    flash: new NorFlash(profile.geometry, { image }),
    registry: createMemoryRegistry(known),
  }),
};

/** What is written of a chip, as it happens. */
interface ChipMirror {
  write(offset: number, bytes: Uint8Array): void;
  remember(info: FirmwareInfo): void;
}

interface ChipContent {
  readonly profile: DeviceProfile;
  readonly image: Uint8Array;
  readonly known: readonly FirmwareInfo[];
}

function keptChip({ profile, image, known }: ChipContent, mirror: ChipMirror): PracticeChip {
  const registry = createMemoryRegistry(known);
  return {
    profile,
    flash: new NorFlash(profile.geometry, { image, mirror }),
    registry: {
      list: () => registry.list(),
      remember(info) {
        registry.remember(info);
        mirror.remember(info);
      },
    },
  };
}

function freshChip(profile: DeviceProfile, firmware: FactoryFirmware): PracticeChip | null {
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const refused = seedChip({ flash, profile, registry, digest: nobleDigests }, firmware);
  return refused === null ? { profile, flash, registry } : null;
}

const field = (record: unknown, name: string): unknown =>
  typeof record === 'object' && record !== null
    ? Object.entries(record).find(([key]) => key === name)?.[1]
    : undefined;

function profileNameOf(record: unknown): string | null {
  const name = field(record, 'profile');
  return typeof name === 'string' ? name : null;
}

/** What is no firmware entry is passed over: see parseShelf. */
function firmwaresOf(log: RecordLog): readonly FirmwareInfo[] {
  const firmware = log.records.map((record) => field(record, 'firmware'));
  return parseRegistry(JSON.stringify({ firmware }));
}

/** The profile of this name, fetched when it is not the plain esp32; null if nobody knows it. */
async function profileNamed(name: string): Promise<DeviceProfile | null> {
  if (name === ESP32.name) return ESP32;
  const { profileFor } = await import('../../ota-core/platforms/index.ts');
  return profileFor({ profile: name });
}
