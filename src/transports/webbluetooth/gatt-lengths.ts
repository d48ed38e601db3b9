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
export const mtuOfRead = (readBytes: number): number => readBytes + READ_HEAD_BYTES;
