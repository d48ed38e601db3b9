/** What the model knows of one kind of device: its firmwares, what they do, whether it has files. */
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { Files } from '../power-cut/files.ts';
import {
  AGAIN,
  BARE,
  firmwaresOf,
  FRESH_FILES,
  FULL,
  NEW,
  NEXT,
  OLD,
  OTHER_KIND,
  type Behaviour,
  type FirmwareName,
  type FirmwareSet,
} from '../power-cut/firmwares.ts';
import type { SlotContent } from './model-state.ts';

export interface DeviceFacts {
  readonly profile: DeviceProfile;
  readonly firmwares: FirmwareSet;
  readonly isMounted: boolean;
  /** The firmwares that this device is updated with. */
  readonly images: readonly FirmwareName[];
  behaviourOf(image: FirmwareName): Behaviour;
  /** Its bundle comes without a filesystem. */
  isBare(image: FirmwareName): boolean;
  /** The filesystem in that slot may have no room for a change: where it has is up to its kind. */
  isTight(slot: SlotContent): boolean;
  /** Of a fresh chip. */
  readonly files: Files;
}

const BLOCK_BYTES = 4096;
/** A file of this length may take a block of its own; a shorter one lies beside its name in every kind. */
const BLOCK_FILE_BYTES = 64;
/** The first pair of blocks, a second one when the names outgrow it, and one for the file that is written anew. */
const OTHER_BLOCKS = 5;

const blocksIn = (files: Files): number =>
  Object.values(files).filter((text) => Buffer.byteLength(text, 'base64') >= BLOCK_FILE_BYTES)
    .length;

/** On these the image that does not work hangs; on the others it crashes, which no vendor's form has trouble with. */
const HANGS: readonly string[] = ['reference', 'esp32', 'cc3200', 'stm32-mixed', 'rs14100'];

export function factsOf(profile: DeviceProfile): DeviceFacts {
  const isMounted = profile.filesystem === 'mounted';
  const mayLackFs = profile.requiredParts.some(({ isOptional }) => isOptional === true);
  const firmwares = firmwaresOf(profile);
  const broken = HANGS.includes(profile.name) ? 'hangs-at-once' : 'crashes';
  return {
    profile,
    firmwares,
    isMounted,
    images: [
      OLD,
      NEW,
      NEXT,
      AGAIN,
      ...(isMounted ? [OTHER_KIND, FULL] : []),
      ...(mayLackFs ? [BARE] : []),
    ],
    behaviourOf: (image) => (image === AGAIN ? broken : 'works'),
    isBare: (image) => image === BARE,
    isTight: ({ fs, files }) => {
      const sizeBytes = fs === null ? 0 : firmwares.get(fs).fs.length;
      return blocksIn(files) + OTHER_BLOCKS > sizeBytes / BLOCK_BYTES;
    },
    files: isMounted ? FRESH_FILES : {},
  };
}
