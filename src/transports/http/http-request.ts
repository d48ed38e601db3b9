import { abortError, OtaError, wordsOf } from '../../contracts/failure.ts';
import type { Clock } from '../../contracts/clock.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

export interface HttpRequest {
  readonly frame: Uint8Array;
  /** More of the body of an answer is not taken; the connection is let go then. */
  readonly mostBytes: number;
  /** Ends whatever the request holds. */
  readonly signal: AbortSignal;
}

/** Makes one POST of `text/plain` and follows no redirect: no device sends one. Throws whatever its platform throws. */
export type HttpSend = (url: string, request: HttpRequest) => Promise<HttpAnswer>;

export interface PostOptions {
  readonly url: string;
  readonly send: HttpSend;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** From the request to the last byte of its answer, in milliseconds. */
  readonly ms: number;
}

/**
 * One POST and its whole answer; of one that is too long to be a frame only so much that this shows. Throws link/lost, or what
 * the signal says.
 */
export async function postFrame(
  frame: Uint8Array,
  { url, send, clock, signal, ms }: PostOptions,
): Promise<HttpAnswer> {
  if (signal.aborted) throw abortError(signal);
  const request = new AbortController();
  const giveUp = (): void => request.abort(abortError(signal));
  signal.addEventListener('abort', giveUp, { once: true });
  const timer = new AbortController();
  clock.sleep(ms, timer.signal).then(
    () => request.abort(lostBy(`no answer in ${ms} ms`)),
    () => undefined, // answered, or given up, before
  );
  try {
    return await send(url, {
      frame,
      mostBytes: LONGEST_FRAME_BYTES + 1,
      signal: request.signal,
    });
  } catch (reason) {
    throw request.signal.aborted ? abortError(request.signal) : lostBy(detailOf(reason), reason);
  } finally {
    timer.abort();
    signal.removeEventListener('abort', giveUp);
  }
}

const lostBy = (detail: string, cause?: unknown): OtaError<'link/lost'> =>
  new OtaError('link/lost', { kind: 'http', detail }, { cause });

/** Of several addresses that all fail Node gives a code and no words. */
function detailOf(reason: unknown): string {
  const words = wordsOf(reason);
  if (words !== '') return words;
  return reason instanceof Error && 'code' in reason ? String(reason.code) : 'no connection';
}
