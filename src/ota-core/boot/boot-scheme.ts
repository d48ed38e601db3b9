import type { AppImage, BootConfig, BootOutcome, SlotId } from './boot-config.ts';

/**
 * How one platform keeps and changes its boot state: the boot loader's half (`boot`) and the
 * running firmware's half (the rest). Every method writes flash in an order in which a power cut at
 * any operation leaves a device that boots.
 */
export interface BootScheme {
  /**
   * The boot loader after power-on or reset: chooses the slot, checks its image, spends the single
   * attempt of a new image, takes the way back. Writes at most the boot configuration.
   */
  boot(): BootOutcome;
  /** What the running firmware answers about itself; only after `boot()` started something. */
  current(): BootConfig;
  /**
   * The slot that the boot state names as the one to go back to, also once the image is committed: the vendor's record
   * keeps it. Left out: that of `current()`.
   */
  previousSlot?(): SlotId;
  /** The slot an update goes to: never the running one. */
  targetSlot(): SlotId;
  /** Where the app of a slot lies now, by the name of its partition. Left out: always where the partition table has it. */
  appPartitionOf?(slot: SlotId): string;
  /** The flip, last act of an update: the next boot tries `image` in the target slot. The time-out is for schemes that keep it. */
  stage(image: AppImage, options: { readonly commitTimeoutMs: number }): void;
  /** Keeps the running image. False if it is already committed. */
  commit(): boolean;
  /** Takes the way back at the next boot. False if the running image is committed. */
  revert(): boolean;
  /**
   * OTA.SetBootState and OTA.CreateSnapshot. An image that runs and is no longer kept has spent its attempt; another one
   * is tried at the next boot. False where it is not stored, or where a slot it names cannot start. Left out: the
   * platform has none of it.
   */
  setState?(state: BootStateChange): boolean;
  /** First start of a fresh chip: slot 0 holds `image`, committed. */
  format(image: AppImage): void;
  /** Which guard ends an uncommitted image that hangs, and after how long. */
  readonly guard: BootGuard;
}

export interface BootStateChange {
  readonly activeSlot: SlotId;
  readonly committed: boolean;
  /** Where to go back to; of no use to what is committed, and kept by the vendor's records all the same. */
  readonly revertSlot: SlotId;
  readonly commitTimeoutMs: number;
}

export type BootGuard =
  /** The boot loader's own timer runs on whatever the image does, hung or not. */
  | { readonly kind: 'boot-loader-timer' }
  /** The application arms the commit timer; a hung one is reset by the watchdog after `watchdogMs`. */
  | { readonly kind: 'application-timer'; readonly watchdogMs: number };

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
