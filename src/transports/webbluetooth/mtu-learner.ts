import { mtuOfRead } from './gatt-lengths.ts';

/**
 * What the reads of replies tell of the MTU, which no browser does (gatt.md#in-the-field): a device fills every
 * read but the last one of a reply.
 */
export interface MtuLearner {
  /** A read brought so many bytes of so many that were left. */
  read(bytes: number, left: number): void;
  /** null: no reply was longer than one read yet. */
  readonly mtu: number | null;
  /** It is at least this. */
  readonly atLeast: number;
}

/** Every link begins with it (Bluetooth Core, Vol 3, Part G, 5.2.1). */
const LEAST_MTU = 23;

export function createMtuLearner(): MtuLearner {
  let atLeast = LEAST_MTU;
  let cutAt: number | null = null;
  return {
    read(bytes, left) {
      if (bytes === 0) return;
      atLeast = Math.max(atLeast, mtuOfRead(bytes));
      // A read may be shorter than it could be, never longer: the longest one counts.
      if (bytes < left) cutAt = Math.max(cutAt ?? 0, mtuOfRead(bytes));
    },
    get mtu() {
      return cutAt !== null && cutAt >= atLeast ? cutAt : null;
    },
    get atLeast() {
      return atLeast;
    },
  };
}
