import { OtaError } from '../../contracts/failure.ts';
import type { Failure } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { createChannel } from '../../rpc/channel.ts';
import { createRpcClient } from '../../rpc/client.ts';
import type { RpcClient } from '../../rpc/client.ts';
import { untilAborted } from '../../rpc/deadline.ts';
import { hostCodecFor } from '../../rpc/link-codec.ts';
import { askDevice, listMethods } from '../../update/ask-device.ts';
import { DEFAULT_TIMEOUTS } from '../../update/deps.ts';
import type { DeviceReport } from '../api.ts';
import { realClock } from '../real-clock.ts';
import { valueOf } from '../wire/calls.ts';
import { unpackLink } from '../wire/links.ts';
import type { LinkSource } from '../wire/links.ts';

/** The way to the chosen device: links come from whoever owns the port, one at a time. */
export class DeviceAccess {
  #source: LinkSource | null = null;
  #died = new Promise<Failure>(() => undefined);
  #lastId = 0;

  /** `died` settles when the thread that owns the links is gone. */
  use(source: LinkSource, died: Promise<Failure>): void {
    this.#source = source;
    this.#died = died;
  }

  /** Ids of calls: never twice in this thread. */
  readonly nextId = (): number => {
    this.#lastId += 1;
    return this.#lastId;
  };

  /** A fresh link. Throws link/refused or cancelled. */
  async connect({ signal }: { readonly signal: AbortSignal }): Promise<Link> {
    if (this.#source === null)
      throw new OtaError('link/refused', { address: 'device', detail: 'no device is chosen' });
    const packed = valueOf(await untilAborted(this.#source.openLink(), signal));
    return unpackLink(packed, this.#died);
  }

  /** Who it is, what it runs and what it can do, over a link of its own. */
  ask(signal: AbortSignal): Promise<DeviceReport> {
    return this.withClient(signal, async (client) => ({
      ...(await askDevice(client, { signal })),
      methods: await listMethods(client, { signal }),
    }));
  }

  /** Opens a link for a few calls and closes it whatever happens. */
  async withClient<T>(signal: AbortSignal, work: (client: RpcClient) => Promise<T>): Promise<T> {
    const link = await this.connect({ signal });
    const client = createRpcClient(createChannel(link, hostCodecFor(link)), {
      clock: realClock,
      nextId: this.nextId,
      timeoutMs: DEFAULT_TIMEOUTS.call,
    });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }
}
