/**
 * Lengths as the RPC service writes them, and the sizes that the attribute protocol leaves
 * (gatt.md#identifiers, #response).
 */

const LENGTH_BYTES = 4;
const BIG_ENDIAN = false;

/** No attribute is longer, whatever the MTU; a browser refuses more in one write (gatt.md#session-and-mtu). */
export const LONGEST_WRITE = 512;
/** What every link carries in one packet: the MTU is 23 at least. */
export const LEAST_WRITE = 20;
/** Head of a write on the air. */
const WRITE_HEAD_BYTES = 3;
/** A device sends one byte less than a packet holds, so that nobody reads on (gatt.md#response). */
const READ_HEAD_BYTES = 2;

export function encodeLength(length: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, length, BIG_ENDIAN);
  return bytes;
}

/** null: these bytes are no length. */
export function decodeLength(value: DataView): number | null {
  return value.byteLength < LENGTH_BYTES ? null : value.getUint32(0, BIG_ENDIAN);
}

/** The longest write that is one packet. */
export const writeBytesAt = (mtu: number): number =>
  Math.min(LONGEST_WRITE, Math.max(LEAST_WRITE, mtu - WRITE_HEAD_BYTES));

/** The MTU of a link on which a device sent so many bytes in one read, and would have sent more. */
const mtuOfRead = (readBytes: number): number => readBytes + READ_HEAD_BYTES;

/**
 * How many bytes one write carries. Every size is proved before it is used (echo-probe.ts) and given up when it
 * fails; what was given up on this device is not tried again while the page lives.
 */
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
