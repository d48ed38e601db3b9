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
