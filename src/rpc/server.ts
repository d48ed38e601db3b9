/** The answering half of RPC, as a device does it: in order, one at a time. */
import { OtaError } from '../contracts/failure.ts';
import type { LinkEnd } from '../contracts/link.ts';
import type { Channel } from './channel.ts';
import type { NoiseReason, RpcRequest, RpcResponse } from './frame.ts';

/** `message` null or empty: an error that carries a code only. `none`: nobody answers. */
export type RpcReply =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: number; readonly message: string | null }
  | { readonly kind: 'none' };

/** A reply for which nothing waits: what is asked meanwhile is answered before it. */
export interface LaterReply {
  readonly kind: 'later';
  readonly reply: Promise<RpcReply>;
}

export interface ServeOptions {
  /** What a reply's `src` says, and the address requests may carry. */
  readonly deviceId: string;
  /** More addresses that are ours. */
  readonly localIds?: readonly string[];
  /** Throws nothing. The next request is read when it has settled; its reply may wait for the link. */
  readonly handle: (request: RpcRequest) => RpcReply | LaterReply | Promise<RpcReply | LaterReply>;
  /**
   * What devices do not answer: the host closes the channel or drops it, as the channel's kind demands
   * (rpc-frames.md#invalid-frames).
   */
  readonly onInvalid: (why: NoiseReason | 'wrong-destination') => void;
}

/** Serves until the channel ends, and settles then. Replies that this side gets are ignored, as devices do. */
export function serveRpc(channel: Channel, options: ServeOptions): Promise<LinkEnd> {
  const isLocal = (dst: string): boolean =>
    dst === options.deviceId || (options.localIds?.includes(dst) ?? false);
  const replies = new ReplyQueue(channel);
  channel.listen({
    async frame(frame) {
      if (frame.dst !== null && !isLocal(frame.dst)) {
        options.onInvalid('wrong-destination');
        return;
      }
      if (frame.kind === 'response') return;
      await replyTo(frame, options, (response) => replies.push(response));
    },
    noise: (_, why) => options.onInvalid(why),
  });
  return channel.ended;
}

/** Settles when the next request may be taken; `send` may be called after that. */
export async function replyTo(
  request: RpcRequest,
  { handle, deviceId }: Pick<ServeOptions, 'handle' | 'deviceId'>,
  send: (response: RpcResponse) => void,
): Promise<void> {
  const answer = (reply: RpcReply): void => {
    const response = responseTo(request, reply, deviceId);
    if (response !== null) send(response);
  };
  const reply = await handle(request);
  if (reply.kind === 'later') void reply.reply.then(answer);
  else answer(reply);
}

/** The reply frame; null for notifications, errors included, and where nobody answers. */
export function responseTo(
  request: RpcRequest,
  reply: RpcReply,
  deviceId: string,
): RpcResponse | null {
  if (request.id === null || reply.kind === 'none') return null;
  const { id, src, dst, tag } = request;
  const outcome =
    reply.kind === 'result'
      ? ({ ok: true, result: reply.result } as const)
      : ({ ok: false, code: reply.code, message: reply.message ?? '' } as const);
  return { kind: 'response', id, src: dst ?? deviceId, dst: src, tag, outcome };
}

/** `rpc.max_queue_length`: when it is full, the oldest reply is dropped without a word (rpc-frames.md#queues). */
export const MOST_QUEUED = 25;

/** Replies behind the one that the link is taking. */
class ReplyQueue {
  readonly #channel: Channel;
  readonly #waiting: RpcResponse[] = [];
  #isSending = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  push(response: RpcResponse): void {
    this.#waiting.push(response);
    if (!this.#isSending) void this.#send();
    else if (this.#waiting.length > MOST_QUEUED) this.#waiting.shift();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      await sendOrDrop(this.#channel, next);
    this.#isSending = false;
  }
}

async function sendOrDrop(channel: Channel, response: RpcResponse): Promise<void> {
  try {
    await channel.send(response);
  } catch (reason) {
    // A reply to a link that is gone is lost, as on a real device; anything else is a bug.
    if (!(reason instanceof OtaError && reason.code === 'link/lost')) throw reason;
  }
}
