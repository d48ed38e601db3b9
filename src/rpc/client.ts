/** The calling half of RPC: numbered requests out, each reply to the call that asked for it. */
import * as v from 'valibot';
import type { Clock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import type { LogSink, LinkEvent } from '../contracts/link-log.ts';
import { linkLossOf } from '../contracts/link.ts';
import type { Link } from '../contracts/link.ts';
import { createAnswerJudge } from './answer-judge.ts';
import { createChannel, createMessageCodec } from './channel.ts';
import type { Channel } from './channel.ts';
import { withDeadline } from './deadline.ts';
import { requestOf } from './frame.ts';
import type { NoiseReason, RpcFrame, RpcResponse, FrameCodec } from './frame.ts';
import { createHostLineCodec } from './line-codec.ts';
import { resultSchemas } from './methods.ts';
import type { MethodName, MethodParams, MethodResult } from './methods.ts';
import type { SignIn } from './sign-in.ts';
import { createUartLine } from './uart-line.ts';

export interface CallOptions {
  readonly signal: AbortSignal;
  /** The client's own when left out. */
  readonly timeoutMs?: number;
  /** Told the id before the request is sent. */
  readonly onId?: (id: number) => void;
}

export interface RpcClientOptions {
  readonly clock: Clock;
  /** Ids never repeat on a link, and stay below 2^53: devices echo numbers as numbers. At a broker they begin elsewhere (FrameAddress). */
  readonly nextId: () => number;
  /** From the request until its reply. */
  readonly timeoutMs: number;
  /** Who calls, for devices that ask; left out: nobody says so. */
  readonly signIn?: SignIn | undefined;
  /** Bytes that are no frames: the device's console shares the wire. */
  readonly onNoise?: (bytes: Uint8Array, why: NoiseReason) => void;
  /** The reply to this call did not come in time. */
  readonly onUnanswered?: (id: number, waitedMs: number) => void;
}

export interface RpcClient {
  /**
   * Throws rpc/remote, rpc/timeout, rpc/bad-reply, link/lost, frame/too-long, device/two-answers, device/wrong-password, or what the
   * signal says.
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
  const { frameAddress } = channel.link;
  const judge = createAnswerJudge(frameAddress);
  let distrust: OtaError | null = null;
  const failAll = (error: OtaError): void => {
    for (const call of pending.values()) call.fail(error);
    pending.clear();
  };
  channel.listen({
    frame(frame) {
      if (frame.kind !== 'response') return; // a request to us is never executed
      const method = typeof frame.id === 'number' ? pending.get(frame.id)?.method : undefined;
      switch (judge(frame, method)) {
        case 'answer':
          deliver(pending, frame);
          return;
        case 'contradiction':
          distrust = new OtaError('device/two-answers', { device: frameAddress?.dst ?? '' });
          failAll(distrust);
          void channel.close();
          return;
        case 'ignored':
      }
    },
    noise(bytes, why) {
      const isMessage = channel.link.framing === 'message';
      if (why === 'too-deep' || (why === 'too-long' && isMessage)) refuse(pending, why);
      options.onNoise?.(bytes, why);
    },
  });
  void channel.ended.then((end) => failAll(distrust ?? linkLossOf(channel.link, end)));

  const exchange = createExchange(channel, {
    ...options,
    pending,
    distrust: () => distrust,
  });

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

interface ExchangeOptions extends RpcClientOptions {
  readonly pending: Map<number, PendingCall>;
  /** Why nothing more is asked; null = it is. */
  readonly distrust: () => OtaError | null;
}

/** One call and its reply; as often as the device asks for another proof of who calls. */
function createExchange(
  channel: Channel,
  { pending, distrust, signIn, ...options }: ExchangeOptions,
) {
  const firstId = channel.link.frameAddress?.firstId ?? 0;
  const once = async (
    method: string,
    params: unknown,
    { signal, timeoutMs = options.timeoutMs, onId }: CallOptions,
  ): Promise<RpcResponse> => {
    const broken = distrust();
    if (broken !== null) throw broken;
    if (signIn?.isRefused === true) throw new OtaError('device/wrong-password', { method });
    const id = firstId + options.nextId();
    onId?.(id);
    const late = (): OtaError => {
      options.onUnanswered?.(id, timeoutMs);
      return new OtaError('rpc/timeout', { method, timeoutMs });
    };
    const ask = async (inner: AbortSignal): Promise<RpcResponse> => {
      const reply = register(pending, id, method);
      const auth = signIn?.auth() ?? undefined;
      await Promise.all([
        reply, // a reply may overtake the end of the write
        channel.send(requestOf({ id, method, params, auth }, channel.link.frameAddress), inner),
      ]);
      return reply;
    };
    try {
      return await withDeadline({ clock: options.clock, ms: timeoutMs, signal, late }, ask);
    } finally {
      pending.delete(id);
    }
  };
  return async (method: string, params: unknown, asked: CallOptions): Promise<RpcResponse> => {
    for (let tries = 0; ; tries += 1) {
      const reply = await once(method, params, asked);
      const { outcome } = reply;
      if (outcome.ok || signIn?.retries(outcome.code, outcome.message, tries) !== true) {
        if (signIn?.isRefused === true) throw new OtaError('device/wrong-password', { method });
        return reply;
      }
    }
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
function deliver(pending: Map<number, PendingCall>, frame: RpcResponse): void {
  if (typeof frame.id === 'number') pending.get(frame.id)?.settle(frame);
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

export interface OpenClientOptions {
  readonly clock: Clock;
  /** By which a line waits for its turn; `clock` when left out. */
  readonly lineClock?: Clock | undefined;
  readonly nextId: () => number;
  /** From a request until its reply, where the call has no time of its own. */
  readonly timeoutMs: number;
  readonly signIn?: SignIn | undefined;
  /** Is told all that passes. */
  readonly log?: LogSink | undefined;
}

export interface OpenClient {
  readonly channel: Channel;
  /** Closing it closes the channel. */
  readonly client: RpcClient;
}

/** The calling half on a fresh link, which belongs to it from now on. */
export function openClient(link: Link, options: OpenClientOptions): OpenClient {
  const { clock, lineClock = clock, nextId, timeoutMs, signIn, log } = options;
  const own = openHostChannel(link, lineClock);
  if (log === undefined)
    return { channel: own, client: createRpcClient(own, { clock, nextId, timeoutMs, signIn }) };
  const channel = watchChannel(own, clock, log);
  const client = createRpcClient(channel, {
    clock,
    nextId,
    timeoutMs,
    signIn,
    onUnanswered: (id, waitedMs) => log({ at: clock.now(), event: 'unanswered', id, waitedMs }),
  });
  return { channel, client };
}

/** The client's channel on a link: its codec by its framing, its manners by how it is served. Takes the link. */
export function openHostChannel(link: Link, clock: Clock): Channel {
  const codec = hostCodecFor(link);
  if (link.traits.service !== 'uart' || link.framing !== 'stream')
    return createChannel(link, codec);
  return createChannel(link, codec, createUartLine({ clock, baudRate: link.baudRate ?? null }));
}

/** The client's codec for a link, by its framing. */
export function hostCodecFor({ framing, maxFrameBytes }: Link): FrameCodec {
  return framing === 'stream'
    ? createHostLineCodec({ maxFrameBytes })
    : createMessageCodec({ maxFrameBytes });
}

/** The same channel, with all that passes told to `log`. Changes nothing and never waits. */
export function watchChannel(channel: Channel, clock: Clock, log: LogSink): Channel {
  const { link } = channel;
  const tell = (event: LinkEvent): void => log({ at: clock.now(), ...event });
  const { kind, traits, label, baudRate = null, pieceBytes } = link;
  const pieces = pieceBytes === undefined ? {} : { pieceBytes };
  tell({ event: 'opened', kind, traits, label, baudRate, ...pieces });
  void channel.ended.then((end) => tell({ event: 'ended', end }));
  return {
    link,
    ended: channel.ended,
    listen(listener) {
      channel.listen({
        frame(frame, bytes) {
          if (frame.kind === 'response')
            tell({ event: 'reply', id: frame.id, outcome: frame.outcome, bytes });
          return listener.frame(frame, bytes);
        },
        noise(bytes, why) {
          tell({ event: 'noise', why, bytes });
          listener.noise?.(bytes, why);
        },
      });
    },
    async send(frame: RpcFrame, signal?: AbortSignal, encoded?: (bytes: number) => void) {
      await channel.send(frame, signal, (bytes) => {
        if (frame.kind === 'request') {
          const { id, method, params } = frame;
          tell({ event: 'request', id, method, params, bytes });
        }
        encoded?.(bytes);
      });
      tell({ event: 'taken', id: frame.id });
    },
    close: () => channel.close(),
  };
}
