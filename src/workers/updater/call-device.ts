import { OtaError } from '../../contracts/failure.ts';
import type { CallAnswer } from '../../contracts/link-log.ts';
import { isReading } from '../../contracts/link-log.ts';
import type { RpcClient } from '../../rpc/client.ts';
import type { DeviceAccess } from './device-access.ts';
import { hideInResult } from '../../rpc/hide-secrets.ts';

export interface DeviceCallOrder {
  readonly method: string;
  readonly params: unknown;
}

export interface CallDeviceOptions {
  readonly signal: AbortSignal;
  readonly device: DeviceAccess;
  /** The update that runs, if one does; its client is null while it has no link. */
  readonly update: { readonly client: RpcClient | null } | null;
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** One call by hand. Throws device/busy for what may not be called now, link/lost, and what calls throw. */
export async function callDevice(
  call: DeviceCallOrder,
  options: CallDeviceOptions,
): Promise<CallAnswer> {
  const { signal, device, update, now, wall } = options;
  const { method, params } = call;
  const ask = async (client: RpcClient): Promise<CallAnswer> => {
    const askedAt = now();
    const result = await client.ask(method, params, { signal });
    const shown = hideInResult(result, params) ?? null;
    return { method, atMs: wall(), ms: now() - askedAt, text: JSON.stringify(shown, null, 1) };
  };
  if (update === null) return device.withClient(signal, ask);
  if (!isReading(method)) throw new OtaError('device/busy', { state: 1, percent: 0 });
  if (update.client === null)
    throw new OtaError('link/lost', { kind: 'none', detail: 'no link is open' });
  return ask(update.client);
}
