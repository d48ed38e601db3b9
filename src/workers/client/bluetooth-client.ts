/**
 * The window's half of Bluetooth: devices are chosen and connected here, their frames flow to and from the updater
 * worker. Whenever the worker needs a link, first or after a restart of the device, it asks for one; the device that
 * was chosen is connected to again without a list, as long as the page lives.
 *
 *   const bluetooth = openBluetoothClient();       once per page; it lets go when the page is left
 *   await bluetooth.state()                        'ready' | 'off' | 'no-feature': before anything is offered
 *   await bluetooth.choose()                       in the course of a press: the browser's list, by `beginnings`
 *   await bluetooth.known(); bluetooth.use(near)   devices that need no list, in browsers that tell
 *   await bluetooth.join(updater)                  this updater gets its links here from now on (ConnectionMethod.join)
 *   await bluetooth.forget()                       after link/stale-grant; then choose() again
 *
 * Failures of choose(): link/not-chosen, link/not-allowed, link/no-feature, link/radio-off. What the worker's calls
 * (askDevice, update) end with when no link opens: link/out-of-reach, link/switched-off, link/rpc-off, link/stale-grant,
 * link/held, link/radio-off; and link/lost when it ends by itself.
 */
import type { BluetoothSettings } from '../../contracts/bluetooth.ts';
import { modelOf } from '../../contracts/bluetooth.ts';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { Outcome } from '../../contracts/failure.ts';
import type {
  BluetoothDeviceLike,
  BluetoothLike,
} from '../../transports/webbluetooth/bluetooth-devices.ts';
import { BluetoothDevices, USUAL_NAMES } from '../../transports/webbluetooth/bluetooth-devices.ts';
import { radioOff } from '../../transports/webbluetooth/bluetooth-failures.ts';
import { BluetoothPeripheral } from '../../transports/webbluetooth/bluetooth-link.ts';
import type { BluetoothLink } from '../../transports/webbluetooth/bluetooth-link.ts';
import { CHOSEN_TRANSPORTS } from '../../transports/browser.ts';
import { offerApi, outcomeOf } from '../comlink/calls.ts';
import { transferLink } from '../comlink/links.ts';
import type { LinkSource } from '../comlink/links.ts';
import { realClock } from '../../contracts/clock.ts';
import type { UpdaterClient } from './updater-client.ts';

/** A device this page may use; whether it is in reach shows when it is connected to. */
export interface NearDevice {
  readonly device: BluetoothDeviceLike;
  /** As it calls itself. */
  readonly name: string;
}

export interface BluetoothClientDeps {
  /** navigator.bluetooth; null = this browser has none. */
  readonly bluetooth: BluetoothLike | null;
  readonly clock: Clock;
  /** Null where there are none: then nobody can tell whether another tab has the device. */
  readonly locks: Pick<LockManager, 'request'> | null;
}

/** Of the radio, as far as a page can know. */
export type RadioState = 'ready' | 'off' | 'no-feature';

/** Held by the page that has a link to the device with this id, which is the same in all tabs. */
const lockOf = ({ id }: BluetoothDeviceLike): string => `slipway-bluetooth:${id}`;
/** A link of our own that has just closed gives its lock back within this. */
const LOCK_MS = 500;

export class BluetoothClient {
  readonly #deps: BluetoothClientDeps;
  #devices: BluetoothDevices | null = null;
  #peripheral: BluetoothPeripheral | null = null;
  #link: BluetoothLink | null = null;
  #opening: AbortController | null = null;
  /** How names of devices in the list begin; none = every device in reach. */
  beginnings: readonly string[] = USUAL_NAMES;

  constructor(deps: BluetoothClientDeps) {
    this.#deps = deps;
  }

  async state(): Promise<RadioState> {
    if (this.#deps.bluetooth === null) return 'no-feature';
    return (await this.#open().isOn()) ? 'ready' : 'off';
  }

  /** The browser's list; in the course of a press. */
  choose(): Promise<Outcome<null>> {
    return outcomeOf(async () => {
      this.#take(await this.#open().choose(this.beginnings));
      return null;
    });
  }

  /** Devices that need no list; most browsers tell none. */
  async known(): Promise<readonly NearDevice[]> {
    if (this.#deps.bluetooth === null) return [];
    const devices = await this.#open().known();
    return devices.map((device) => ({ device, name: nameOf(device) }));
  }

  /** Takes a known device as the chosen one. */
  use({ device }: NearDevice): void {
    this.#take(device);
  }

  /** Of the chosen device; null = none is chosen. */
  get name(): string | null {
    return this.#peripheral?.name ?? null;
  }

  /** The browser forgets that this page may use the chosen device. False: it has no way to. */
  forget(): Promise<Outcome<boolean>> {
    return outcomeOf(async () => {
      await this.#letGo();
      const device = this.#peripheral?.device;
      this.#peripheral = null;
      if (device?.forget === undefined) return false;
      await device.forget();
      return true;
    });
  }

  /** Called when the radio is switched on or off; never in a browser without. */
  listen(listener: () => void): () => void {
    return this.#deps.bluetooth === null ? () => undefined : this.#open().listen(listener);
  }

  /** This updater gets its links here from now on. */
  join(updater: Pick<UpdaterClient, 'useLinks'>): Promise<Outcome<null>> {
    const { port1, port2 } = new MessageChannel();
    const source: LinkSource = {
      openLink: (known) => transferLink(() => this.#openLink(known?.bluetooth ?? [])),
    };
    offerApi(source, port1);
    return updater.useLinks(port2, null);
  }

  /** Lets the device go at once, for a page that is left. */
  close(): void {
    this.#opening?.abort(new OtaError('cancelled', { by: 'page-closed' }));
    void this.#link?.close();
    this.#peripheral?.device.gatt?.disconnect();
  }

  #take(device: BluetoothDeviceLike): void {
    // The same device keeps what its links have learned.
    if (this.#peripheral?.device.id === device.id && this.#peripheral.device === device) return;
    void this.#letGo();
    this.#peripheral = new BluetoothPeripheral(device);
  }

  /** One link at a time: the one before, or one that is only opening, is over first. */
  async #letGo(): Promise<void> {
    this.#opening?.abort(new OtaError('cancelled', { by: 'user' }));
    this.#opening = null;
    const link = this.#link;
    this.#link = null;
    await link?.close();
  }

  async #openLink(remembered: readonly BluetoothSettings[]): Promise<BluetoothLink> {
    const peripheral = this.#peripheral;
    if (peripheral === null)
      throw new OtaError('link/refused', { address: 'Bluetooth', detail: 'no device is chosen' });
    await this.#letGo();
    if (!(await this.#open().isOn())) throw radioOff();
    const opening = new AbortController();
    this.#opening = opening;
    const unlock = await this.#lock(peripheral.device);
    const known = remembered.find(({ model }) => model === modelOf(peripheral.name)) ?? null;
    try {
      const { clock } = this.#deps;
      const { signal } = opening;
      const open = CHOSEN_TRANSPORTS['bluetooth:'];
      const link = await open({ peripheral, known }, { clock, signal });
      this.#link = link;
      void link.released.then(unlock);
      return link;
    } catch (reason) {
      unlock();
      const error = OtaError.from(reason);
      // Switched off meanwhile: every other reason looks the same then.
      throw error.code === 'cancelled' || (await this.#open().isOn()) ? error : radioOff(error);
    }
  }

  /** Only one page has a link to a device: two would take each other's replies. Throws link/held. */
  async #lock(device: BluetoothDeviceLike): Promise<() => void> {
    const { locks, clock } = this.#deps;
    if (locks === null) return () => undefined;
    let unlock: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (unlock = resolve));
    const late = new AbortController();
    const held = await new Promise<boolean>((taken) => {
      const hold = (): Promise<void> => {
        taken(true);
        return until;
      };
      const refused = (): void => taken(!late.signal.aborted); // not in time; else this page may use no locks
      locks.request(lockOf(device), { signal: late.signal }, hold).catch(refused);
      void clock.sleep(LOCK_MS, new AbortController().signal).then(() => late.abort());
    });
    if (held) return unlock;
    const address = nameOf(device);
    const detail = 'another tab has a link to it';
    throw new OtaError('link/held', { kind: 'bluetooth', address, by: 'other-tab', detail });
  }

  #open(): BluetoothDevices {
    this.#devices ??= new BluetoothDevices(this.#deps.bluetooth);
    return this.#devices;
  }
}

const nameOf = (device: BluetoothDeviceLike): string => new BluetoothPeripheral(device).name;

/** The devices of this browser, let go when the page is left. */
export function openBluetoothClient(): BluetoothClient {
  const client = new BluetoothClient({
    bluetooth: browserBluetooth(),
    clock: realClock,
    locks: 'locks' in navigator ? navigator.locks : null,
  });
  addEventListener('pagehide', () => client.close());
  return client;
}

/** Not in the types of the DOM; bluetooth-devices.ts names what is used of it. */
const browserBluetooth = (): BluetoothLike | null =>
  'bluetooth' in navigator ? (navigator.bluetooth as BluetoothLike) : null;
