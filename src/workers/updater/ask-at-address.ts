/** A device at an address of the network, asked once over a link of its own. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError, hasCode } from '../../contracts/failure.ts';
import { withDeadline } from '../../rpc/deadline.ts';
import { openClient } from '../../rpc/client.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { askInfo, orRefused } from '../../update/ask-device.ts';
import type { Asked } from './fleet-broker.ts';
import { openNetworkLink } from './network-link.ts';
import type { SignIns } from './sign-ins.ts';

/** From the opening of the link to the last answer. */
const WITHIN_MS = 20_000;
/** A device that is idle answers within this. */
const ANSWER_MS = 5_000;

/** Never rejects. */
export async function askAt(
  address: string,
  { signal, signIns }: { readonly signal: AbortSignal; readonly signIns: SignIns },
): Promise<Asked> {
  const late = (): OtaError => new OtaError('link/refused', { address, detail: 'no answer' });
  try {
    const within = { clock: realClock, ms: WITHIN_MS, signal, late };
    return await withDeadline(within, (inner) => ask(address, { signal: inner, signIns }));
  } catch (reason) {
    return isDenied(OtaError.from(reason)) ? 'denied' : 'silent';
  }
}

async function ask(
  address: string,
  { signal, signIns }: { readonly signal: AbortSignal; readonly signIns: SignIns },
): Promise<Asked> {
  const device = await signIns.atDevice(address);
  const access = { signal, signIns: { broker: null, device }, timeoutMs: ANSWER_MS };
  return withClientAt(address, access, async (client) => {
    const info = await askInfo(client, { signal });
    const status = await orRefused(client.call('OTA.Status', null, { signal }));
    return { info, status };
  });
}

interface Access {
  readonly signal: AbortSignal;
  readonly signIns: Pick<SignIns, 'broker' | 'device'>;
  /** Of each call. */
  readonly timeoutMs: number;
}

/** Over a link that is closed whatever happens. Throws link/…, and what `work` throws. */
export async function withClientAt<T>(
  address: string,
  { signal, signIns, timeoutMs }: Access,
  work: (client: RpcClient) => Promise<T>,
): Promise<T> {
  const link = await openNetworkLink({ address }, { signal, signIns });
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  const signIn = signIns.device;
  const { client } = openClient(link, { clock: realClock, nextId, timeoutMs, signIn });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** What devices answer who want to know who calls (rpc-frames.md#digest-authentication). */
export const isDenied = (error: OtaError): boolean =>
  error.code === 'link/password' ||
  error.code === 'device/wrong-password' ||
  (hasCode(error, 'rpc/remote') && [401, 403].includes(error.facts.remoteCode));
