/**
 * How many bytes one write carries. Every size is proved before it is used (echo-probe.ts) and given up when it
 * fails; what was given up on this device is not tried again while the page lives.
 */
import { LEAST_WRITE } from './gatt-lengths.ts';

export interface WriteSize {
  readonly bytes: number;
  /** A round trip brought back what was sent in writes of this size. */
  prove(bytes: number): void;
  /** Not to be used, now or later. The next smaller size that was proved takes its place. */
  giveUp(bytes: number): void;
  isHopeful(bytes: number): boolean;
  /** More is not one packet on this link: it would be sent in many small ones (gatt.md#session-and-mtu). */
  limit(bytes: number): void;
}

export function createWriteSize(): WriteSize {
  let proved: readonly number[] = [LEAST_WRITE];
  let failed = Number.POSITIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  return {
    get bytes() {
      return Math.max(...proved.filter((size) => size <= most));
    },
    prove(bytes) {
      if (bytes < failed) proved = [...proved, bytes];
    },
    giveUp(bytes) {
      if (bytes <= LEAST_WRITE) return; // what every link carries
      failed = Math.min(failed, bytes);
      proved = proved.filter((size) => size < bytes);
    },
    isHopeful: (bytes) => bytes < failed && bytes <= most,
    limit(bytes) {
      most = bytes;
    },
  };
}
