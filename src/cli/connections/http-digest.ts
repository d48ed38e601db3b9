/** Digest authentication of HTTP at the device's web server (channels.md#http; RFC 7616). */
import type { IncomingMessage } from 'node:http';
import { digestFields } from '../../contracts/http-auth.ts';
import { headerBytes } from './header-bytes.ts';
import type { HttpDigest } from '../../ota-core/device/device.ts';

/** The header for what a 401 of the device says; null: it says no challenge. */
export function challengeHeader(message: string | null): string | null {
  const challenge: unknown = parse(message ?? '');
  if (typeof challenge !== 'object' || challenge === null) return null;
  const { nonce, realm, algorithm } = challenge as Readonly<Record<string, unknown>>;
  if (typeof nonce !== 'number' || typeof realm !== 'string' || typeof algorithm !== 'string')
    return null;
  // Here the nonce is written in hex.
  return `Digest qop="auth", realm="${headerBytes(realm)}", nonce="${nonce.toString(16)}", algorithm=${algorithm}`;
}

/** What the request says of who asks; undefined: nothing. */
export function digestOf({
  headers,
  method = '',
  url = '',
}: IncomingMessage): HttpDigest | undefined {
  const fields = digestFields(headers.authorization ?? '');
  if (fields === null) return undefined;
  const field = (name: string): string => fields.get(name) ?? '';
  return {
    method,
    uri: url,
    username: field('username'),
    realm: field('realm'),
    nonce: field('nonce'),
    nc: field('nc'),
    cnonce: field('cnonce'),
    qop: field('qop'),
    algorithm: fields.get('algorithm') ?? 'MD5',
    response: field('response'),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
