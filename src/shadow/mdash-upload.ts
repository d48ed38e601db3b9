/**
 * The file is uploaded to mDash, which writes it to the device itself: OTA.Begin, OTA.Write, OTA.End over the connection that the
 * device has to it (pull-and-post.md#mdash). It answers when all of that is done.
 */
import { OtaError } from '../contracts/failure.ts';
import { decodeUtf8 } from '../ota-core/primitives/utf8.ts';
import type { Delivery } from '../update/delivery/delivery.ts';
import { leaveAlone } from '../update/delivery/leave-alone.ts';
import { longestDeliveryMs, stageWhile } from '../update/delivery/own-pace.ts';
import { watchDevice } from '../update/delivery/watch-device.ts';
import type { RequestEnd } from '../update/delivery/watch-device.ts';
import { shadowTrouble } from './documents.ts';
import { mdashDevice } from './mdash-shadow.ts';
import type { MdashPlace } from './mdash-shadow.ts';
import { callService } from './rest.ts';
import type { ShadowHost } from './shadow.ts';

type UploadHost = Pick<ShadowHost, 'send' | 'clock'>;

/** Of one update. */
export function mdashUpload(at: MdashPlace, host: UploadHost): Delivery {
  const stop = new AbortController();
  return {
    name: 'post',
    examine: () => Promise.resolve([]),
    expected: () => null,
    begin: () => Promise.resolve(null), // what the service says no to ends the delivery
    async *deliver(session, options) {
      const boundMs = longestDeliveryMs(session);
      yield* stageWhile(session, () => {
        const file = session.deps.bundle.bytes;
        const request = upload(at, host, { file, ms: boundMs, signal: stop.signal });
        const watch = { ...options, request, takesLink: false, servedBytes: null, boundMs };
        return watchDevice(session, watch);
      });
    },
    finish: null,
    abandon(session) {
      stop.abort(new OtaError('cancelled', { by: 'user' }));
      return leaveAlone(session, { isDeaf: false });
    },
  };
}

interface UploadOptions {
  readonly file: Uint8Array;
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** Never rejects. */
async function upload(
  at: MdashPlace,
  host: UploadHost,
  { file, ms, signal }: UploadOptions,
): Promise<RequestEnd> {
  const { address, url, headers } = mdashDevice(at);
  try {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file)]), 'fw.zip');
    const body = new Response(form);
    const answer = await callService(host, {
      ...{ method: 'POST', address, url: `${url}/ota`, ms, signal },
      headers: { ...headers, 'Content-Type': body.headers.get('Content-Type') ?? '' },
      bytes: new Uint8Array(await body.arrayBuffer()),
    });
    const text = decodeUtf8(answer)?.trim() ?? '';
    if (text !== 'true') throw shadowTrouble(address, 'unclear', text);
    return { kind: 'done' };
  } catch (reason) {
    return { kind: 'refused', error: OtaError.from(reason) };
  }
}
