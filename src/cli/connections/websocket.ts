import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Link } from '../../contracts/link.ts';
import { WEBSOCKET } from '../../contracts/link-traits.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { decodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { linkOfSocket, plainBytes } from './server-link.ts';

/** The only subprotocol whose echo the official client accepts (channels.md#websocket). */
const MOS_SUBPROTOCOL = 'clubby.cesanta.com';

/** WebSocket on `/rpc` of an HTTP server (channels.md#websocket). Another path is refused. */
export function serveWebSocket(server: Server, accept: (link: Link) => void): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // From 3,065 bytes on a connection is deaf (emulator/limits.ts). What is announced as longer than this is not even taken.
    maxPayload: LONGEST_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has(MOS_SUBPROTOCOL) ? MOS_SUBPROTOCOL : false),
  });
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', () => undefined); // 'close' follows and tells it
    if (pathOf(request.url) !== '/rpc') {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      const { remoteAddress = '', remotePort = '' } = request.socket;
      accept(linkOfWebSocket(accepted, `${remoteAddress}:${remotePort}`));
    });
  });
}

const pathOf = (url: string | undefined): string => (url ?? '').split('?')[0] ?? '';

function linkOfWebSocket(socket: WebSocket, label: string): Link {
  socket.binaryType = 'nodebuffer';
  socket.on('error', () => socket.terminate()); // 'close' follows and tells it
  return linkOfSocket({
    ...WEBSOCKET,
    label,
    framing: 'message',
    listen({ data, closed }) {
      // binaryType is nodebuffer, so a message is one Buffer.
      socket.on('message', (bytes) => {
        if (Buffer.isBuffer(bytes)) data(plainBytes(bytes));
      });
      socket.once('close', closed);
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    // Devices answer in text frames, whatever kind the request was.
    send: (bytes, done) => socket.send(textOf(bytes), (error) => done(error ?? null)),
    destroy: () => socket.terminate(),
  });
}

function textOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? Buffer.from(bytes).toString('latin1');
}
