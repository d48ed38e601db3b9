/** The device as a client of a web server: it fetches a bundle as stock firmware does (pull-and-post.md#pull). */
import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { HostedPull, HostedUpdate, HostFailure } from '../../emulator/hosted-update.ts';
import type { ServerTrust } from '../../ota-core/device/device.ts';
import { headerBytes } from './header-bytes.ts';
import { plainBytes } from './server-link.ts';

/** Stock firmware follows without end; a loop of redirects has to stop somewhere. */
export const MOST_REDIRECTS = 10;
/** Head of a response; what has more is no server of bundles. */
const MOST_HEADER_BYTES = 16_384;

const NOT_CONNECTED: HostFailure = { code: -10, text: 'Failed to connect' };
const ENDED_EARLY: HostFailure = { code: -1, text: 'Update failed' };
const NO_LENGTH: HostFailure = {
  code: -1,
  text: 'Invalid content-length, perhaps chunked-encoding',
};

/**
 * Feeds the update with what the server sends, or ends it in the device's words for what went wrong. The end of the
 * update, be it by the device's own watchdog, closes the connection: that bounds every wait here.
 */
export async function fetchUpdate({ url, headers, trust, update }: HostedPull): Promise<void> {
  let at: string | null = url;
  for (let redirects = 0; at !== null; redirects += 1) {
    const answer = await ask(at, { headers, trust, signal: update.signal });
    if (answer.kind === 'failure') {
      await update.fail(answer.failure);
      return;
    }
    at = redirects < MOST_REDIRECTS ? locationOf(answer.response) : null;
    if (at === null) await receive(answer.response, update);
    answer.response.destroy();
  }
}

interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  readonly trust: ServerTrust;
  readonly signal: AbortSignal;
}

type Answer =
  | { readonly kind: 'response'; readonly response: IncomingMessage }
  | { readonly kind: 'failure'; readonly failure: HostFailure };

function ask(url: string, asking: Asking): Promise<Answer> {
  return new Promise((resolve) => {
    const failed = (failure: HostFailure): void => resolve({ kind: 'failure', failure });
    const request = requestFor(url, asking);
    if (request === null) {
      failed(NOT_CONNECTED);
      return;
    }
    let isConnected = false;
    request.once('socket', (socket) => {
      const event = isSecure(socket) ? 'secureConnect' : 'connect';
      socket.once(event, () => (isConnected = true));
    });
    request.on('error', () => failed(isConnected ? ENDED_EARLY : NOT_CONNECTED));
    request.once('response', (response) => {
      response.on('error', () => undefined); // whoever reads it is told
      resolve({ kind: 'response', response });
    });
    request.end();
  });
}

const isSecure = (socket: object): socket is TLSSocket => 'encrypted' in socket;

/** null: the device reaches nothing there. */
function requestFor(url: string, asking: Asking): ClientRequest | null {
  try {
    return openRequest(url, asking);
  } catch {
    return null; // a user, a certificate or a name that Node does not take: no connection comes of it
  }
}

function openRequest(url: string, { headers: said, trust, signal }: Asking): ClientRequest | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const headers = Object.fromEntries(
    Object.entries(said).map(([name, value]) => [name, headerBytes(value)]),
  );
  const options = { headers, signal, agent: false, maxHeaderSize: MOST_HEADER_BYTES };
  if (parsed?.protocol === 'http:') return httpRequest(parsed, options);
  if (parsed?.protocol !== 'https:') return null;
  const { authority, serverName } = trust;
  if (authority.kind === 'missing') return null;
  const name = serverName === null ? {} : { servername: serverName };
  const checked =
    authority.kind === 'anybody' ? { rejectUnauthorized: false } : { ca: authority.pem };
  return httpsRequest(parsed, { ...options, ...name, ...checked });
}

/** Where a redirect leads; null: it is none. */
function locationOf({ statusCode, headers }: IncomingMessage): string | null {
  return statusCode === 301 || statusCode === 302 ? (headers.location ?? null) : null;
}

async function receive(response: IncomingMessage, update: HostedUpdate): Promise<void> {
  const { statusCode = 0, headers } = response;
  if (statusCode === 304) return update.skip('Not Modified');
  if (statusCode !== 200)
    return update.fail({ code: -statusCode, text: 'Invalid HTTP response code' });
  const length = headers['content-length'];
  if (length === undefined || headers['transfer-encoding'] !== undefined)
    return update.fail(NO_LENGTH);
  await update.expect(Number(length));
  try {
    for await (const piece of response)
      if (Buffer.isBuffer(piece)) await update.write(plainBytes(piece));
  } catch {
    return update.fail(ENDED_EARLY);
  }
  return update.finish(ENDED_EARLY);
}
