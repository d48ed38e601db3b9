/** The file as a form to a web server, by Node's own client; signed in by digest where the server asks. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as requestPlain } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { withDeadline } from '../../rpc/deadline.ts';
import type { HttpSignIn } from '../../rpc/http-sign-in.ts';
import type { PostAnswer, PostTarget, UpdateForm } from '../../update/delivery/post.ts';
import { connectionDetail } from './connection-detail.ts';
import { pacedPieces } from './paced-pieces.ts';

export interface PostFileOptions {
  readonly clock: Clock;
  /** undefined: nobody says who uploads. */
  readonly signIn: HttpSignIn | undefined;
}

/** Of an answer; the words of a device have a line. */
const MOST_ANSWER_BYTES = 2_048;
const MOST_HEADER_BYTES = 16_384;
/** Of the question that only asks for the challenge. */
const ASK_MS = 10_000;
/**
 * Refused with 400 by a device that has nothing to commit, and 401 by one that asks who calls: the only page that a
 * stock device answers so without beginning an update (pull-and-post.md#post).
 */
const HARMLESS = '/update/commit';

/** `url` without user and password. */
export function postTarget(url: URL, options: PostFileOptions): PostTarget {
  let sent = 0;
  const upload = async (form: UpdateForm, signal: AbortSignal): Promise<PostAnswer> => {
    const { signIn } = options;
    await askChallenge(url, { ...options, signal });
    for (let tries = 0; ; tries += 1) {
      sent = 0;
      const answer = await postForm(url, form, { ...options, signal, count: (at) => (sent = at) });
      const isAgain = answer.kind === 'answer' && answer.status === 401 && tries === 0;
      if (!isAgain || signIn?.retries(answer.challenge) !== true) return answer;
    }
  };
  return {
    sentBytes: () => sent,
    async send(form, signal) {
      const { clock } = options;
      const late = () => new OtaError('rpc/timeout', { method: 'POST', timeoutMs: form.boundMs });
      try {
        return await withDeadline({ clock, ms: form.boundMs, signal, late }, (inner) =>
          upload(form, inner),
        );
      } catch (reason) {
        const isWhole = sent === form.file.length;
        return { kind: 'none', isWhole, detail: connectionDetail(reason) };
      }
    },
  };
}

/** Who is known to be asked says who he is with the first try: a file is not sent into a 401. */
async function askChallenge(
  url: URL,
  { signIn, clock, signal }: PostFileOptions & { readonly signal: AbortSignal },
): Promise<void> {
  if (signIn === undefined || signIn.isAsked) return;
  const late = () => new OtaError('rpc/timeout', { method: 'GET', timeoutMs: ASK_MS });
  await withDeadline({ clock, ms: ASK_MS, signal, late }, async (inner) => {
    const request = open(new URL(HARMLESS, url), 'GET', {}, inner);
    request.end();
    const answer = await answerOf(request);
    answer.destroy();
    if (answer.statusCode === 401) signIn.retries(answer.headers['www-authenticate'] ?? null);
  });
}

type WebAnswer = PostAnswer & { readonly challenge: string | null };

interface PostFormOptions extends PostFileOptions {
  readonly signal: AbortSignal;
  /** Bytes of the file that the connection has taken. */
  readonly count: (bytes: number) => void;
}

async function postForm(
  url: URL,
  form: UpdateForm,
  { signIn, clock, signal, count }: PostFormOptions,
): Promise<WebAnswer> {
  const boundary = `slipway-${randomBytes(16).toString('hex')}`;
  const head = headOf(boundary, form);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const proof = signIn?.authorization('POST', `${url.pathname}${url.search}`) ?? null;
  const request = open(
    url,
    'POST',
    {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': head.length + form.file.length + tail.length,
      ...(proof !== null && { Authorization: proof }),
    },
    signal,
  );
  const over = new AbortController();
  const answered = answerOf(request).finally(() => over.abort());
  answered.catch(() => undefined); // told below
  try {
    await sendBody(request, [head, form.file, tail], { clock, signal: over.signal, count });
  } catch {
    // It was answered, or ended, before all was sent.
  }
  const answer = await answered;
  const text = await textOf(answer);
  request.destroy();
  const { statusCode: status = 0, headers } = answer;
  const challenge = headers['www-authenticate'] ?? null;
  return { kind: 'answer', status, text, signedIn: proof !== null, challenge };
}

/** The time for the trial before the file: a device takes it either way, and this one needs no memory of it. */
const headOf = (boundary: string, { commitTimeoutSeconds }: UpdateForm): Buffer =>
  Buffer.from(
    [
      `--${boundary}`,
      'Content-Disposition: form-data; name="commit_timeout"',
      '',
      String(commitTimeoutSeconds),
      `--${boundary}`,
      'Content-Disposition: form-data; name="file"; filename="fw.zip"',
      'Content-Type: application/zip',
      '',
      '',
    ].join('\r\n'),
  );

interface BodyOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly count: (bytes: number) => void;
}

async function sendBody(
  request: ClientRequest,
  [head, file, tail]: readonly [Uint8Array, Uint8Array, Uint8Array],
  { clock, signal, count }: BodyOptions,
): Promise<void> {
  request.write(head);
  for await (const piece of pacedPieces(file, { from: 0, to: file.length, clock, signal })) {
    if (!request.write(piece.bytes)) await once(request, 'drain', { signal });
    count(Math.min(piece.end, file.length - 1));
  }
  await new Promise<void>((resolve) => request.end(tail, resolve));
  count(file.length);
}

function open(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): ClientRequest {
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  const options = { method, headers, signal, agent: false, maxHeaderSize: MOST_HEADER_BYTES };
  return request(url, options);
}

async function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  request.on('error', () => undefined); // what fails from here on shows in the answer
  return answer;
}

/** As much of it as words of a device have. */
async function textOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let room = MOST_ANSWER_BYTES;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      pieces.push(piece.subarray(0, room));
      room -= piece.length;
      if (room <= 0) break;
    }
  } catch {
    // Its status is what counts.
  }
  return Buffer.concat(pieces).toString('utf8');
}
