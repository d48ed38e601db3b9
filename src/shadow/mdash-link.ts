/**
 * A device that is connected to mDash, asked there: each frame is a `POST …/rpc/METHOD` with its parameters as JSON
 * (pull-and-post.md#mdash). What the service says for itself is no answer of the device.
 */
import { OtaError, hasCode } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import type { OpenOptions } from '../contracts/transport.ts';
import { decodeUtf8, encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { openHttpLink } from '../transports/http/http-link.ts';
import type { HttpSend } from '../transports/http/http-link.ts';
import { readDocument } from './documents.ts';
import { mdashDevice } from './mdash-shadow.ts';
import type { MdashPlace } from './mdash-shadow.ts';
import { textOf } from './members.ts';
import { callRest } from './rest.ts';
import type { RestSend } from './shadow.ts';

/** Throws shadow/service where the service does not take the key or knows no such device, link/refused, or what the signal says. */
export async function openMdashLink(
  at: MdashPlace,
  send: RestSend,
  options: OpenOptions,
): Promise<Link> {
  const { url, ...place } = mdashDevice(at);
  const { clock, signal } = options;
  try {
    await callRest({ send, clock }, { ...place, url, method: 'GET', signal });
  } catch (reason) {
    const error = OtaError.from(reason);
    const isFinal =
      !hasCode(error, 'shadow/service') || ['denied', 'no-device'].includes(error.facts.why);
    if (isFinal) throw error; // what passes is tried again, as of any link
  }
  return openHttpLink({ url: `${url}/rpc`, send: sendBy(at, send), ...options });
}

const sendBy =
  (at: MdashPlace, send: RestSend): HttpSend =>
  async (url, { frame, mostBytes, signal }) => {
    const asked = readDocument(frame);
    const { id = null, params = null } = asked ?? {};
    const method = encodeURIComponent(textOf(asked?.['method']));
    const { headers } = mdashDevice(at);
    const { status, body } = await send(`${url}/${method}`, {
      ...{ method: 'POST', signal, mostBytes },
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: encodeUtf8(JSON.stringify(params)),
    });
    const answer = status === 200 ? { result: jsonOf(body) } : { error: errorIn(status, body) };
    return { status: 200, body: encodeUtf8(JSON.stringify({ id, ...answer })) };
  };

const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(decodeUtf8(bytes) ?? '') as unknown;

/** What the device has said. Throws where that is no error of a device, but one of the service. */
function errorIn(status: number, body: Uint8Array): object {
  const error = readDocument(body);
  if (typeof error?.['code'] === 'number') return error;
  throw new Error(`HTTP ${status} ${textOf(error?.['error'])}`.trim());
}
