/**
 * The same in the `Authorization` header of a web server (channels.md#http; RFC 7616): asked for once, each request
 * counted, by MD5 and SHA-256.
 */
import { digestFields } from '../contracts/http-auth.ts';
import type { TextHash } from '../ota-core/primitives/text-hash.ts';
import { digestResponse, digestSecret } from './sign-in.ts';
import type { Credentials } from './sign-in.ts';

/** One server's. */
export interface HttpSignIn {
  /** The server has asked, and the next request carries the proof. */
  readonly isAsked: boolean;
  /** Of the next request; null: the server has not asked. `uri`: as in the request line. */
  authorization(method: string, uri: string): string | null;
  /**
   * A request was answered with 401 and this `WWW-Authenticate`. True: the next try carries another proof. False: user or
   * password are wrong, or it asks in a way that is not known; nothing more is sent.
   */
  retries(challenge: string | null): boolean;
}

interface WebChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: TextHash;
  readonly opaque: string | null;
  /** Only the nonce of the last try was too old. */
  readonly isStale: boolean;
}

/** `random`: a whole number of 32 bits. */
export function createHttpSignIn(
  credentials: Credentials,
  { random }: { readonly random: () => number },
): HttpSignIn {
  let asked: (WebChallenge & { readonly secret: string }) | null = null;
  let count = 0;
  return {
    get isAsked() {
      return asked !== null;
    },
    authorization(method, uri) {
      if (asked === null) return null;
      const { realm, nonce, algorithm, opaque, secret } = asked;
      count += 1;
      const nc = count.toString(16).padStart(8, '0');
      const cnonce = random().toString(16).padStart(8, '0');
      const target = `${method}:${uri}`;
      const response = digestResponse({ secret, nonce, nc, cnonce, target }, algorithm);
      const fields = [
        `username="${credentials.user.replaceAll(/["\\]/g, '\\$&')}"`,
        `realm="${realm}"`,
        `nonce="${nonce}"`,
        `uri="${uri}"`,
        `algorithm=${algorithm}`,
        'qop=auth',
        `nc=${nc}`,
        `cnonce="${cnonce}"`,
        `response="${response}"`,
        ...(opaque === null ? [] : [`opaque="${opaque}"`]),
      ];
      return `Digest ${fields.join(', ')}`;
    },
    retries(header) {
      const found = readWebChallenge(header ?? '');
      // A nonce gets old; the answer to one that is new is refused only where it is wrong.
      const isWrong = asked !== null && count <= 1 && found?.isStale !== true;
      asked =
        found === null || isWrong ? null : { ...found, secret: secretFor(found, credentials) };
      count = 0;
      return asked !== null;
    },
  };
}

const secretFor = ({ realm, algorithm }: WebChallenge, { user, password }: Credentials): string =>
  digestSecret({ user, realm, password }, algorithm);

/** The first that can be answered: what a server likes best comes first. */
function readWebChallenge(header: string): WebChallenge | null {
  for (const one of header.split(/,\s*(?=Digest\s)/i)) {
    const fields = digestFields(one.trim());
    const [realm, nonce] = [fields?.get('realm'), fields?.get('nonce')];
    const algorithm = fields?.get('algorithm') ?? 'MD5';
    const offered = (fields?.get('qop') ?? 'auth').split(',').map((name) => name.trim());
    if (realm === undefined || nonce === undefined || !offered.includes('auth')) continue;
    if (algorithm !== 'MD5' && algorithm !== 'SHA-256') continue;
    return {
      realm,
      nonce,
      algorithm,
      opaque: fields?.get('opaque') ?? null,
      isStale: fields?.get('stale')?.toLowerCase() === 'true',
    };
  }
  return null;
}
