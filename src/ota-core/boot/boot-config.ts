/** A slot number as the device counts: 0 is the first. */
export type SlotId = 0 | 1;

/** What the boot configuration says, whatever bytes a platform keeps it in. */
export interface BootConfig {
  readonly activeSlot: SlotId;
  /** Where to go back to while not committed; null once committed. */
  readonly revertSlot: SlotId | null;
  readonly committed: boolean;
  /** The new image has not been tried yet: the boot loader may start it once. */
  readonly firstBoot: boolean;
  /** Files of the old filesystem are to be merged into the new one on first boot. */
  readonly mergeFs: boolean;
  /** 0 = commit by itself at first boot. null = the boot state does not hold it: `updater.dat` does. */
  readonly commitTimeoutMs: number | null;
}

/** Committed, nothing pending. */
export const committedTo = (activeSlot: SlotId): BootConfig => ({
  activeSlot,
  revertSlot: null,
  committed: true,
  firstBoot: false,
  mergeFs: false,
  commitTimeoutMs: 0,
});

/** An image in a slot, by its exact bytes: what a boot loader checks before it jumps. */
export interface AppImage {
  readonly sizeBytes: number;
  /** SHA-256 of the `sizeBytes` first bytes of the app partition, 32 bytes. */
  readonly sha256: Uint8Array;
}

export type BootOutcome =
  | {
      readonly kind: 'booted';
      readonly slot: SlotId;
      /** This is the one attempt of a new image. */
      readonly first: boolean;
      readonly committed: boolean;
      readonly revertSlot: SlotId | null;
      /** As in BootConfig. */
      readonly commitTimeoutMs: number | null;
      readonly image: AppImage;
    }
  | {
      /** The way back was taken during this boot; what runs now is `to`, committed. */
      readonly kind: 'reverted';
      readonly from: SlotId;
      readonly to: SlotId;
      readonly image: AppImage;
    }
  | {
      readonly kind: 'bricked';
      readonly why: 'no-config' | 'no-slot' | 'bad-checksum';
    };
