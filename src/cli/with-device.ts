import { realClock } from '../contracts/clock.ts';
import { OtaError } from '../contracts/failure.ts';
import type { Link } from '../contracts/link.ts';
import { openClient, type RpcClient } from '../rpc/client.ts';
import { withDeadline } from '../rpc/deadline.ts';
import type { SignIn } from '../rpc/sign-in.ts';
import { DEFAULT_TIMEOUTS } from '../update/deps.ts';
import { openPort, portAddress, type OpenPort, type PushPort } from './push-ports.ts';

export interface AskingOptions {
  readonly signal: AbortSignal;
  /** Who calls, for a device that asks. */
  readonly signIn?: SignIn | undefined;
}

/** Opens a link for some questions, and closes it. Throws OtaError link/…, and what `work` throws. */
export async function withDevice<T>(
  place: PushPort,
  options: AskingOptions,
  work: (client: RpcClient, link: Link) => Promise<T>,
): Promise<T> {
  const port = openPort(place);
  try {
    return await withLink(port, { ...options, address: portAddress(place) }, work);
  } finally {
    await port.close();
  }
}

/** The same over a port that is open, and stays so. */
export async function withLink<T>(
  port: OpenPort,
  { signal, signIn, address }: AskingOptions & { readonly address: string },
  work: (client: RpcClient, link: Link) => Promise<T>,
): Promise<T> {
  const late = (): OtaError =>
    OtaError.from(new OtaError('link/refused', { address, detail: 'timeout' }));
  const bound = { clock: realClock, ms: DEFAULT_TIMEOUTS.connect, signal, late };
  const link = await withDeadline(bound, (within) => port.connect({ signal: within }));
  let lastId = 0;
  const nextId = (): number => (lastId += 1);
  const options = { clock: realClock, nextId, timeoutMs: DEFAULT_TIMEOUTS.call, signIn };
  const { client, channel } = openClient(link, options);
  try {
    return await work(client, link);
  } finally {
    await channel.close();
  }
}
