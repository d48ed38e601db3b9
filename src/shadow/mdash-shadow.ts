/** The shadow that mDash keeps, by its REST API (pull-and-post.md#mdash). */
import { shadowState, shadowTrouble } from './documents.ts';
import { within } from './members.ts';
import { desiredUrl, desiredWith } from './reported-update.ts';
import { callRest, callService } from './rest.ts';
import { LOOK_AGAIN_MS } from './shadow.ts';
import type { Shadow, ShadowHost, SignalOption } from './shadow.ts';

export interface MdashPlace {
  /** `https://mdash.net` */
  readonly address: string;
  readonly device: string;
  readonly key: string;
}

export interface MdashShadow extends Shadow {
  /** A call to the device over its connection to the service; the device must be online. */
  callDevice(method: string, params: object, options: SignalOption): Promise<Uint8Array>;
}

export function openMdashShadow(
  { address, device, key }: MdashPlace,
  host: ShadowHost,
): MdashShadow {
  const url = `${address}/api/v2/devices/${encodeURIComponent(device)}`;
  const headers = { Authorization: `Bearer ${key}` };
  const place = { address, headers };
  return {
    address,
    device,
    async read({ signal }) {
      const answer = await callRest(host, { ...place, url, method: 'GET', signal });
      // It keeps a number for the document, and takes none with a change.
      return shadowState(within(within(answer, 'shadow'), 'state'), null);
    },
    async setUrl(wanted, { member, signal }) {
      const body = { shadow: { state: { desired: desiredWith(wanted, member) } } };
      const changed = await callRest(host, { ...place, url, method: 'POST', signal, body });
      const state = within(within(changed, 'shadow'), 'state');
      // The answer is the device as it is afterwards.
      if ('desired' in state && desiredUrl(state['desired']) !== wanted)
        throw shadowTrouble(address, 'conflict', desiredUrl(state['desired']) ?? '');
    },
    callDevice: (method, params, { signal }) =>
      callService(host, {
        ...place,
        url: `${url}/rpc/${encodeURIComponent(method)}`,
        method: 'POST',
        body: params,
        signal,
      }),
    changed: ({ signal, mostMs }) => host.clock.sleep(Math.min(mostMs, LOOK_AGAIN_MS), signal),
    close: () => undefined, // every request has a connection of its own
  };
}
