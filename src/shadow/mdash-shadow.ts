/** The shadow that mDash keeps, by its REST API (pull-and-post.md#mdash). */
import { shadowState, shadowTrouble } from './documents.ts';
import { within } from './members.ts';
import { desiredUrl, desiredWith } from './reported-update.ts';
import { callRest } from './rest.ts';
import { LOOK_AGAIN_MS } from './shadow.ts';
import type { Shadow, ShadowHost } from './shadow.ts';

export interface MdashPlace {
  /** `https://mdash.net` */
  readonly address: string;
  readonly device: string;
  readonly key: string;
}

/** What every request for the device begins with. */
export const mdashDevice = ({ address, device, key }: MdashPlace) => ({
  address,
  url: `${address}/api/v2/devices/${encodeURIComponent(device)}`,
  headers: { Authorization: `Bearer ${key}` },
});

export function openMdashShadow(at: MdashPlace, host: ShadowHost): Shadow {
  const { url, ...place } = mdashDevice(at);
  const { address, device } = at;
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
    changed: ({ signal, mostMs }) => host.clock.sleep(Math.min(mostMs, LOOK_AGAIN_MS), signal),
    close: () => undefined, // every request has a connection of its own
  };
}
