/** The ways besides OTA.Write, as a page can go them. A chunk of its own: most updates write. */
import type { DeliveryOrder } from '../../contracts/delivery-order.ts';
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { toHex } from '../../ota-core/primitives/bytes.ts';
import { invariant } from '../../ota-core/primitives/invariant.ts';
import { digestBytes, nobleDigests } from '../../ota-core/primitives/digest.ts';
import { throwIfAborted, withDeadline } from '../../rpc/deadline.ts';
import type { Delivery } from '../../update/delivery/delivery.ts';
import { pollDelivery } from '../../update/delivery/poll.ts';
import { postDelivery } from '../../update/delivery/post.ts';
import type { PostAnswer, UpdateForm } from '../../update/delivery/post.ts';
import { pullDelivery } from '../../update/delivery/pull.ts';
import type { PullSource, SourceReport } from '../../update/delivery/pull-source.ts';
import type { Fetch } from './deliver-by-shadow.ts';

/** For the whole file, from a server that may be far away. */
const LOOKS_MS = 120_000;

/** Of one update. */
export async function deliveryFromPage(
  order: Exclude<DeliveryOrder, { readonly kind: 'write' }>,
  fetch: Fetch,
): Promise<Delivery> {
  const { url } = order;
  if (order.kind === 'post')
    return postDelivery({
      sentBytes: () => 0, // a page is not told: the device's status tells
      send: (form, signal) => postForm(url, form, { signal, fetch }),
    });
  const source = foreignSource(url, fetch);
  if (order.kind !== 'shadow')
    return order.kind === 'poll' ? pollDelivery(source) : pullDelivery(source);
  invariant(order.shadow !== null, 'a shadow is asked for when all of it is said');
  const { shadowFromPage } = await import('./deliver-by-shadow.ts');
  return shadowFromPage(order.shadow, source, fetch);
}

/** Served by somebody else, for a page can serve nothing. */
function foreignSource(url: string, fetch: Fetch): PullSource {
  const { protocol, host, pathname } = new URL(url);
  return {
    url,
    address: `${protocol}//${host}${pathname}`,
    isOutOfReach: false, // whether a device is this computer a page does not know
    servedBytes: null,
    examine: ({ expectedBytes, signal }) => lookAt(url, { expectedBytes, signal, fetch }),
    stop: () => Promise.resolve(),
  };
}

interface LookOptions {
  readonly expectedBytes: number;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
}

/** As far as the server lets a page read it; a page is told of no redirect and of no chunks. */
async function lookAt(
  url: string,
  { expectedBytes, signal, fetch }: LookOptions,
): Promise<SourceReport> {
  const late = (): OtaError => new OtaError('rpc/timeout', { method: 'GET', timeoutMs: LOOKS_MS });
  try {
    return await withDeadline({ clock: realClock, ms: LOOKS_MS, signal, late }, async (inner) => {
      const answer = await fetch(url, { credentials: 'omit', cache: 'no-store', signal: inner });
      if (answer.status !== 200) return { kind: 'other-status', status: answer.status };
      const length = answer.headers.get('Content-Length');
      if (length === null) return { kind: 'no-length' };
      const sizeBytes = Number(length);
      if (sizeBytes !== expectedBytes) return { kind: 'file', sizeBytes, sha256: null };
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const sha256 = toHex(digestBytes(bytes, 'sha256', nobleDigests));
      return { kind: 'file', sizeBytes: bytes.length, sha256 };
    });
  } catch (reason) {
    throwIfAborted(signal);
    const { code } = OtaError.from(reason);
    return { kind: 'unreachable', detail: code === 'rpc/timeout' ? 'no answer' : 'not readable' };
  }
}

/**
 * A form that a page may send to any server without asking it first, and whose answer it may not read: devices answer
 * no question of CORS at /update (pull-and-post.md#post). What came of it the device tells over RPC.
 */
async function postForm(
  url: string,
  { file, commitTimeoutSeconds, boundMs }: UpdateForm,
  { signal, fetch }: { readonly signal: AbortSignal; readonly fetch: Fetch },
): Promise<PostAnswer> {
  const body = new FormData();
  body.append('commit_timeout', String(commitTimeoutSeconds));
  body.append('file', new Blob([new Uint8Array(file)]), 'fw.zip');
  const late = (): OtaError =>
    new OtaError('rpc/timeout', { method: 'POST /update', timeoutMs: boundMs });
  try {
    await withDeadline({ clock: realClock, ms: boundMs, signal, late }, (inner) =>
      fetch(url, { method: 'POST', mode: 'no-cors', body, credentials: 'omit', signal: inner }),
    );
    return { kind: 'none', isWhole: true, detail: 'not readable' };
  } catch (reason) {
    // A device that restarts ends the connection: whether all of it had left nobody says.
    const { code } = OtaError.from(reason);
    return { kind: 'none', isWhole: !signal.aborted, detail: code };
  }
}
