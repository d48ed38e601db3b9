import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  readonly url: string;
  /** Of every request, in order. */
  readonly requests: readonly { readonly url: string; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

const certificate = (name: string): string =>
  readFileSync(new URL(`../../fixtures/certificates/${name}`, import.meta.url), 'utf8');

/** Of the https server below, which it calls `files.test`. */
export const FILES_CERTIFICATE = certificate('files.pem');

/** A web server on a free port that answers as told. */
export async function serveFiles(
  answer: RequestListener,
  scheme: 'http' | 'https' = 'http',
): Promise<FileServer> {
  const requests: { url: string; headers: IncomingHttpHeaders }[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    answer(request, response);
  };
  const server =
    scheme === 'http'
      ? createServer(listener)
      : createSecureServer({ cert: FILES_CERTIFICATE, key: certificate('files.key') }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The bytes, with their length. */
export const whole =
  (bytes: Uint8Array): RequestListener =>
  (_, response) => {
    response.setHeader('Content-Length', bytes.length);
    response.end(bytes);
  };
