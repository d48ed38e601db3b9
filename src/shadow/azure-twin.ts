/** The device twin of an Azure IoT Hub, by its service API (pull-and-post.md#azure-device-twin). */
import { shadowState, shadowTrouble } from './documents.ts';
import { within } from './members.ts';
import type { Members } from './members.ts';
import { desiredWith } from './reported-update.ts';
import { callRest } from './rest.ts';
import type { RestCall } from './rest.ts';
import { LOOK_AGAIN_MS } from './shadow.ts';
import type { Shadow, ShadowHost } from './shadow.ts';
import { signAccess } from './shared-access-signature.ts';
import type { SharedAccess } from './shared-access-signature.ts';

export interface AzurePlace {
  /** `https://HUB.azure-devices.net` */
  readonly address: string;
  readonly device: string;
  /** Of a policy with ServiceConnect, or a token that somebody made with it. */
  readonly key: SharedAccess | string;
}

const API_VERSION = '2021-04-12';
/** A token is for one request; clocks may differ by less than this, in seconds. */
const TOKEN_SECONDS = 600;

export function openAzureTwin({ address, device, key }: AzurePlace, host: ShadowHost): Shadow {
  const url = `${address}/twins/${encodeURIComponent(device)}?api-version=${API_VERSION}`;
  const token = async (): Promise<string> => {
    if (typeof key === 'string') return key;
    const expiresAt = Math.floor(host.wallClock() / 1000) + TOKEN_SECONDS;
    return signAccess(key, { resource: key.hostName, expiresAt });
  };
  const call = async (
    options: Pick<RestCall, 'method' | 'signal' | 'body'> & { readonly etag?: string | null },
  ): Promise<Members> => {
    const { etag = null, ...request } = options;
    const headers = {
      Authorization: await token(),
      ...(etag !== null && { 'If-Match': `"${etag}"` }),
    };
    return callRest(host, { ...request, address, url, headers });
  };
  return {
    address,
    device,
    async read({ signal }) {
      const twin = await call({ method: 'GET', signal });
      const { etag } = twin;
      // What is put into a header is looked at first.
      if (typeof etag !== 'string' || !/^[\x21\x23-\x7e]{1,100}$/.test(etag))
        throw shadowTrouble(address, 'unclear', 'no etag');
      return shadowState(within(twin, 'properties'), etag);
    },
    async setUrl(desired, { version, member, signal }) {
      const body = { properties: { desired: desiredWith(desired, member) } };
      await call({ method: 'PATCH', signal, body, etag: version });
    },
    changed: ({ signal, mostMs }) => host.clock.sleep(Math.min(mostMs, LOOK_AGAIN_MS), signal),
    close: () => undefined, // every request has a connection of its own
  };
}
