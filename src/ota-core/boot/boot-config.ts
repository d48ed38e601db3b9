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

/** On trial, its attempt spent: the next boot goes back. */
export const onTrial = (activeSlot: SlotId, revertSlot: SlotId): BootConfig => ({
  activeSlot,
  revertSlot,
  committed: false,
  firstBoot: false,
  mergeFs: false,
  commitTimeoutMs: null,
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

/**
 * What the boot loader of the reference scheme does with a record: one ordered table, the first row
 * that fits counts. Pure; whether an image is sound is asked only where a row needs it.
 *
 *   committed?  first boot?  image active / way back   decision
 *   no record                                          bricked: no-config
 *   yes                      sound                     start it
 *   yes                      damaged                   rescue: the other slot if its image is sound
 *   no          yes          sound                     try it: spend the attempt, then start it
 *   no          yes          damaged                   go back, if the way back is sound
 *   no          no           any / sound               go back: the attempt was spent, nobody committed
 *   no          no           sound / damaged           keep it: the only image left
 *   otherwise                                          bricked: bad-checksum
 */
export type BootDecision =
  | { readonly act: 'start'; readonly slot: SlotId }
  | { readonly act: 'try'; readonly slot: SlotId }
  | { readonly act: 'go-back'; readonly from: SlotId; readonly to: SlotId }
  | { readonly act: 'keep'; readonly slot: SlotId }
  | { readonly act: 'brick'; readonly why: 'no-config' | 'bad-checksum' };

export function decideBoot(
  config: BootConfig | null,
  isSound: (slot: SlotId) => boolean,
): BootDecision {
  if (config === null) return { act: 'brick', why: 'no-config' };
  const active = config.activeSlot;
  const back = config.committed ? otherSlot(active) : config.revertSlot;
  const attemptLeft = config.committed || config.firstBoot;
  if (attemptLeft && isSound(active))
    return { act: config.committed ? 'start' : 'try', slot: active };
  if (back !== null && back !== active && isSound(back))
    return { act: 'go-back', from: active, to: back };
  if (!attemptLeft && isSound(active)) return { act: 'keep', slot: active };
  return { act: 'brick', why: 'bad-checksum' };
}

/** There are two. */
export const otherSlot = (slot: SlotId): SlotId => (slot === 0 ? 1 : 0);

/**
 * Where a platform keeps no word of a trial that ended, the return shows only to whoever saw what ran before the
 * reset: that slot was on trial, and now another one is started, committed.
 */
export function seenReturn(before: BootConfig | null, outcome: BootOutcome): BootOutcome {
  const wasOnTrial = before !== null && !before.committed;
  if (!wasOnTrial || outcome.kind !== 'booted' || !outcome.committed) return outcome;
  const { slot: to, image } = outcome;
  const from = before.activeSlot;
  return to === from ? outcome : { kind: 'reverted', from, to, image };
}
