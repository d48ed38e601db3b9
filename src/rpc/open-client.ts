import type { Clock } from '../contracts/clock.ts';
import type { Link } from '../contracts/link.ts';
import type { LogSink } from '../contracts/log.ts';
import type { Channel } from './channel.ts';
import { createRpcClient } from './client.ts';
import type { RpcClient } from './client.ts';
import { openHostChannel } from './link-codec.ts';
import { watchChannel } from './watch-channel.ts';

export interface OpenClientOptions {
  readonly clock: Clock;
  readonly nextId: () => number;
  /** From a request until its reply, where the call has no time of its own. */
  readonly timeoutMs: number;
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
  const { clock, nextId, timeoutMs, log } = options;
  const own = openHostChannel(link, clock);
  if (log === undefined)
    return { channel: own, client: createRpcClient(own, { clock, nextId, timeoutMs }) };
  const channel = watchChannel(own, clock, log);
  const client = createRpcClient(channel, {
    clock,
    nextId,
    timeoutMs,
    onUnanswered: (id, waitedMs) => log({ at: clock.now(), event: 'unanswered', id, waitedMs }),
  });
  return { channel, client };
}
