import { concatBytes } from '../../ota-core/primitives/bytes.ts';
import type { HttpSend } from './http-link.ts';

/** By `fetch`, for pages and workers. A page may send `text/plain` to another origin without asking the device first (channels.md#http). */
export const fetchSend: HttpSend = async (url, { frame, mostBytes, signal }) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: new Uint8Array(frame),
    redirect: 'error',
    referrerPolicy: 'no-referrer', // its bytes count (HTTP_MAX_FRAME_BYTES)
    signal,
  });
  const challenge = response.headers.get('WWW-Authenticate');
  return { status: response.status, challenge, body: await readBody(response.body, mostBytes) };
};

/** A longer body is cut off. */
export async function readBody(
  stream: ReadableStream<Uint8Array> | null,
  mostBytes: number,
): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array(0);
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  for (let room = mostBytes; room > 0;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(...pieces);
    pieces.push(value.subarray(0, room));
    room -= value.length;
  }
  void reader.cancel().catch(() => undefined); // the rest is let go, however that ends
  return concatBytes(...pieces);
}
