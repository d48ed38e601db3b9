/**
 * What a form of boot state survives, as facts for the host's words: what is claimed of a device is what
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

export const HARDENED: BootSafety = {
  isHardened: true,
  goesBackFromHang: true,
  movesImages: false,
  recordSurvivesCut: true,
};

/** `esp32-hang-before-init` and `esp32-two-step-flip`, `cc3200-hang-before-init` and `cc3200-no-checksum`. */
export const NEITHER: BootSafety = {
  isHardened: false,
  goesBackFromHang: false,
  movesImages: false,
  recordSurvivesCut: false,
};

/** `rboot-one-sector`. */
export const ONE_SECTOR: BootSafety = { ...NEITHER, goesBackFromHang: true };

/** `mgos-second-area`, `mgos-last-number`: an update may not be kept, the old image starts. */
export const STOCK_AREAS: BootSafety = { ...HARDENED, isHardened: false };

/** Of a platform that nothing is known of: claims nothing. */
export const UNKNOWN: BootSafety = { ...NEITHER, movesImages: true };
