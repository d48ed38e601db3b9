/** Names one run with aged flash so that it can be made again: `profile~rot~state~area~seed`, `profile~bad~kind~offset`. */
import { WEAR_KINDS, type WearKind } from './worn-flash.ts';

/** What the device was doing when its bits flipped. */
export const REST_STATES = ['fresh', 'staged', 'trial', 'kept', 'gone-back'] as const;
export type RestState = (typeof REST_STATES)[number];

export type DecayId =
  | {
      readonly kind: 'rot';
      readonly profile: string;
      readonly state: RestState;
      /** A partition, or a record by its place in one: `otadata+1000`. */
      readonly area: string;
      readonly seed: number;
    }
  | {
      readonly kind: 'bad';
      readonly profile: string;
      readonly wear: WearKind;
      /** Where it begins on the chip. */
      readonly offset: number;
    };

export const formatDecayId = (id: DecayId): string =>
  id.kind === 'rot'
    ? [id.profile, 'rot', id.state, id.area, id.seed].join('~')
    : [id.profile, 'bad', id.wear, id.offset.toString(16)].join('~');

/** null if it is none. */
export function parseDecayId(text: string): DecayId | null {
  const [profile = '', kind, first, second = '', third = ''] = text.split('~');
  const state = REST_STATES.find((known) => known === first);
  if (kind === 'rot' && state !== undefined && /^\d+$/.test(third))
    return { kind, profile, state, area: second, seed: Number(third) };
  const wear = WEAR_KINDS.find((known) => known === first);
  if (kind === 'bad' && wear !== undefined && /^[\da-f]+$/.test(second))
    return { kind, profile, wear, offset: parseInt(second, 16) };
  return null;
}
