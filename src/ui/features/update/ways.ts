import type { Way } from '../../state/way.ts';

type Kind = Way['kind'];

const KINDS: readonly Kind[] = ['practice', 'cable', 'bluetooth'];

/** All ways to a device, the one that was used last first. */
export const waysFrom = (last: Kind): readonly [Kind, ...Kind[]] => [
  last,
  ...KINDS.filter((kind) => kind !== last),
];
