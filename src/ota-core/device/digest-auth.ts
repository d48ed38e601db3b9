/** Digest authentication inside a frame, as rpc-common has it (rpc-frames.md#digest-authentication). */
import { hashText, type TextHash } from '../primitives/text-hash.ts';
import type { HttpDigest } from './device.ts';

interface Credentials {
  readonly username: string;
  readonly realm: string;
  readonly password: string;
}

/** A line of an htdigest file: the hash stands for the password. */
export function passwordLine(
  { username, realm, password }: Credentials,
  algorithm: TextHash,
): string {
  const hash = hashText(`${username}:${realm}:${password}`, algorithm);
  return `${username}:${realm}:${hash}`;
}

/** What a 401 carries as its text: JSON, and so escaped once more in its frame. */
export function challengeOf({
  realm,
  algorithm,
  nonce,
}: {
  readonly realm: string;
  readonly algorithm: TextHash;
  readonly nonce: number;
}): string {
  return `{"auth_type": "digest", "nonce": ${nonce}, "nc": 1, "realm": ${JSON.stringify(realm)}, "algorithm": "${algorithm}"}`;
}

/** An answer is good for so long after its challenge. */
const NONCE_SECONDS = 3600;

/** HA2: there is neither a method nor an address in a frame. */
const FRAME_TEXT = 'dummy_method:dummy_uri';

export interface DigestRules {
  readonly realm: string;
  readonly algorithm: TextHash;
  readonly nowSeconds: number;
  /** The htdigest file; null: it cannot be opened. */
  readonly readPasswords: () => string | null;
}

export type DigestResult =
  | { readonly kind: 'bad-request' | 'no-passwords' | 'refused' }
  | { readonly kind: 'user'; readonly name: string };

/** Nothing is remembered of a challenge: any nonce of the last hour is good, and as often as it comes. */
export function checkDigest(answer: DigestAnswer | null, rules: DigestRules): DigestResult {
  if (answer === null || answer.realm !== rules.realm || answer.algorithm !== rules.algorithm)
    return { kind: 'bad-request' };
  const passwords = rules.readPasswords();
  if (passwords === null) return { kind: 'no-passwords' };
  const age = rules.nowSeconds - answer.nonce;
  if (!(age >= 0 && age < NONCE_SECONDS)) return { kind: 'refused' };
  const start = `${answer.username}:${rules.realm}:`;
  const line = passwords.split(/\r?\n/).find((one) => one.startsWith(start));
  if (line === undefined) return { kind: 'refused' };
  const secret = line.slice(start.length).trim();
  const ha2 = hashText(answer.target, rules.algorithm);
  const text = `${secret}:${answer.once}:${ha2}`;
  return hashText(text, rules.algorithm) === answer.response
    ? { kind: 'user', name: answer.username }
    : { kind: 'refused' };
}

export interface DigestAnswer {
  readonly realm: string;
  readonly username: string;
  /** Seconds. */
  readonly nonce: number;
  /** Nonce, count, the client's nonce and the quality, as they are hashed. */
  readonly once: string;
  /** What is asked for, as it is hashed. */
  readonly target: string;
  readonly algorithm: string;
  readonly response: string;
}

/** Of a web request. */
export function answerOfRequest(http: HttpDigest): DigestAnswer {
  const { method, uri, nonce, nc, cnonce, qop, ...rest } = http;
  const seconds = /^[0-9a-f]{1,10}$/i.test(nonce) ? Number.parseInt(nonce, 16) : Number.NaN;
  return {
    ...rest,
    nonce: seconds,
    once: `${nonce}:${nc}:${cnonce}:${qop}`,
    target: `${method}:${uri}`,
  };
}

/** Of a frame. null: a field is missing, or of another type. */
export function answerOfFrame(auth: unknown): DigestAnswer | null {
  if (typeof auth !== 'object' || auth === null) return null;
  const member = (name: string): unknown =>
    Object.hasOwn(auth, name) ? (auth as Record<string, unknown>)[name] : undefined;
  const text = (name: string): string | null => {
    const value = member(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = (name: string): number | null => {
    const value = Number(member(name) ?? Number.NaN);
    return Number.isSafeInteger(value) ? value : null;
  };
  const [realm, username, response] = [text('realm'), text('username'), text('response')];
  const [nonce, cnonce] = [number('nonce'), number('cnonce')];
  const algorithm = member('algorithm') === undefined ? 'MD5' : text('algorithm');
  if (realm === null || username === null || response === null) return null;
  if (nonce === null || cnonce === null || algorithm === null) return null;
  const once = `${nonce}:1:${cnonce}:auth`;
  return { realm, username, nonce, once, target: FRAME_TEXT, algorithm, response };
}
