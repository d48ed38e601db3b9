import { once } from 'node:events';
import { request as requestPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';

export interface NodeRequest {
  readonly frame: Uint8Array;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/** One POST of a frame, as transports/http wants it. */
export async function nodeSend(url: string, { frame, mostBytes, signal }: NodeRequest) {
  const headers = { 'Content-Type': 'text/plain' };
  const answer = await nodeFetch(url, { method: 'POST', headers, body: frame, mostBytes, signal });
  return { status: answer.status, challenge: answer.challenge, body: answer.body };
}

export interface NodeFetch {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** null: none. */
  readonly body: Uint8Array | null;
  /** A longer answer is cut off. */
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/**
 * One request by Node's own client; redirects are answers as all others. Node's `fetch` keeps a
 * connection that is still coming about for 10 s after its request was given up, and the process with it; it also refuses some ports.
 */
export async function nodeFetch(
  url: string,
  { method, headers, body, mostBytes, signal }: NodeFetch,
) {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  const asked = request(url, { method, headers, signal });
  if (body === null) asked.end();
  else asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  // What is given up or fails from here on shows in the answer.
  asked.on('error', () => undefined);
  const pieces: Buffer[] = [];
  let room = mostBytes;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece.subarray(0, Math.max(0, room)));
    room -= piece.length;
    if (room <= 0) break; // leaving the loop ends the connection
  }
  const challenge = answer.headers['www-authenticate'] ?? null;
  const bytes = new Uint8Array(Buffer.concat(pieces));
  return { status: answer.statusCode ?? 0, challenge, body: bytes };
}
