import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as requestPlain } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { connectionDetail } from './connection-detail.ts';
import { throwIfAborted, withDeadline } from '../../rpc/deadline.ts';
import type { SourceReport } from '../../update/delivery/pull-source.ts';

export interface LookOptions {
  /** A file of another length is not read. */
  readonly expectedBytes: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** For the whole file: 64 MiB over the slowest line that anybody serves firmware by. */
const LONGEST_MS = 120_000;
const MOST_REDIRECTS = 5;
/** What devices follow (pull-and-post.md#pull). */
const REDIRECTS = [301, 302];

/** Fetches it as a device does, from here. Throws only what the signal says. */
export async function lookAtUrl(url: string, options: LookOptions): Promise<SourceReport> {
  const { clock, signal } = options;
  const late = () => new OtaError('rpc/timeout', { method: 'GET', timeoutMs: LONGEST_MS });
  try {
    return await withDeadline({ clock, ms: LONGEST_MS, signal, late }, (inner) =>
      follow(new URL(url), { ...options, signal: inner }),
    );
  } catch (reason) {
    throwIfAborted(signal);
    return { kind: 'unreachable', detail: connectionDetail(reason) };
  }
}

async function follow(first: URL, options: LookOptions): Promise<SourceReport> {
  const seen = new Set<string>();
  for (let url = first; ;) {
    if (seen.has(url.href) || seen.size > MOST_REDIRECTS) return { kind: 'bad-redirects' };
    seen.add(url.href);
    const answer = await get(url, options.signal);
    try {
      const { statusCode: status = 0, headers } = answer;
      if (!REDIRECTS.includes(status)) return await reportOf(answer, options.expectedBytes);
      const { location = '' } = headers;
      if (!/^https?:\/\//i.test(location) || !URL.canParse(location))
        return { kind: 'bad-redirects' };
      url = new URL(location);
    } finally {
      answer.destroy();
    }
  }
}

async function get(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  const asked = request(url, { signal, agent: false });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  asked.on('error', () => undefined); // what fails from here on shows in the answer
  return answer;
}

async function reportOf(answer: IncomingMessage, expectedBytes: number): Promise<SourceReport> {
  const { statusCode: status = 0, headers } = answer;
  if (status !== 200) return { kind: 'other-status', status };
  const length = headers['content-length'] ?? '';
  if (headers['transfer-encoding'] !== undefined || !/^\d{1,15}$/.test(length))
    return { kind: 'no-length' };
  const sizeBytes = Number(length);
  if (sizeBytes !== expectedBytes) return { kind: 'file', sizeBytes, sha256: null };
  const hash = createHash('sha256');
  // Node's parser ends it with an error where it is shorter than it says.
  for await (const piece of answer as AsyncIterable<Buffer>) hash.update(piece);
  return { kind: 'file', sizeBytes, sha256: hash.digest('hex') };
}
