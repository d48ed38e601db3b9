/** Firmware as this process serves it to devices that fetch it themselves: for each update at an address of its own, all at one port. */
import type { Bundle } from '../../bundle/bundle.ts';
import { isLoopback } from '../../contracts/transport.ts';
import type { PullSource } from '../../update/delivery/pull-source.ts';
import type { FileHost } from '../delivery/file-server.ts';
import { deviceHost, hostToward, isAnyHost } from '../delivery/open-delivery.ts';
import type { AskedAddress } from '../listen-address.ts';
import type { PushPort } from '../push-ports.ts';
import { listenForFetches } from './bundle-host.ts';

/** A device that is hung up on asks again before the connection of before is gone. */
const CONNECTIONS_A_DEVICE = 2;
const ANY_HOST = '0.0.0.0';

export class FirmwareHost {
  readonly #asked: AskedAddress;
  readonly #mostConnections: number;
  #files: Promise<FileHost> | null = null;

  /** `asked` null = any free port. `devices`: under way at the same time; more transfers than those are refused. */
  constructor(asked: AskedAddress | null, devices: number) {
    this.#asked = asked ?? { host: null, port: 0 };
    this.#mostConnections = CONNECTIONS_A_DEVICE * devices;
  }

  /** For one update of this device, null: one to which there is no link; `stop` ends it. Listens from the first one on. Throws use/bad-option. */
  async sourceFor({ bytes, sha256 }: Bundle, port: PushPort | null): Promise<PullSource> {
    const { host } = this.#asked;
    const publicHost = host === null || isAnyHost(host) ? await hostToward(port) : host;
    const at = { host: host ?? ANY_HOST, port: this.#asked.port };
    const files = await (this.#files ??= listenForFetches(at, this.#mostConnections));
    const file = { bytes, sha256, unlessRuns: null, onRequest: () => undefined };
    const offer = files.offer(file, publicHost);
    const { url, address, servedBytes } = offer;
    const device = deviceHost(port);
    return {
      ...{ url, address, servedBytes },
      isOutOfReach: isLoopback(publicHost) && device !== null && !isLoopback(device),
      examine: ({ expectedBytes: sizeBytes }) =>
        Promise.resolve({ kind: 'file', sizeBytes, sha256 }),
      stop: () => {
        offer.withdraw();
        return Promise.resolve();
      },
    };
  }

  async close(): Promise<void> {
    const files = await this.#files?.catch(() => null); // it was told to whom it was asked for
    await files?.close();
  }
}
