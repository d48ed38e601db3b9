import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked, whole, and how it is answered. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly body: Uint8Array;
  readonly response: ServerResponse;
}

/** A web server of this process; `answer` is called for each request. */
export async function startHttpStation(answer: (asked: Asked) => void) {
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.once('close', () => (open -= 1));
    const pieces: Buffer[] = [];
    request.on('error', () => undefined); // given up meanwhile
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => answer({ request, response, body: Buffer.concat(pieces) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/rpc`,
    /** Requests that have no answer yet. */
    open: () => open,
    /** May be called twice. */
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type HttpStation = Awaited<ReturnType<typeof startHttpStation>>;

/** Answers the question that opens a link; false: it is another frame. */
export function answersOpening({ body, response }: Asked): boolean {
  if (!Buffer.from(body).toString().includes('"RPC.Ping"')) return false;
  response.end('{"id":1,"result":{"channel_info":"HTTP"}}\r\n');
  return true;
}
