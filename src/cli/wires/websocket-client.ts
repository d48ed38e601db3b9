import { WebSocket } from 'ws';
import type { Link } from '../../contracts/link.ts';
import { openWebSocketLink } from '../../transports/websocket/websocket-link.ts';
import { realClock } from '../../contracts/real-clock.ts';

/** The app's WebSocket link on a socket of the library: Node 20 has none of its own. */
export function openNodeWebSocket(url: string, signal: AbortSignal): Promise<Link> {
  return openWebSocketLink({
    url,
    create: (address) => new WebSocket(address, { perMessageDeflate: false }),
    clock: realClock,
    signal,
  });
}
