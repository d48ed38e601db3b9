import { WebSocket } from 'ws';
import type { Link } from '../../contracts/link.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { openWebSocketLink } from '../../transports/websocket/websocket-link.ts';
import { realClock } from '../../contracts/real-clock.ts';

const OPTIONS = {
  perMessageDeflate: false,
  /** A frame that is too long is passed over (contracts/peer-limits.ts); a message of this size ends the connection unread. */
  maxPayload: 16 * LONGEST_FRAME_BYTES,
  /** How long the peer may take to answer the farewell, in milliseconds, before the connection is dropped: the process waits for it. */
  closeTimeout: 1000,
} as const;

/** The app's WebSocket link on a socket of the library: Node 20 has none of its own. */
export function openNodeWebSocket(url: string, signal: AbortSignal): Promise<Link> {
  return openWebSocketLink({
    url,
    create: (address) => new WebSocket(address, OPTIONS),
    clock: realClock,
    signal,
  });
}
