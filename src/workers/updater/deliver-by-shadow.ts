/** A device shadow, as a page can ask its service: AWS IoT over WebSocket, mDash by fetch. A chunk of its own. */
import { realClock } from '../../contracts/clock.ts';
import type { ShadowAccess } from '../../contracts/delivery-order.ts';
import { shadowTrouble } from '../../shadow/documents.ts';
import { shadowDelivery } from '../../shadow/shadow-delivery.ts';
import { SHADOW_SHAPES, signedAwsPlace } from '../../shadow/shadow-places.ts';
import type { ShadowPlace } from '../../shadow/shadow-places.ts';
import type { RestSend } from '../../shadow/shadow.ts';
import { readBody } from '../../transports/http/fetch-send.ts';
import type { Delivery } from '../../update/delivery/delivery.ts';
import type { PullSource } from '../../update/delivery/pull-source.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** For a device that has a link, and not yet one to its service. */
const TAKES_MS = 300_000;

/** Of one update. Throws shadow/service where the address or the key is none of this service. */
export async function shadowFromPage(
  access: ShadowAccess,
  source: PullSource,
  fetch: Fetch,
): Promise<Delivery> {
  const place = placeOf(access);
  if (place === null || place === 'key')
    throw shadowTrouble(access.address, 'unclear', place === null ? 'no such address' : 'no key');
  const host = { clock: realClock, wallClock: () => Date.now(), send: sendBy(fetch) };
  const shadow = await place.open(host);
  return shadowDelivery({ shadow, source, waitMs: TAKES_MS, onShadow: () => undefined });
}

function placeOf(access: ShadowAccess): ShadowPlace | 'key' | null {
  if (!URL.canParse(access.address)) return null;
  const url = new URL(access.address);
  if (access.service === 'mdash') return SHADOW_SHAPES.mdash(url, access.key);
  if (access.by === 'signature') return signedAwsPlace(url, access);
  url.username = encodeURIComponent(access.user);
  url.password = encodeURIComponent(access.password);
  return SHADOW_SHAPES.aws(url, null);
}

/** A page is not told why it gets no answer: nobody is there, or the service lets no page of another origin ask it. */
const sendBy =
  (fetch: Fetch): RestSend =>
  async (url, { method, headers, body, mostBytes, signal }) => {
    try {
      const answer = await fetch(url, {
        ...{ method, headers, signal, redirect: 'error', credentials: 'omit', cache: 'no-store' },
        body: body === null ? null : new Uint8Array(body),
      });
      return { status: answer.status, body: await readBody(answer.body, mostBytes) };
    } catch (reason) {
      if (signal.aborted) throw reason;
      throw shadowTrouble(new URL(url).origin, 'unreadable', '');
    }
  };
