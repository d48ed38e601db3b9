import { decodeUtf8, encodeUtf8 } from '../ota-core/primitives/utf8.ts';

/** One mg_rpc frame (rpc-frames.md#fields), parsed: what the channel hands up and takes down. */
export type RpcId = number | string;

export interface RpcRequest {
  readonly kind: 'request';
  /** null = notification: no reply is wanted. */
  readonly id: RpcId | null;
  readonly method: string;
  readonly params: unknown;
  readonly src: string | null;
  readonly dst: string | null;
  readonly tag: string | null;
}

export interface RpcResponse {
  readonly kind: 'response';
  readonly id: RpcId;
  readonly src: string | null;
  readonly dst: string | null;
  readonly tag: string | null;
  /** error.code 0 is success and arrives here as `result` null. */
  readonly outcome:
    | { readonly ok: true; readonly result: unknown }
    /** An empty message is left out of the frame, as devices do. */
    | { readonly ok: false; readonly code: number; readonly message: string };
}

export type RpcFrame = RpcRequest | RpcResponse;

/**
 * Why bytes are no frame. `console`: text between frames. `not-ascii`: a device drops its buffer at a byte
 * above 0x7f. `not-a-frame`: JSON, but what devices call invalid (rpc-frames.md#invalid-frames). `too-long` and
 * `too-deep`: beyond what is taken of a peer (contracts/peer-limits.ts); `bytes` are then the beginning only.
 */
export type NoiseReason =
  'console' | 'bad-crc' | 'too-long' | 'too-deep' | 'not-ascii' | 'not-json' | 'not-a-frame';

/** Noise is data too: the device's console shares the wire with RPC. */
export type Decoded =
  | { readonly kind: 'frame'; readonly frame: RpcFrame; readonly bytes: number }
  | {
      readonly kind: 'noise';
      readonly bytes: Uint8Array;
      readonly why: NoiseReason;
    };

/** Pure and synchronous: bytes in, items out. No streams, no timers. The result does not depend on how the bytes are cut. */
export interface FrameDecoder {
  push(chunk: Uint8Array): readonly Decoded[];
  flush(): readonly Decoded[];
}

export interface FrameCodec {
  /** Throws OtaError frame/too-long. The result is owned by the caller. */
  encode(frame: RpcFrame): Uint8Array;
  createDecoder(): FrameDecoder;
}

/**
 * One frame as JSON text, in the order in which devices write their keys: `id, src, dst, tag, result|error`
 * for replies (rpc-frames.md#fields), the same head before `method, params` for requests. Absent members are left
 * out, and everything above U+007F is escaped: one such byte makes a serial device drop its buffer (uart.md#receiving).
 */
export function frameText(frame: RpcFrame): string {
  const members = [
    ...idMember(frame),
    ...textMember('src', frame.src),
    ...textMember('dst', frame.dst),
    ...textMember('tag', frame.tag),
    ...(frame.kind === 'request' ? callMembers(frame) : outcomeMembers(frame)),
  ];
  return escapeNonAscii(`{${members.join(',')}}`);
}

/** The frame as bytes, all below 0x80; owned by the caller. */
export function frameBytes(frame: RpcFrame): Uint8Array {
  return encodeUtf8(frameText(frame));
}

/**
 * What a peer sent, as text: UTF-8, and where it is not (a device hands SSIDs and file names through as
 * they are) byte by byte as Latin-1, so that one odd name does not cost the whole reply.
 */
export function textOfBytes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== null) return text;
  let latin1 = '';
  for (const byte of bytes) latin1 += String.fromCharCode(byte);
  return latin1;
}

function idMember({ kind, id }: RpcFrame): readonly string[] {
  if (id === null) return [];
  return [`"id":${kind === 'response' ? echoedId(id) : JSON.stringify(id)}`];
}

/** Digits only: a number, whatever the request had; anything else: a text (rpc-frames.md#ids). */
function echoedId(id: RpcId): string {
  const text = String(id);
  return /^[0-9]+$/.test(text) ? text : JSON.stringify(text);
}

const textMember = (key: string, value: string | null): readonly string[] =>
  value === null || value === '' ? [] : [`"${key}":${JSON.stringify(value)}`];

function callMembers({ method, params }: RpcRequest): readonly string[] {
  const name = `"method":${JSON.stringify(method)}`;
  return params === null || params === undefined
    ? [name]
    : [name, `"params":${JSON.stringify(params)}`];
}

function outcomeMembers({ outcome }: RpcResponse): readonly string[] {
  if (outcome.ok) return [`"result":${JSON.stringify(outcome.result ?? null)}`];
  const { code, message } = outcome;
  return [`"error":${JSON.stringify(message === '' ? { code } : { code, message })}`];
}

const escapeNonAscii = (text: string): string =>
  text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
