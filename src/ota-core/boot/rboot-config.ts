/**
 * The boot configuration of the ESP8266's boot loader, 80 bytes, little-endian, no checksum
 * (boot-schemes.md#esp8266; mongoose-os, platforms/esp8266/rboot/rboot/rboot.h):
 *
 *   0  magic e1         4  GPIO rom          8  attempts        12  four app addresses
 *   1  version 1        5  count, 2          9  firmware updated 28  four app sizes
 *   2  mode             6  previous rom     10  padding         44  four filesystem addresses
 *   3  current rom      7  first boot                           60  four filesystem sizes
 *                                                               76  user flags: 1 merge files
 */
export const RBOOT_CONFIG_SIZE = 80;
const MAGIC = 0xe1;
const VERSION = 1;
const COUNT = 2;
const MERGE_FS = 1;
const AT = { roms: 12, romSizes: 28, fsAddresses: 44, fsSizes: 60, userFlags: 76 } as const;

/** One of two slots as the configuration has it. */
export interface RbootSlot {
  readonly address: number;
  readonly sizeBytes: number;
  readonly fsAddress: number;
  readonly fsSizeBytes: number;
}

export interface RbootConfig {
  /** As the bytes have them: nothing vouches for their being 0 or 1. */
  readonly currentRom: number;
  readonly previousRom: number;
  readonly firstBoot: boolean;
  readonly attempts: number;
  readonly firmwareUpdated: boolean;
  readonly mergeFs: boolean;
  readonly slots: readonly [RbootSlot, RbootSlot];
}

export function encodeRbootConfig(config: RbootConfig): Uint8Array {
  const bytes = new Uint8Array(RBOOT_CONFIG_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set([MAGIC, VERSION, 0, config.currentRom, 0, COUNT, config.previousRom]);
  bytes[7] = config.firstBoot ? 1 : 0;
  bytes[8] = config.attempts;
  bytes[9] = config.firmwareUpdated ? 1 : 0;
  config.slots.forEach((slot, index) => {
    view.setUint32(AT.roms + index * 4, slot.address, true);
    view.setUint32(AT.romSizes + index * 4, slot.sizeBytes, true);
    view.setUint32(AT.fsAddresses + index * 4, slot.fsAddress, true);
    view.setUint32(AT.fsSizes + index * 4, slot.fsSizeBytes, true);
  });
  view.setUint32(AT.userFlags, config.mergeFs ? MERGE_FS : 0, true);
  return bytes;
}

/**
 * null where magic or version are not right.
 * QUIRK(rboot.c, find_image): nothing else is looked at, so whatever a cut left of the rest is believed.
 */
export function decodeRbootConfig(bytes: Uint8Array): RbootConfig | null {
  if (bytes[0] !== MAGIC || bytes[1] !== VERSION) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, RBOOT_CONFIG_SIZE);
  const slot = (index: number): RbootSlot => ({
    address: view.getUint32(AT.roms + index * 4, true),
    sizeBytes: view.getUint32(AT.romSizes + index * 4, true),
    fsAddress: view.getUint32(AT.fsAddresses + index * 4, true),
    fsSizeBytes: view.getUint32(AT.fsSizes + index * 4, true),
  });
  return {
    currentRom: bytes[3] ?? 0,
    previousRom: bytes[6] ?? 0,
    firstBoot: bytes[7] !== 0,
    attempts: bytes[8] ?? 0,
    firmwareUpdated: bytes[9] !== 0,
    mergeFs: (view.getUint32(AT.userFlags, true) & MERGE_FS) !== 0,
    slots: [slot(0), slot(1)],
  };
}
