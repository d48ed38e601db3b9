import { performance } from 'node:perf_hooks';
import type { FuzzTarget } from './target.ts';

/** Known bugs, built around a target from outside: a campaign that does not find them finds nothing. */
export const PLANTS = {
  /** Forgets what came before a piece that begins in the middle of a header. */
  'forgets-at-a-cut': (target) => ({
    ...target,
    run: (pieces) => target.run(pieces.length > 3 ? pieces.slice(1) : pieces),
  }),
  /** Reads past the end of a short input. */
  'untyped-exception': (target) => ({
    ...target,
    run(pieces) {
      const first = pieces[0]?.[0];
      if (first === 0xff) throw new RangeError('offset is outside the bounds of the DataView');
      return target.run(pieces);
    },
  }),
  /** Takes quadratic time on a repeated word. */
  slow: (target) => ({
    ...target,
    run(pieces) {
      const isHit = pieces.some((piece) => Buffer.from(piece).includes('[[[['));
      const end = performance.now() + 120;
      while (isHit && performance.now() < end);
      return target.run(pieces);
    },
  }),
} as const satisfies Readonly<Record<string, (target: FuzzTarget) => FuzzTarget>>;

export type PlantName = keyof typeof PLANTS;

export function isPlant(name: string): name is PlantName {
  return Object.hasOwn(PLANTS, name);
}
