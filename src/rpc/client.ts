/** The calling half of RPC: numbered requests out, each reply to the call that asked for it. */
import * as v from 'valibot';
import type { Clock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import { linkLossOf } from './channel.ts';
import type { Channel } from './channel.ts';
import { withDeadline } from './deadline.ts';
import type { NoiseReason, RpcFrame, RpcResponse } from './frame.ts';
import { resultSchemas } from './methods.ts';
import type { MethodName, MethodParams, MethodResult } from './methods.ts';

export interface CallOptions {
  readonly signal: AbortSignal;
  /** The client's own when left out. */
  readonly timeoutMs?: number;
  /** Told the id before the request is sent. */
  readonly onId?: (id: number) => void;
}

export interface RpcClientOptions {
  readonly clock: Clock;
  /** Ids never repeat on a link, and stay below 2^53: devices echo numbers as numbers. */
  readonly nextId: () => number;
  /** From the request until its reply. */
  readonly timeoutMs: number;
  /** Sender address; only links with a broker between need one. */
  readonly src?: string;
  /** Bytes that are no frames: the device's console shares the wire. */
  readonly onNoise?: (bytes: Uint8Array, why: NoiseReason) => void;
  /** The reply to this call did not come in time. */
  readonly onUnanswered?: (id: number, waitedMs: number) => void;
}

export interface RpcClient {
  /**
   * Throws rpc/remote, rpc/timeout, rpc/bad-reply, link/lost, frame/too-long, or what the signal says.
   * A reply that comes after that is ignored.
   */
  call<M extends MethodName>(
    method: M,
    params: MethodParams[M],
    options: CallOptions,
  ): Promise<MethodResult<M>>;
  /** The same for a method that nobody knows beforehand: its result as the device gave it. */
  ask(method: string, params: unknown, options: CallOptions): Promise<unknown>;
  close(): Promise<void>;
}

/** Begins to listen at once: what a device says before the first call is noise to the client, too. */
export function createRpcClient(channel: Channel, options: RpcClientOptions): RpcClient {
  const pending = new Map<number, PendingCall>();
  channel.listen({
    frame: (frame) => deliver(pending, frame),
    noise(bytes, why) {
      const isMessage = channel.link.framing === 'message';
      if (why === 'too-deep' || (why === 'too-long' && isMessage)) refuse(pending, why);
      options.onNoise?.(bytes, why);
    },
  });
  void channel.ended.then((end) => {
    for (const call of pending.values()) call.fail(linkLossOf(channel.link, end));
    pending.clear();
  });

  const exchange = async (
    method: string,
    params: unknown,
    { signal, timeoutMs = options.timeoutMs, onId }: CallOptions,
  ): Promise<RpcResponse> => {
    const id = options.nextId();
    onId?.(id);
    const late = (): OtaError => {
      options.onUnanswered?.(id, timeoutMs);
      return new OtaError('rpc/timeout', { method, timeoutMs });
    };
    const ask = async (inner: AbortSignal): Promise<RpcResponse> => {
      const reply = register(pending, id, method);
      const src = options.src ?? null;
      await Promise.all([
        reply, // a reply may overtake the end of the write
        channel.send({ kind: 'request', id, method, params, src, dst: null, tag: null }, inner),
      ]);
      return reply;
    };
    try {
      return await withDeadline({ clock: options.clock, ms: timeoutMs, signal, late }, ask);
    } finally {
      pending.delete(id);
    }
  };

  return {
    async call(method, params, asked) {
      return parseResult(method, await exchange(method, params, asked));
    },
    async ask(method, params, asked) {
      return resultOf(method, await exchange(method, params, asked));
    },
    close: () => channel.close(),
  };
}

interface PendingCall {
  readonly method: string;
  readonly settle: (reply: RpcResponse) => void;
  readonly fail: (error: OtaError) => void;
}

function register(
  pending: Map<number, PendingCall>,
  id: number,
  method: string,
): Promise<RpcResponse> {
  return new Promise((resolve, reject) => {
    pending.set(id, { method, settle: resolve, fail: reject });
  });
}

/** By id only: replies may come in any order. Requests of the device and replies nobody waits for are left alone. */
function deliver(pending: Map<number, PendingCall>, frame: RpcFrame): void {
  if (frame.kind !== 'response' || typeof frame.id !== 'number') return;
  pending.get(frame.id)?.settle(frame);
}

/**
 * A frame that is too much to be looked into has no id. Where one call waits it is its reply: that one is told at
 * once, instead of after its time. (A stream that never ends a line is no reply.)
 */
function refuse(pending: Map<number, PendingCall>, detail: 'too-long' | 'too-deep'): void {
  const [call] = pending.values();
  if (call === undefined || pending.size > 1) return;
  call.fail(new OtaError('rpc/bad-reply', { method: call.method, detail }));
}

function parseResult<M extends MethodName>(method: M, reply: RpcResponse): MethodResult<M> {
  const parsed = v.safeParse(resultSchemas[method], resultOf(method, reply));
  if (!parsed.success)
    throw new OtaError('rpc/bad-reply', { method, detail: v.summarize(parsed.issues) });
  return parsed.output;
}

function resultOf(method: string, { outcome }: RpcResponse): unknown {
  if (outcome.ok) return outcome.result;
  throw new OtaError('rpc/remote', {
    method,
    remoteCode: outcome.code,
    remoteMessage: outcome.message,
  });
}
