/** `/update` of the device's web server: a bundle by POST, or the address of one (pull-and-post.md#post). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EmulatorHost } from '../../emulator/create-emulator.ts';
import type { HostedUpdate } from '../../emulator/hosted-update.ts';
import { wholeNumber } from './form-variables.ts';
import { challengeHeader, digestOf } from './http-digest.ts';

export interface UpdatePageOptions {
  readonly device: Pick<EmulatorHost, 'ask' | 'pull' | 'beginUpdate'>;
  /** The bytes of the request from here on take as long as the device's watchdog lets them. */
  readonly unbound: () => void;
  /** From here on it has to be over soon. */
  readonly bound: () => void;
  /** The body of a small request; null: too large, or gone. */
  readonly readBody: () => Promise<Buffer | null>;
}

export const isUpdatePage = (path: string): boolean => PATHS.has(path.replace(/\/$/, ''));

const PATHS = new Set(['/update', '/update/commit', '/update/revert']);

/** Nothing of the request's body is read yet. */
export async function answerUpdatePage(
  request: IncomingMessage,
  response: ServerResponse,
  options: UpdatePageOptions,
): Promise<void> {
  const { device } = options;
  const refused = await device.ask((updates, now) => updates.refusal(digestOf(request), now));
  if (refused !== null) {
    const header = refused.code === 401 ? challengeHeader(refused.message) : null;
    const challenge = header === null ? {} : { 'WWW-Authenticate': header };
    send(response, refused.code, '', challenge);
    request.resume();
    return;
  }
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const isForm = /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
  if (path.startsWith('/update/')) await decide(path, request, response, device);
  else if (request.method === 'POST' && isForm) await takePost(request, response, options);
  else await takeAddress(query, { request, response, options });
}

async function decide(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  device: UpdatePageOptions['device'],
): Promise<void> {
  const done = await device.ask((updates, now) =>
    path.startsWith('/update/commit') ? updates.commit() : updates.revert(now),
  );
  request.resume();
  if (done === true) send(response, 200, 'Ok\r\n');
  else send(response, 400, 'Error\r\n');
}

async function takePost(
  request: IncomingMessage,
  response: ServerResponse,
  { device, unbound, bound }: UpdatePageOptions,
): Promise<void> {
  if ((await device.ask((updates) => updates.takesPosts())) === false) {
    send(response, 400, 'POST updates are disabled.\r\n');
    request.resume();
    return;
  }
  const update = await device.beginUpdate({ ignoreSameVersion: false });
  if (update === null) {
    request.socket.destroy(); // without a word, as stock firmware does
    return;
  }
  unbound();
  // Not every client likes an answer before it has sent everything: the rest is read, and nobody wants it.
  void update.ended.then(bound);
  const { feedFromForm } = await import('./update-form.ts');
  await feedFromForm(request, update);
  const outcome = await update.ended;
  if (outcome !== null) send(response, outcome.result > 0 ? 200 : 500, `${outcome.message}\r\n`);
}

interface AddressRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: UpdatePageOptions;
}

/** The pull that such a request began on a device: it takes no second one meanwhile. */
const pulls = new WeakMap<UpdatePageOptions['device'], HostedUpdate>();

async function takeAddress(
  query: string,
  { request, response, options }: AddressRequest,
): Promise<void> {
  const { device, readBody, unbound } = options;
  const body = await readBody();
  if (body === null) {
    request.socket.destroy();
    return;
  }
  const asked = new URLSearchParams(request.method === 'POST' ? body.toString('latin1') : query);
  const under = pulls.get(device);
  if (under?.signal.aborted === false) {
    send(response, 409, 'Another update is in progress.\r\n');
    return;
  }
  const configured = await device.ask((updates) => updates.configuredUrl());
  const url = asked.get('url') ?? configured ?? '';
  if (url === '') {
    send(response, 400, 'Update URL not specified and none is configured.\r\n');
    return;
  }
  const update = await device.pull({
    url,
    commitTimeoutS: wholeNumber(asked.get('commit_timeout')) ?? 0,
    ignoreSameVersion: (wholeNumber(asked.get('ignore_same_version')) ?? 1) > 0,
  });
  if (update === null) {
    send(response, 409, 'Failed to create updater context.\r\n');
    return;
  }
  pulls.set(device, update);
  unbound();
  const outcome = await update.ended;
  if (outcome !== null)
    send(response, outcome.result > 0 ? 200 : 500, `(${outcome.result}) ${outcome.text}\r\n`);
}

/** No headers of CORS here: a page of another origin reads none of this. */
function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  response.sendDate = false; // devices without a clock have none
  response.writeHead(status, {
    'Content-Type': 'text/plain',
    ...headers,
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  });
  response.end(body);
}
