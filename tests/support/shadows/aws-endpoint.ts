/**
 * The WebSocket endpoint of AWS IoT in front of a broker: an address that is not signed by Signature Version 4 is answered 403
 * (pull-and-post.md#aws-iot-shadow). Written from AWS's own description of the signature, with Node's crypto.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface AwsEndpoint {
  /** `ws://127.0.0.1:PORT` */
  readonly url: string;
  /** Addresses that were asked for, with their queries. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export interface AwsCredentials {
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  readonly sessionToken: string;
}

/** Clocks may differ by so much, in milliseconds. */
const SKEW_MS = 300_000;

export async function startAwsEndpoint(
  broker: number,
  credentials: AwsCredentials,
): Promise<AwsEndpoint> {
  const asked: string[] = [];
  const server = createServer((_, response) => response.writeHead(403).end());
  const open = new Set<{ destroy(): void }>();
  server.on('upgrade', (request, near, head) => {
    asked.push(request.url ?? '');
    near.on('error', () => undefined);
    if (!isSigned(request, credentials, Date.now())) {
      near.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const far = connect({ port: broker, host: '127.0.0.1' });
    for (const socket of [near, far]) open.add(socket);
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    const headers = Object.entries(request.headers).map(
      ([name, value]) => `${name}: ${String(value)}`,
    );
    far.write(`GET /mqtt HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async stop() {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function isSigned(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  { region, keyId, secret, sessionToken }: AwsCredentials,
  nowMs: number,
): boolean {
  const { pathname, searchParams } = new URL(url, 'http://endpoint');
  const date = searchParams.get('X-Amz-Date') ?? '';
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/iotdevicegateway/aws4_request`;
  const signature = searchParams.get('X-Amz-Signature') ?? '';
  // The token of a session is appended after the signing.
  const given = searchParams.get('X-Amz-Security-Token') ?? '';
  for (const name of ['X-Amz-Signature', 'X-Amz-Security-Token']) searchParams.delete(name);
  const at = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const query = [...searchParams]
    .map((pair) => pair.map(encoded).join('='))
    .sort()
    .join('&');
  const nothing = createHash('sha256').update('').digest('hex');
  const request = `GET\n${pathname}\n${query}\nhost:${headers.host ?? ''}\n\nhost\n${nothing}`;
  const digest = createHash('sha256').update(request).digest('hex');
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const key = [region, 'iotdevicegateway', 'aws4_request'].reduce<Buffer>(
    hmac,
    hmac(`AWS4${secret}`, day),
  );
  const expected = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${digest}`).toString('hex');
  return (
    searchParams.get('X-Amz-Algorithm') === 'AWS4-HMAC-SHA256' &&
    searchParams.get('X-Amz-Credential') === `${keyId}/${scope}` &&
    searchParams.get('X-Amz-SignedHeaders') === 'host' &&
    Math.abs(at - nowMs) < SKEW_MS &&
    given === sessionToken &&
    signature.length === expected.length &&
    timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  );
}

/** RFC 3986: all but letters, digits and `-._~`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
