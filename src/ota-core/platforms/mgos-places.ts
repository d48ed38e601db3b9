/** Where the records of the mgos boot loader lie, on STM32 and RS14100. */
import { CommitTime } from '../boot/commit-time.ts';
import { MGOS_SLOT_FLAG, type MgosSlot } from '../boot/mgos-boot-record.ts';
import { MgosBootScheme } from '../boot/mgos-boot-scheme.ts';
import type { PartitionTable, DeviceProfile } from '../device/profile.ts';
import { windows } from '../device/profile.ts';

const USABLE = MGOS_SLOT_FLAG.valid | MGOS_SLOT_FLAG.writeable;
const UNUSED = { appSize: 0, appOrigin: 0, appCrc32: 0, appFlags: 0, errorCount: 0 };

export const mgosSlot = (appDevice: string, fsDevice: string, mapAddress: number): MgosSlot => ({
  ...UNUSED,
  flags: USABLE,
  appDevice,
  fsDevice,
  mapAddress,
  appOrigin: mapAddress,
});

export interface MgosPlace {
  readonly partitions: PartitionTable;
  readonly slots: readonly MgosSlot[];
  /** Where every app is linked; null: each for its own slot. */
  readonly appOrigin: number | null;
  readonly isStock: boolean;
}

export function mgosScheme(place: MgosPlace): DeviceProfile['createScheme'] {
  const { partitions, slots, appOrigin, isStock } = place;
  const apps = partitions.filter(({ kind }) => kind === 'app' || kind === 'spare-app');
  return (flash, { digest }) => {
    const window = windows(flash, partitions);
    return new MgosBootScheme({
      areas: [window('bcfg0'), window('bcfg1')],
      commitTime: new CommitTime(window('updater.dat')),
      devices: new Map(apps.map(({ name }) => [name, window(name)])),
      defaultSlots: slots,
      appOrigin,
      digest,
      isStock,
    });
  };
}
