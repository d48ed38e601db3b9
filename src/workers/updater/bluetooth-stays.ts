import type { RpcClient } from '../../rpc/client.ts';

/**
 * A stock device switches its Bluetooth off once it is on Wi-Fi, unless it was told to keep it (`bt.keep_enabled`,
 * gatt.md#discovery). False: this one will. A device that does not tell is taken to stay.
 */
export async function bluetoothStays(
  client: Pick<RpcClient, 'ask'>,
  { methods, signal }: { readonly methods: readonly string[] | null; readonly signal: AbortSignal },
): Promise<boolean> {
  if (methods?.includes('Config.Get') !== true) return true;
  const setting = (key: string): Promise<unknown> =>
    client.ask('Config.Get', { key }, { signal }).catch(() => null); // not there, or not for us: unknown
  if ((await setting('bt.keep_enabled')) !== false) return true;
  return (await setting('wifi.sta.enable')) !== true;
}
