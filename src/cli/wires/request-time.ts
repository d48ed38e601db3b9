import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../contracts/clock.ts';

/** A request that has begun, or may begin, is there after so long: 3 KiB take any link less. */
const REQUEST_MS = 10_000;
/** Some requests a device never answers (http.ts). Longer than the slowest call, a write that erases a slot. */
const ANSWER_MS = 300_000;

/**
 * Closes connections on which a request is not completed in time, or not answered: whoever opens them and sends
 * half a request does not hold the server. (Node's own bounds work only for a server that listens itself.)
 * A connection that became a WebSocket is left alone.
 */
export function boundRequestTime(server: Server, clock: Clock): void {
  const waits = new WeakMap<Duplex, AbortController>();
  const letGo = (socket: Duplex): void => waits.get(socket)?.abort();
  const closeAfter = (socket: Duplex, ms: number): void => {
    letGo(socket);
    if (socket.destroyed) return;
    const wait = new AbortController();
    waits.set(socket, wait);
    clock.sleep(ms, wait.signal).then(
      () => socket.destroy(),
      () => undefined, // it went on in time
    );
  };
  server.on('connection', (socket) => {
    closeAfter(socket, REQUEST_MS);
    socket.once('close', () => letGo(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    request.once('end', () => closeAfter(socket, ANSWER_MS));
    response.once('finish', () => closeAfter(socket, REQUEST_MS));
  });
  server.on('upgrade', (_, socket: Duplex) => letGo(socket));
}
