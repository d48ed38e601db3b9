import type { FlashPicture } from '../../../contracts/flash-picture.ts';

/** One line from the boot state at the left to a slot at the right; heights in percent. */
export interface BootTarget {
  readonly key: number;
  readonly from: number;
  readonly to: number;
  /** The one that counts; the others are drawn as older. */
  readonly live: boolean;
}

/** The lines of a picture: one per sound record, or one from the card. Only two slots can be pointed at. */
export function bootTargetsOf(picture: FlashPicture): readonly BootTarget[] {
  const { slots, boot } = picture;
  if (slots.length !== 2) return [];
  const height = (slot: number): number => (slots[0]?.id === slot ? 25 : 75);
  switch (boot.kind) {
    case 'records':
      return boot.records.flatMap(({ number, content }) => {
        if (content.kind !== 'sound') return [];
        const from = number === 1 ? 25 : 75;
        const live = content.age === 'newer';
        return [{ key: number, from, to: height(content.startsSlot), live }];
      });
    case 'card': {
      if (boot.source === 'device') return [];
      const slot = picture.bootTarget ?? ('slot' in picture.next ? picture.next.slot : null);
      return slot === null ? [] : [{ key: 1, from: 50, to: height(slot), live: true }];
    }
    case 'not-reported':
      return [];
    default:
      return boot satisfies never;
  }
}
