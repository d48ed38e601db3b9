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
import type { BootConfig, SlotId } from './boot-config.ts';

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
