/** Requests to a service that keeps shadows, and what its answers mean. */
import { OtaError, hasCode, wordsOf } from '../contracts/failure.ts';
import type { ShadowTrouble } from '../contracts/shadow-failures.ts';
import { decodeUtf8, encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { withDeadline } from '../rpc/deadline.ts';
import { readDocument, shadowTrouble } from './documents.ts';
import { textOf } from './members.ts';
import type { Members } from './members.ts';
import { LONGEST_DOCUMENT_BYTES, SERVICE_MS } from './shadow.ts';
import type { RestRequest, ShadowHost, SignalOption } from './shadow.ts';

export interface RestCall extends SignalOption {
  readonly method: RestRequest['method'];
  /** What is said of the place; `url` itself may be longer. */
  readonly address: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as it is, in place of `body`; its type is in the headers. */
  readonly bytes?: Uint8Array | null;
  /** Until it has answered, in milliseconds; SERVICE_MS where left out. */
  readonly ms?: number;
}

/** Statuses of HTTP that both kinds of service use in this sense; another one is a refusal. */
const TROUBLES: Readonly<Record<number, ShadowTrouble>> = {
  401: 'denied',
  403: 'denied',
  404: 'no-device',
  409: 'conflict',
  412: 'conflict',
};

/** The document that is answered. Throws shadow/service, or what the signal says. */
export async function callRest(
  { send, clock }: Pick<ShadowHost, 'send' | 'clock'>,
  call: RestCall,
): Promise<Members> {
  const body = await callService({ send, clock }, call);
  const document = readDocument(body);
  if (document === null)
    throw shadowTrouble(call.address, 'unclear', body.length === 0 ? 'empty' : beginningOf(body));
  return document;
}

/** The bytes that are answered, with status 200 to 204. Throws as callRest. */
export async function callService(
  { send, clock }: Pick<ShadowHost, 'send' | 'clock'>,
  { method, address, url, headers, body, bytes = null, ms = SERVICE_MS, signal }: RestCall,
): Promise<Uint8Array> {
  const late = (): OtaError =>
    OtaError.from(shadowTrouble(address, 'silent', `${Math.round(ms / 1000)} s`));
  const json = { 'Content-Type': 'application/json' };
  const answer = await withDeadline({ clock, ms, signal, late }, async (inner) => {
    try {
      return await send(url, {
        method,
        headers: body === undefined ? headers : { ...headers, ...json },
        body: body === undefined ? bytes : encodeUtf8(JSON.stringify(body)),
        mostBytes: LONGEST_DOCUMENT_BYTES + 1,
        signal: inner,
      });
    } catch (reason) {
      // A page is not told more than that.
      if (hasCode(OtaError.from(reason), 'shadow/service')) throw reason;
      throw shadowTrouble(address, 'unreachable', wordsOf(reason));
    }
  });
  if (answer.status >= 200 && answer.status <= 204) return answer.body;
  const why = TROUBLES[answer.status] ?? 'refused';
  throw shadowTrouble(address, why, `HTTP ${answer.status} ${wordsIn(answer.body)}`.trim());
}

/** What the service says in an error: by the names that Azure and mDash use, else as it stands. */
function wordsIn(body: Uint8Array): string {
  const members = readDocument(body);
  if (members === null) return beginningOf(body);
  return ['Message', 'message', 'error']
    .map((name) => textOf(members[name]))
    .filter((words) => words !== '')
    .slice(0, 1)
    .join('');
}

const LONGEST_BEGINNING = 80;

const beginningOf = (body: Uint8Array): string =>
  (decodeUtf8(body) ?? '').slice(0, LONGEST_BEGINNING);
