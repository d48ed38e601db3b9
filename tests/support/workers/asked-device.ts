import type { RpcClient } from '../../../src/rpc/client.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import type { ManageOptions } from '../../../src/workers/updater/manage-device.ts';
import { clientOf, never, setUpEmulator } from '../emulator/test-emulator.ts';

/** The chosen device of a worker, emulated: each question goes over a link of its own; `wrap` lies for it. */
export function askedDevice(wrap: (client: RpcClient) => RpcClient = (client) => client) {
  const { emulator, clock } = setUpEmulator();
  emulator.powerOn();
  const device: ManageOptions['device'] = {
    async withAsked(signal, work) {
      const pair = createLinkPair({ framing: 'message' });
      emulator.attach(pair.far, { channel: 'TCP' });
      const client = wrap(clientOf(pair.near, clock, 3_000));
      try {
        const info = await client.call('Sys.GetInfo', null, { signal });
        return await work(client, info, pair.near);
      } finally {
        await client.close();
      }
    },
  };
  return { emulator, clock, options: { device, signal: never } };
}
