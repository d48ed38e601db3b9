import type { BluetoothSizes } from '../../contracts/bluetooth-settings.ts';
import type { LinkOpener, OpenOptions } from '../../contracts/transport.ts';
import type { BluetoothDeviceLike } from './bluetooth-devices.ts';
import { OpenLink } from './bluetooth-link.ts';
import type { BluetoothLink } from './bluetooth-link.ts';
import { openGattSession, throwIfStopped } from './gatt-session.ts';
import { NO_ANSWER } from './operation-queue.ts';
import { createWriteSize } from './gatt-lengths.ts';
import type { WriteSize } from './gatt-lengths.ts';

export interface BluetoothLinkOptions extends OpenOptions {
  /** What a link to such a device was able to do before. */
  readonly known: BluetoothSizes | null;
}

/** Connections that a size may cost before the link is given up. */
const TRIES = 3;

/** One device, which the page may use: what its links have learned stays here. One link at a time. */
export class BluetoothPeripheral {
  readonly device: BluetoothDeviceLike;
  readonly #size = createWriteSize();
  #sizes: BluetoothSizes | null = null;

  constructor(device: BluetoothDeviceLike) {
    this.device = device;
  }

  get name(): string {
    return this.device.name ?? 'Bluetooth device';
  }

  /** Throws link/out-of-reach, link/rpc-off, link/stale-grant, link/held, link/lost, or what the signal says. */
  async open({ clock, signal, known }: BluetoothLinkOptions): Promise<BluetoothLink> {
    let suspect = 0;
    for (let tries = 1; ; tries += 1) {
      const address = this.name;
      const session = await openGattSession(this.device, { clock, signal, address });
      const stop = (): void => session.disconnect('cancelled');
      signal.addEventListener('abort', stop, { once: true });
      const attempt = new OpenLink(session, { clock, size: freshSize(this.#size), label: address });
      try {
        await attempt.learn(this.#sizes ?? known);
        throwIfStopped(signal);
        this.#sizes = attempt.sizes;
        return attempt.link();
      } catch (reason) {
        session.disconnect('not opened');
        throwIfStopped(signal);
        if (tries >= TRIES) throw reason;
        // A link may be lost by chance: a size is to blame when it hangs, or breaks the link twice.
        if (attempt.tried === suspect || isHang(reason)) this.#size.giveUp(attempt.tried);
        suspect = attempt.tried;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    }
  }
}

/** The device that a person chose. */
export interface ChosenDevice extends Pick<BluetoothLinkOptions, 'known'> {
  readonly peripheral: BluetoothPeripheral;
}

/** Throws what BluetoothPeripheral.open throws. */
export const openChosenDevice: LinkOpener<ChosenDevice, BluetoothLink> = (
  { peripheral, known },
  options,
) => peripheral.open({ ...options, known });

const isHang = (reason: unknown): boolean =>
  reason instanceof Error && reason.message.includes(NO_ANSWER);

/** Proves everything again; what was given up stays given up. */
const freshSize = (kept: WriteSize): WriteSize => {
  const size = createWriteSize();
  return {
    get bytes() {
      return size.bytes;
    },
    prove: (bytes) => size.prove(bytes),
    giveUp(bytes) {
      size.giveUp(bytes);
      kept.giveUp(bytes);
    },
    isHopeful: (bytes) => size.isHopeful(bytes) && kept.isHopeful(bytes),
    limit: (bytes) => size.limit(bytes),
  };
};
