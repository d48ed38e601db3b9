/** A chip that has been updated so often that its sequence numbers are nearly used up. */
import {
  encodeCc3200Config,
  decodeCc3200Config,
} from '../../../src/ota-core/boot/cc3200-scheme.ts';
import { decodeMgosRecord, encodeMgosRecord } from '../../../src/ota-core/boot/mgos-boot-record.ts';
import { otadataCodec } from '../../../src/ota-core/boot/esp32-boot-state.ts';
import { namedPartition } from '../../../src/ota-core/device/profile.ts';
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';

/** Gives the one record of a fresh chip a number with few after it; false where records have none. */
export function moveToTheLastNumbers(profile: DeviceProfile, chip: NorFlash): boolean {
  const { bootRecord, partitions } = profile;
  const [first] = partitions.filter(({ kind }) => kind === 'boot-record');
  if (first === undefined || bootRecord.kind === 'one-sector') return false;
  const bytes = new Uint8Array(512);
  const at = first.offset;
  chip.read(at, bytes);
  const renumbered = renumber(profile, bytes);
  if (renumbered === null) return false;
  chip.setCells(bootRecord.kind === 'otadata-and-nvs' ? offsetOfOtadata(profile) : at, renumbered);
  return true;
}

const offsetOfOtadata = ({ partitions }: DeviceProfile): number =>
  namedPartition(partitions, 'otadata').offset;

function renumber({ bootRecord }: DeviceProfile, bytes: Uint8Array): Uint8Array | null {
  switch (bootRecord.kind) {
    case 'two-records': {
      const { codec } = bootRecord;
      const stored = codec.decode(bytes.slice(0, codec.sizeBytes));
      return stored === null ? null : codec.encode(stored.record, 4n);
    }
    case 'otadata-and-nvs':
      return otadataCodec.encode(0, 0xffff_fffbn);
    case 'two-areas': {
      const stored = decodeMgosRecord(bytes.slice(0, 256));
      return stored === null ? null : encodeMgosRecord(stored.record, 0xffff_fffc);
    }
    case 'two-files': {
      const config = decodeCc3200Config(bytes);
      return config === null ? null : encodeCc3200Config({ ...config, seq: 2n });
    }
    case 'one-sector':
      return null;
  }
}
