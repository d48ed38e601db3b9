/**
 * One frame is one POST, and its answer one message (channels.md#http). Nothing comes that was not asked for, and between two
 * requests there is no connection that could end: that a device is gone shows in the next frame that is sent.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, hasCode, abortError, wordsOf } from '../../contracts/failure.ts';
import { createLinkStats, HTTP, createLinkOver, linkLossOf } from '../../contracts/link.ts';
import type { Link, LinkEnd, LinkStats } from '../../contracts/link.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { digestFields } from '../../contracts/http-auth.ts';
import { headOfFrame, openingQuestion } from '../../contracts/opening-question.ts';
import type { OpenOptions } from '../../contracts/transport.ts';
import { decodeUtf8, encodeUtf8 } from '../../ota-core/primitives/utf8.ts';

/**
 * Request line, headers and body have 3,072 bytes together; a longer request is closed without an answer. The headers of browsers
 * take 300 to 700 (channels.md#http).
 */
export const HTTP_MAX_FRAME_BYTES = 2300;
/** Of the question that is asked at the opening; it needs no more than a round trip. */
const OPEN_MS = 8_000;
/** Of any other frame: longer than the slowest call, a write that erases a slot (timing.md#flash). */
export const HTTP_ANSWER_MS = 120_000;

const QUESTION_ID = 1;
const QUESTION = openingQuestion(QUESTION_ID);

export interface HttpLinkOptions extends OpenOptions {
  /** http://host/rpc */
  readonly url: string;
  readonly send: HttpSend;
}

/**
 * Asks one question first: where nothing answers it, or what answers does not speak RPC, there is no link. One that wants a password
 * speaks it; who may call what the calls themselves show, unless `refusesDenied`. Throws link/refused, or what the signal says.
 */
export async function openHttpLink(options: HttpLinkOptions): Promise<Link> {
  const { url, signal, refusesDenied = false } = options;
  try {
    const answer = await postFrame(encodeUtf8(QUESTION), { ...options, ms: OPEN_MS });
    if (!isReply(answer) && (refusesDenied || !isDenied(answer)))
      throw new OtaError('link/refused', { address: url, detail: strangeness(answer) });
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!hasCode(error, 'link/lost') || signal.aborted) throw error;
    const facts = { address: url, detail: error.facts.detail };
    throw new OtaError('link/refused', facts, { cause: reason });
  }
  return linkTo(options);
}

const isReply = ({ status, body }: HttpAnswer): boolean =>
  status === 200 && idOf(body) === QUESTION_ID;

const strangeness = ({ status }: HttpAnswer): string =>
  status === 200 ? 'what answers is no RPC' : `HTTP ${status}`;

/** A frame that is refused for want of a password has no answer but this status; other servers in between add the second. */
const isDenied = ({ status }: HttpAnswer): boolean => status === 401 || status === 403;

function linkTo({ url, send, clock }: HttpLinkOptions): Link {
  const stats = createLinkStats();
  const { ended, over, finish } = createLinkOver(HTTP);
  const close = (): Promise<void> => {
    finish({ why: 'closed' });
    return Promise.resolve();
  };
  const post = (frame: Uint8Array): Promise<HttpAnswer> =>
    postFrame(frame, { url, send, clock, ms: HTTP_ANSWER_MS, signal: over });
  const half = { stats, ended, over, finish, close, post };
  const inbox = createInbox(half);
  return {
    ...HTTP,
    label: url,
    framing: 'message',
    maxFrameBytes: HTTP_MAX_FRAME_BYTES,
    stats,
    readable: inbox.readable,
    writable: writableOf(half, inbox),
    ended,
    close,
  };
}

interface Half {
  readonly stats: LinkStats;
  readonly ended: Promise<LinkEnd>;
  /** Aborts when the link is over; its reason is what a writer is told. */
  readonly over: AbortSignal;
  readonly finish: (end: LinkEnd) => void;
  readonly close: () => Promise<void>;
  readonly post: (frame: Uint8Array) => Promise<HttpAnswer>;
}

interface Inbox {
  readonly readable: ReadableStream<Uint8Array>;
  /** Settles when there is room for one more answer, or the link is over. */
  room(): Promise<void>;
  push(message: Uint8Array): void;
}

/** Answers that wait for the reader before the next frame has to wait. */
const HELD_ANSWERS = 4;

function createInbox({ stats, ended, over, close }: Half): Inbox {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let wanted: () => void = () => undefined;
  let cancelled = false;
  const readable = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        void ended.then((end) => {
          wanted();
          if (cancelled) return;
          if (end.why === 'closed') given.close();
          else given.error(linkLossOf(HTTP, end));
        });
      },
      pull: () => wanted(),
      cancel() {
        cancelled = true;
        return close();
      },
    },
    { highWaterMark: HELD_ANSWERS },
  );
  return {
    readable,
    async room() {
      while (!over.aborted && (controller?.desiredSize ?? 0) <= 0)
        await new Promise<void>((resolve) => {
          wanted = resolve;
        });
    },
    push(message) {
      if (over.aborted) return; // closed while it came
      stats.receivedBytes += message.length;
      stats.receivedChunks += 1;
      controller?.enqueue(message);
    },
  };
}

/** A frame is taken when it was answered: one request at a time, on one connection (rpc-frames.md#queues). */
function writableOf({ stats, over, finish, close, post }: Half, inbox: Inbox) {
  return new WritableStream<Uint8Array>({
    start(controller) {
      over.addEventListener('abort', () => controller.error(over.reason));
    },
    async write(frame) {
      await inbox.room();
      if (over.aborted) throw OtaError.from(over.reason);
      try {
        const answer = messageOf(await post(frame), frame);
        stats.sentBytes += frame.length;
        stats.sentChunks += 1;
        if (answer.length > 0) inbox.push(answer);
      } catch (reason) {
        const error = OtaError.from(reason);
        if (hasCode(error, 'link/lost')) finish({ why: 'lost', detail: error.facts.detail });
        throw error;
      }
    },
    close,
    abort: close,
  });
}

/** Throws link/lost: what answers so is no device any more. */
function messageOf(answer: HttpAnswer, frame: Uint8Array): Uint8Array {
  const { status, body } = answer;
  if (status === 200) return body;
  const id = isDenied(answer) ? idOf(frame) : null;
  if (id === null) throw linkLossOf(HTTP, { why: 'lost', detail: `HTTP ${status}` });
  // Everywhere else a device says so in a frame (rpc-frames.md#digest-authentication).
  const message = challengeText(answer.challenge ?? '') ?? `HTTP ${status}`;
  return encodeUtf8(JSON.stringify({ id, error: { code: status, message } }));
}

const idOf = (bytes: Uint8Array): number | string | null =>
  headOfFrame(decodeUtf8(bytes) ?? '')?.id ?? null;

/**
 * The challenge of a 401 as the text that it is in a frame; there its nonce is decimal. A page may not read the header of another
 * origin. null: none that a frame can answer.
 */
function challengeText(header: string): string | null {
  const fields = digestFields(header);
  const nonce = fields?.get('nonce') ?? '';
  const realm = fields?.get('realm');
  if (realm === undefined || !/^[0-9a-f]{1,8}$/i.test(nonce)) return null;
  const algorithm = fields?.get('algorithm') ?? 'MD5';
  const seconds = Number.parseInt(nonce, 16);
  return JSON.stringify({ auth_type: 'digest', nonce: seconds, nc: 1, realm, algorithm });
}

interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  /** WWW-Authenticate; null or left out: there is none, or it may not be read. */
  readonly challenge?: string | null;
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
async function postFrame(
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
