/**
 * The GATT server of a stock device (gatt.md#request, #response), one connection at a time: bytes in, bytes and
 * ATT errors out. Pure: no radio, no clock, no streams. What a frame means is somebody else's affair.
 *
 *   txCtl  write  4 bytes, big-endian: length of the request that follows; forgets a half-received one
 *   data   write  the request, in pieces; the frame is there with its last byte
 *   rxCtl  notify 4 bytes, big-endian: length of a reply that can be read now
 *   rxCtl  read   the same, 0 = nothing; rewinds `data`
 *   data   read   the next MTU - 2 bytes of the reply; after its last byte the next reply is loaded
 */
import type { RpcCharacteristic } from '../../../src/contracts/bluetooth.ts';

/** Error codes of the attribute protocol (Bluetooth Core, Vol 3, Part F, 3.4.1.1) that a device answers with. */
export const ATT = {
  requestNotSupported: 0x06,
  invalidOffset: 0x07,
  invalidAttributeLength: 0x0d,
  unlikelyError: 0x0e,
  insufficientResources: 0x11,
} as const;

export type AttError = keyof typeof ATT;

export type AttResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AttError };

/** What a central wrote to the client configuration of rxCtl. */
export type NotifyMode = 'off' | 'notify' | 'indicate';

export interface GattServiceOptions {
  /** `bt.gatt_mtu`: what the device asks for. 500 when left out, as stock builds have it. */
  readonly mtu?: number;
  /** `rpc.gatts.max_frame_size`; 4,096 when left out. */
  readonly maxFrameBytes?: number;
  /** A whole request; owned by the listener. Replies come back through `sendFrame`, now or later. */
  readonly onFrame: (frame: Uint8Array) => void;
  /** rxCtl has changed and somebody subscribed to it. The bytes are owned by the listener. */
  readonly onNotify: (value: Uint8Array, mode: 'notify' | 'indicate') => void;
  /** The device wrote through a null pointer: it restarts. */
  readonly onCrash: (why: string) => void;
}

/** What a central can do to the device, and the one thing the device can do. */
export interface GattService {
  /** The link layer is up. Everything is refused until the MTU exchange that the device starts. */
  connect(): void;
  /** The central's answer to the exchange opens the session; 23 where it refused. Returns the MTU from now on. */
  exchangeMtu(peerMtu: number): number;
  /** A stock device ignores the offset of a long read: every read goes on where the last one stopped. */
  read(characteristic: RpcCharacteristic): AttResult<Uint8Array>;
  /** A write with response; longer ones than MTU - 3 arrive here reassembled. Bytes are borrowed. */
  write(characteristic: RpcCharacteristic, bytes: Uint8Array): AttResult<null>;
  /** Always acknowledged. Before the session exists nobody hears of it: no notification ever comes. */
  subscribe(mode: NotifyMode): void;
  /** A reply, or an unsolicited frame; lost without a session. Bytes are borrowed. */
  sendFrame(frame: Uint8Array): void;
  /** The link is gone, and with it the session and every byte of it. */
  disconnect(): void;
  /** Of the connection; null without a session. */
  readonly mtu: number | null;
}

/** The MTU every link begins with, and stays at when the central refuses to exchange it. */
const LEAST_MTU = 23;
/** An attribute value is never longer (Bluetooth Core, Vol 3, Part F, 3.2.9). */
const LONGEST_VALUE = 512;
/** `rpc.max_queue_length`: above it the oldest frame that waits is dropped in silence (rpc-frames.md#queues). */
const QUEUE_FRAMES = 25;

/** One connection's memory. `receiving` null: no buffer. */
interface Session {
  readonly mtu: number;
  mode: NotifyMode;
  expected: number;
  receiving: Uint8Array | null;
  received: number;
  sending: Uint8Array | null;
  sent: number;
  readonly queue: Uint8Array[];
}

const BIG_ENDIAN = false;

const ok = <T>(value: T): AttResult<T> => ({ ok: true, value });
const failed = (error: AttError): AttResult<never> => ({ ok: false, error });
const DONE = ok(null);

export function createGattService(options: GattServiceOptions): GattService {
  const ownMtu = options.mtu ?? 500;
  const maxFrameBytes = options.maxFrameBytes ?? 4096;
  let isConnected = false;
  let session: Session | null = null;

  const begin = (frame: Uint8Array, on: Session): void => {
    on.sending = frame;
    on.sent = 0;
    if (on.mode !== 'off') options.onNotify(lengthBytes(frame.length), on.mode);
  };
  const readData = (on: Session): Uint8Array => {
    const frame = on.sending ?? new Uint8Array();
    const value = frame.slice(on.sent, on.sent + on.mtu - 2); // the central keeps it
    on.sent += value.length;
    if (on.sent < frame.length) return value;
    on.sending = null;
    on.sent = 0;
    const next = on.queue.shift();
    if (next !== undefined) begin(next, on);
    return value;
  };
  return {
    get mtu() {
      return session?.mtu ?? null;
    },
    connect() {
      isConnected = true;
      session = null;
    },
    exchangeMtu(peerMtu) {
      const mtu = Math.max(LEAST_MTU, Math.min(ownMtu, peerMtu));
      if (isConnected) session = newSession(mtu);
      return mtu;
    },
    read(characteristic) {
      if (session === null) return failed('unlikelyError');
      if (characteristic === 'txCtl') return failed('requestNotSupported');
      if (characteristic === 'data') return ok(readData(session));
      session.sent = 0;
      return ok(lengthBytes(session.sending?.length ?? 0));
    },
    write(characteristic, bytes) {
      if (session === null) return failed('unlikelyError');
      if (characteristic === 'rxCtl') return failed('requestNotSupported');
      if (bytes.length > LONGEST_VALUE) return failed('invalidAttributeLength');
      if (characteristic === 'txCtl') return expectFrame(session, bytes, maxFrameBytes);
      return takeData(session, bytes, options);
    },
    subscribe(mode) {
      if (session !== null) session.mode = mode;
    },
    sendFrame(frame) {
      if (session === null) return;
      const own = frame.slice(); // the caller may go on with its own
      if (session.sending === null) {
        begin(own, session);
        return;
      }
      session.queue.push(own);
      if (session.queue.length > QUEUE_FRAMES) session.queue.shift();
    },
    disconnect() {
      isConnected = false;
      session = null;
    },
  };
}

const newSession = (mtu: number): Session => ({
  mtu,
  mode: 'off',
  expected: 0,
  receiving: null,
  received: 0,
  sending: null,
  sent: 0,
  queue: [],
});

function lengthBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length, BIG_ENDIAN);
  return bytes;
}

function expectFrame(on: Session, bytes: Uint8Array, maxFrameBytes: number): AttResult<null> {
  if (bytes.length < 4) return failed('requestNotSupported');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, BIG_ENDIAN);
  if (length > maxFrameBytes) return failed('insufficientResources');
  on.received = 0;
  if (length === on.expected) return DONE;
  on.receiving = null;
  // QUIRK(rpc-gatts mgos_rpc_channel_gatts.c): a buffer of no bytes is a null pointer, taken for a lack of memory,
  // and the length of before stays expected.
  if (length === 0) return failed('insufficientResources');
  on.receiving = new Uint8Array(length);
  on.expected = length;
  return DONE;
}

function takeData(
  on: Session,
  bytes: Uint8Array,
  { onFrame, onCrash }: GattServiceOptions,
): AttResult<null> {
  if (on.received + bytes.length > on.expected) return failed('invalidOffset');
  if (on.receiving === null && bytes.length > 0) {
    onCrash('data for a frame of length 0');
    return failed('unlikelyError');
  }
  on.receiving?.set(bytes, on.received);
  on.received += bytes.length;
  if (on.received < on.expected) return DONE;
  // QUIRK(as above): a write of no bytes while nothing is expected is a frame of no bytes, which is invalid.
  const frame = on.receiving ?? new Uint8Array();
  on.receiving = null;
  on.received = 0;
  on.expected = 0;
  onFrame(frame);
  return DONE;
}
