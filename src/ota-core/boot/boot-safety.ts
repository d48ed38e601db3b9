/**
 * What each form of boot state survives, as facts for the host's words: what is claimed of a device is what
 * its boot loader keeps. docs/BOOT-CONFIG.md describes each weakness, `npm run sweep` finds them.
 */
export interface BootSafety {
  /** Held to every invariant: a power cut at any flash operation leaves a device that starts. */
  readonly isHardened: boolean;
  /** The boot loader ends the one attempt of an image that hangs before it starts, and starts the old one. */
  readonly goesBackFromHang: boolean;
  /** The boot loader moves images at a restart: the old one does not stay where it was. */
  readonly movesImages: boolean;
  /** A power cut while the boot record is written leaves the old record or the new one. */
  readonly recordSurvivesCut: boolean;
}

const HARDENED: BootSafety = {
  isHardened: true,
  goesBackFromHang: true,
  movesImages: false,
  recordSurvivesCut: true,
};
const HARDENED_MOVING: BootSafety = { ...HARDENED, movesImages: true };

/** `esp32-hang-before-init` and `esp32-two-step-flip`, `cc3200-hang-before-init` and `cc3200-no-checksum`. */
const NEITHER: BootSafety = {
  isHardened: false,
  goesBackFromHang: false,
  movesImages: false,
  recordSurvivesCut: false,
};
/** `rboot-one-sector`. */
const ONE_SECTOR: BootSafety = { ...NEITHER, goesBackFromHang: true };
/** `mgos-second-area`, `mgos-last-number`: an update may not be kept, the old image starts. */
const STOCK_AREAS: BootSafety = { ...HARDENED, isHardened: false };

/** By the name of the profile. */
const SAFETY_OF: ReadonlyMap<string, BootSafety> = new Map([
  ['reference', HARDENED],
  ['esp32', HARDENED],
  ['esp32c3', HARDENED],
  ['esp32-stock', NEITHER],
  ['esp8266', ONE_SECTOR],
  ['esp8266-hardened', HARDENED],
  ['cc3200', HARDENED],
  ['cc3220', HARDENED],
  ['cc3200-stock', NEITHER],
  ['stm32', HARDENED_MOVING],
  ['stm32-mixed', HARDENED_MOVING],
  ['stm32-stock', { ...STOCK_AREAS, movesImages: true }],
  ['rs14100', HARDENED],
  ['rs14100-stock', STOCK_AREAS],
]);

/** The vendor's form on each platform. */
const STOCK_OF: ReadonlyMap<string, string> = new Map([
  ['esp32', 'esp32-stock'],
  ['esp32c3', 'esp32-stock'],
  ['esp8266', 'esp8266'],
  ['cc3200', 'cc3200-stock'],
  ['cc3220', 'cc3200-stock'],
  ['stm32', 'stm32-stock'],
  ['rs14100', 'rs14100-stock'],
]);

/** Of a platform that nothing is known of: claims nothing. */
const UNKNOWN: BootSafety = { ...NEITHER, movesImages: true };

/**
 * `scheme` is what the device reports; stock devices report none, and a name that is not known counts as
 * none: then the vendor's form of the platform counts.
 */
export function bootSafetyOf(device: {
  readonly arch: string;
  readonly scheme?: string | null | undefined;
}): BootSafety {
  const reported = SAFETY_OF.get(device.scheme ?? '');
  return reported ?? SAFETY_OF.get(STOCK_OF.get(device.arch) ?? '') ?? UNKNOWN;
}
