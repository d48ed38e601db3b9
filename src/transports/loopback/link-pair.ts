/** Two ends of one wire, in one program. Both ends' streams can be transferred to other threads. */
import { OtaError } from '../../contracts/failure.ts';
import { createLinkStats } from '../../contracts/link.ts';
import type { Link, LinkEnd, LinkStats } from '../../contracts/link.ts';
import { LOOPBACK } from '../../contracts/link-traits.ts';
import { createPipe } from './pipe.ts';
import type { Pipe } from './pipe.ts';

export interface LinkPairOptions {
  readonly label?: string;
  readonly framing?: 'stream' | 'message';
  /** Bytes of JSON text either side takes. */
  readonly maxFrameBytes?: number;
}

export interface LinkPair {
  readonly near: Link;
  readonly far: Link;
  /** The wire is gone: both ends are `lost`, what was under way is dropped. */
  lose(detail: string): void;
}

/** What a stock device takes over WebSocket: the loopback link is no kinder (channels.md#websocket). */
const DEFAULT_MAX_FRAME_BYTES = 3064;

export function createLinkPair(options: LinkPairOptions = {}): LinkPair {
  const nearStats = createLinkStats();
  const farStats = createLinkStats();
  const close = (): void => end({ why: 'closed' });
  const outward = createPipe({ carried: counter(nearStats, farStats), onClose: close });
  const inward = createPipe({ carried: counter(farStats, nearStats), onClose: close });
  let settle: (end: LinkEnd) => void = () => undefined;
  const ended = new Promise<LinkEnd>((resolve) => {
    settle = resolve;
  });
  let over = false;
  const end = (how: LinkEnd): void => {
    if (over) return;
    over = true;
    settle(how);
    for (const pipe of [outward, inward]) {
      if (how.why === 'closed') pipe.finish(lossOf('closed'));
      else pipe.fail(lossOf(how.detail));
    }
  };
  const build = (stats: LinkStats, from: Pipe, to: Pipe): Link => ({
    ...LOOPBACK,
    label: options.label ?? 'loopback',
    framing: options.framing ?? 'message',
    maxFrameBytes: options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
    stats,
    readable: from.readable,
    writable: to.writable,
    ended,
    close() {
      close();
      return Promise.resolve();
    },
  });
  return {
    near: build(nearStats, inward, outward),
    far: build(farStats, outward, inward),
    lose: (detail) => end({ why: 'lost', detail }),
  };
}

const lossOf = (detail: string): OtaError =>
  new OtaError('link/lost', { kind: 'loopback', detail });

const counter =
  (sender: LinkStats, receiver: LinkStats) =>
  (bytes: number): void => {
    sender.sentBytes += bytes;
    sender.sentChunks += 1;
    receiver.receivedBytes += bytes;
    receiver.receivedChunks += 1;
  };
