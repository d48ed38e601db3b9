/**
 * POST to /update of the device's web server (pull-and-post.md#post): the whole file in one form. Its answer is the
 * device's word; where none can be read, the RPC link tells what came of it.
 */
import { OtaError } from '../../contracts/failure.ts';
import { askUpdateSettings, settingIn } from '../ask-device.ts';
import type { Finding, UpdateEvent } from '../events.ts';
import type { UpdateSession } from '../session.ts';
import type { Delivery, DeliveryOptions, ExamineOptions } from './delivery.ts';
import { leaveAlone } from './leave-alone.ts';
import { longestDeliveryMs, stageWhile } from './own-pace.ts';
import { stopped } from './pull-source.ts';
import { watchDevice } from './watch-device.ts';
import type { RequestEnd } from './watch-device.ts';

/** The web server of a device, as the host reaches it. */
export interface PostTarget {
  /** Bytes of the file that the connection has taken so far. */
  readonly sentBytes: () => number;
  /** Signs in where the device asks. Never rejects; ends at once when `signal` aborts. */
  readonly send: (form: UpdateForm, signal: AbortSignal) => Promise<PostAnswer>;
}

export interface UpdateForm {
  readonly file: Uint8Array;
  readonly commitTimeoutSeconds: number;
  /** No answer after this time is none. */
  readonly boundMs: number;
}

/** `text` is bounded by whoever read it. `signedIn`: the request carried a proof of who sends it. */
export type PostAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      readonly signedIn: boolean;
    }
  /** The connection ended. `isWhole`: all of the form had left. */
  | { readonly kind: 'none'; readonly isWhole: boolean; readonly detail: string };

/** Of one update. */
export function postDelivery(target: PostTarget): Delivery {
  const stop = new AbortController();
  return {
    name: 'post',
    examine: refusesPosts,
    expected: () => null,
    begin: () => Promise.resolve(null),
    deliver: (session, options) => post(session, target, { ...options, stop: stop.signal }),
    finish: null,
    abandon(session) {
      stop.abort(new OtaError('cancelled', { by: 'user' })); // a form that ends early is an update that failed
      return leaveAlone(session, { isDeaf: false });
    },
  };
}

interface PostingOptions extends DeliveryOptions {
  readonly stop: AbortSignal;
}

async function* post(
  session: UpdateSession,
  target: PostTarget,
  { stop, ...options }: PostingOptions,
): AsyncGenerator<UpdateEvent, void, void> {
  const { bundle, options: wishes } = session.deps;
  const boundMs = longestDeliveryMs(session);
  const form = {
    file: bundle.bytes,
    commitTimeoutSeconds: Math.ceil(wishes.commitTimeoutMs / 1000),
    boundMs,
  };
  yield* stageWhile(session, () => {
    const request = target.send(form, stop).then((answer) => endOf(answer));
    const { sentBytes: servedBytes } = target;
    return watchDevice(session, { ...options, request, takesLink: false, servedBytes, boundMs });
  });
}

function endOf(answer: PostAnswer): RequestEnd {
  if (answer.kind === 'none') {
    if (answer.isWhole) return { kind: 'lost' };
    const error = new OtaError('link/lost', { kind: 'http', detail: answer.detail });
    return { kind: 'refused', error };
  }
  const { status, text, signedIn } = answer;
  if (status === 200) return { kind: 'done' };
  if (status === 401 && signedIn)
    return {
      kind: 'refused',
      error: new OtaError('device/wrong-password', { method: 'POST /update' }),
    };
  const { code, message } = saidBy(text);
  const facts = { status, remoteCode: code ?? status, remoteMessage: message };
  return { kind: 'refused', error: new OtaError('update/post-refused', facts) };
}

/** `-12 Write failed` of newer cores; older ones have no code. */
function saidBy(text: string): { readonly code: number | null; readonly message: string } {
  const message = text.trim();
  const code = /^\(?(-?\d{1,9})\)?\s/.exec(message)?.[1];
  return { code: code === undefined ? null : Number(code), message };
}

/** Its settings say that it takes none. */
async function refusesPosts(
  session: UpdateSession,
  { methods, signal }: ExamineOptions,
): Promise<readonly Finding[]> {
  const asked = { signal, timeoutMs: session.deps.options.timeouts.files };
  const settings = await askUpdateSettings(session, methods, asked);
  if (settingIn(settings, 'enable_post') !== false) return [];
  const remoteMessage = 'POST updates are disabled.';
  return [stopped('update/post-refused', { status: 400, remoteCode: 400, remoteMessage })];
}
