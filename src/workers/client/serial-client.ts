/**
 * The window's half of a cable: ports are chosen and opened here, their bytes flow to and from the
 * updater worker. Whenever the worker needs a link, first or after a restart of the device, it asks for one.
 */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, hasCode } from '../../contracts/failure.ts';
import type { Outcome } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { DEFAULT_BAUD_RATE, openSerialLink } from '../../transports/webserial/serial-link.ts';
import type { SerialLink } from '../../transports/webserial/serial-link.ts';
import type { SerialLike, SerialPortLike } from '../../transports/webserial/serial-port.ts';
import { SerialPorts } from '../../transports/webserial/serial-ports.ts';
import { offerApi, outcomeOf } from '../wire/calls.ts';
import { giveLink } from '../wire/links.ts';
import type { LinkSource } from '../wire/links.ts';
import { adapterName } from './adapter-name.ts';
import { realClock } from '../../contracts/real-clock.ts';
import type { UpdaterClient } from './updater-client.ts';

/** A port this page may use, plugged in now. */
export interface CablePort {
  readonly port: SerialPortLike;
  /** By its USB ids. */
  readonly adapter: string;
}

export interface SerialClientDeps {
  /** navigator.serial; null = this browser has none. */
  readonly serial: SerialLike | null;
  readonly clock: Clock;
  /** Null where there are none: then nobody can tell who holds a port. */
  readonly locks: Pick<LockManager, 'request' | 'query'> | null;
  /** `alike`: after a replug a port with the same USB ids counts as the chosen one. `itself`: that one is somebody else's. */
  readonly follows?: 'alike' | 'itself';
}

/** Held, shared, by every page of ours as long as it has a port open. */
const OPEN_LOCK = 'slipway-serial-port';
/** Of this page: its own ports are not held by another tab. */
const OWN_LOCK = `${OPEN_LOCK}-${crypto.randomUUID()}`;

export class SerialClient {
  readonly #deps: SerialClientDeps;
  #ports: SerialPorts | null = null;
  #port: SerialPortLike | null = null;
  #link: SerialLink | null = null;
  /** Of the line; a change counts from the next link on. */
  baudRate = DEFAULT_BAUD_RATE;
  /** DTR and RTS: see SerialLinkOptions. */
  lines: 'low' | 'untouched' = 'low';

  constructor(deps: SerialClientDeps) {
    this.#deps = deps;
  }

  /** The browser's list; in the course of a press. Failure: link/not-chosen, link/not-allowed, link/no-feature. */
  choose(): Promise<Outcome<null>> {
    return outcomeOf(async () => {
      this.#port = await this.#open().choose();
      return null;
    });
  }

  /** Ports that need no list. */
  async known(): Promise<readonly CablePort[]> {
    if (this.#deps.serial === null) return [];
    const ports = await this.#open().known();
    return ports.map((port) => ({ port, adapter: adapterName(port.getInfo()) }));
  }

  /** Takes a known port as the chosen one. */
  use({ port }: CablePort): void {
    this.#port = port;
  }

  /** The chosen port is plugged in, or one that came for it. */
  get isThere(): boolean {
    return this.#port !== null && this.#present(this.#port) !== null;
  }

  /** The browser forgets that this page may use the chosen port. */
  forget(): Promise<Outcome<null>> {
    return outcomeOf(async () => {
      await this.#link?.close();
      await this.#port?.forget?.();
      this.#port = null;
      return null;
    });
  }

  /** Called at every plugging and unplugging; never in a browser without ports. */
  listen(listener: () => void): () => void {
    return this.#deps.serial === null ? () => undefined : this.#open().listen(listener);
  }

  /** This updater gets its links here from now on. */
  join(updater: UpdaterClient): Promise<Outcome<null>> {
    const { port1, port2 } = new MessageChannel();
    const source: LinkSource = { openLink: () => giveLink(() => this.#openLink()) };
    offerApi(source, port1);
    return updater.useLinks(port2, null);
  }

  /** Lets the port go; settles when somebody else can open it. */
  async close(): Promise<void> {
    await this.#link?.close();
  }

  #present(chosen: SerialPortLike): SerialPortLike | null {
    const ports = this.#open();
    if (this.#deps.follows !== 'itself') return ports.present(chosen);
    return ports.isThere(chosen) ? chosen : null;
  }

  async #openLink(): Promise<Link> {
    const chosen = this.#port;
    if (chosen === null)
      throw new OtaError('link/refused', { address: 'serial', detail: 'no port is chosen' });
    const address = adapterName(chosen.getInfo());
    const port = this.#present(chosen);
    if (port === null) throw new OtaError('link/refused', { address, detail: 'unplugged' });
    await this.#link?.close();
    this.#port = port;
    const { clock } = this.#deps;
    const options = { label: address, baudRate: this.baudRate, lines: this.lines, clock };
    const link = await openSerialLink(port, options).catch(async (reason: unknown) => {
      throw await this.#namingTheHolder(OtaError.from(reason));
    });
    this.#link = link;
    this.#tellOtherTabs(link);
    return link;
  }

  /** A page cannot see who holds a port, but our own pages say it. */
  async #namingTheHolder(error: OtaError): Promise<OtaError> {
    if (!hasCode(error, 'link/held')) return error;
    const { held = [] } = (await this.#deps.locks?.query()) ?? {};
    const others = held.filter(({ name }) => name?.startsWith(OPEN_LOCK) && name !== OWN_LOCK);
    if (others.length === 0) return error;
    return new OtaError('link/held', { ...error.facts, by: 'other-tab' }, { cause: error });
  }

  #tellOtherTabs({ released }: SerialLink): void {
    const locks = this.#deps.locks;
    locks?.request(OWN_LOCK, { mode: 'shared' }, () => released).catch(() => undefined); // nobody is told
  }

  #open(): SerialPorts {
    this.#ports ??= new SerialPorts(this.#deps.serial);
    return this.#ports;
  }
}

/** The ports of this browser, let go when the page is left. */
export function openSerialClient(follows: SerialClientDeps['follows'] = 'alike'): SerialClient {
  const client = new SerialClient({
    follows,
    serial: browserSerial(),
    clock: realClock,
    locks: 'locks' in navigator ? navigator.locks : null,
  });
  addEventListener('pagehide', () => void client.close());
  return client;
}

/** Not in the types of the DOM yet; serial-port.ts names what is used of it. */
const browserSerial = (): SerialLike | null =>
  'serial' in navigator ? (navigator.serial as SerialLike) : null;
