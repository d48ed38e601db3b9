/**
 * The window's half of a cable: ports are chosen and opened here, their bytes flow to and from the
 * updater worker. Whenever the worker needs a link, first or after a restart of the device, it asks for one.
 */
import { newId } from '../../contracts/random-hex.ts';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, hasCode } from '../../contracts/failure.ts';
import type { Outcome } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { CHOSEN_TRANSPORTS } from '../../transports/browser.ts';
import { DEFAULT_BAUD_RATE } from '../../transports/webserial/serial-link.ts';
import type { SerialLink } from '../../transports/webserial/serial-link.ts';
import type { SerialLike, SerialPortLike } from '../../transports/webserial/serial-ports.ts';
import { SerialPorts, haveSameIds } from '../../transports/webserial/serial-ports.ts';
import { offerApi, outcomeOf } from '../comlink/calls.ts';
import { transferLink } from '../comlink/links.ts';
import type { LinkSource, AnsweringDevice } from '../comlink/links.ts';
import { adapterName, PortRegistry, PortSearch } from './port-search.ts';
import { realClock } from '../../contracts/clock.ts';
import type { PortTry } from './port-search.ts';
import type { UpdaterClient } from './updater-client.ts';

/** A port this page may use, plugged in now. */
export interface CablePort {
  readonly port: SerialPortLike;
  /** By its USB ids. */
  readonly adapter: string;
  /** Among ports with the same ids, in the order of the browser's list, from 1; null = it is the only one. */
  readonly number: number | null;
  /** Who answered on it last; null = nobody has since it was plugged in. */
  readonly device: string | null;
}

export interface SerialClientDeps {
  /** navigator.serial; null = this browser has none. */
  readonly serial: SerialLike | null;
  readonly clock: Clock;
  /** Null where there are none: then nobody can tell who holds a port. */
  readonly locks: Pick<LockManager, 'request' | 'query'> | null;
  /** `itself`: no other port than the chosen one is ever opened; somebody else gives the ports away. */
  readonly follows?: 'alike' | 'itself';
  /** Shared by all of a page: none takes a port that another has. */
  readonly registry?: PortRegistry;
}

/** Held, shared, by every page of ours as long as it has a port open. */
const OPEN_LOCK = 'slipway-serial-port';
/** Of this page: its own ports are not held by another tab. */
const OWN_LOCK = `${OPEN_LOCK}-${newId()}`;
/** An opening port is not given up: whoever needs it next waits for it. */
const never = new AbortController().signal;

export class SerialClient {
  readonly #deps: SerialClientDeps;
  #ports: SerialPorts | null = null;
  readonly #registry: PortRegistry;
  #search: PortSearch | null = null;
  #link: SerialLink | null = null;
  /** Of the last link. */
  #open: PortTry | null = null;
  /** Who is at the other end of the present link was not told yet. */
  #isUnknown = false;
  /** Another device than the expected one answered, and its port was let go. */
  onOtherDevice: () => void = () => undefined;
  /** Of the line; a change counts from the next link on. */
  baudRate = DEFAULT_BAUD_RATE;
  /** DTR and RTS: see SerialLinkOptions. */
  lines: 'low' | 'untouched' = 'low';

  constructor(deps: SerialClientDeps) {
    this.#deps = deps;
    this.#registry = deps.registry ?? new PortRegistry();
  }

  /** The browser's list; in the course of a press. Failure: link/not-chosen, link/not-allowed, link/no-feature. */
  choose(): Promise<Outcome<null>> {
    return outcomeOf(async () => {
      await this.#take(await this.#portsOfPage().choose());
      return null;
    });
  }

  /** Ports that need no list. */
  async known(): Promise<readonly CablePort[]> {
    if (this.#deps.serial === null) return [];
    const ports = await this.#portsOfPage().known();
    return ports.map((port) => {
      const alike = ports.filter((other) => haveSameIds(other, port));
      const number = alike.length > 1 ? alike.indexOf(port) + 1 : null;
      const device = this.#registry.deviceOn(port);
      return { port, adapter: adapterName(port.getInfo()), number, device };
    });
  }

  /** Takes a known port as the chosen one. */
  use({ port }: CablePort): void {
    void this.#take(port);
  }

  /** The chosen port is plugged in, or one that came for it. */
  get isThere(): boolean {
    return this.#search?.hasSome ?? false;
  }

  /** The browser forgets that this page may use the chosen port. */
  forget(): Promise<Outcome<null>> {
    return outcomeOf(async () => {
      await this.#link?.close();
      await this.#search?.own.forget?.();
      this.#search = null;
      return null;
    });
  }

  /** Called at every plugging and unplugging; never in a browser without ports. */
  listen(listener: () => void): () => void {
    return this.#deps.serial === null ? () => undefined : this.#portsOfPage().listen(listener);
  }

  /** This updater gets its links here from now on. */
  join(updater: UpdaterClient): Promise<Outcome<null>> {
    const { port1, port2 } = new MessageChannel();
    const source: LinkSource = {
      openLink: () => transferLink(() => this.#openLink()),
      answered: (device) => outcomeOf(() => this.#answered(device)),
    };
    offerApi(source, port1);
    return updater.useLinks(port2, null);
  }

  /** Lets the port go; settles when somebody else can open it. */
  async close(): Promise<void> {
    await this.#link?.close();
  }

  /** A person chose this port: a link on another one is over. */
  async #take(port: SerialPortLike): Promise<void> {
    const ports = this.#portsOfPage();
    this.#registry.assign(port, this);
    this.#search = new PortSearch(ports, port, (other) => this.#registry.isFreeFor(other, this));
    if (this.#open?.port !== port) await this.#link?.close();
  }

  async #next(search: PortSearch): Promise<PortTry | null> {
    if (this.#deps.follows !== 'itself') return search.next(this.#deps.clock.now());
    const port = search.own;
    if (!this.#portsOfPage().isThere(port)) return null;
    return { port, isForeign: false, isOneOfMany: false };
  }

  async #openLink(): Promise<Link> {
    const search = this.#search;
    if (search === null)
      throw new OtaError('link/refused', { address: 'serial', detail: 'no port is chosen' });
    const next = await this.#next(search);
    if (next === null) {
      const address = adapterName(search.own.getInfo());
      throw new OtaError('link/refused', { address, detail: 'unplugged' });
    }
    await this.#link?.close();
    const { port, isForeign, isOneOfMany } = next;
    const { clock } = this.#deps;
    const label = adapterName(port.getInfo());
    const lines = isForeign ? 'untouched' : this.lines;
    const chosen = { port, label, baudRate: this.baudRate, lines };
    const opening = CHOSEN_TRANSPORTS['serial:'](chosen, { clock, signal: never });
    const link = await opening.catch(async (reason: unknown) => {
      throw await this.#namingTheHolder(OtaError.from(reason));
    });
    this.#link = link;
    this.#open = next;
    this.#isUnknown = true;
    this.#tellOtherTabs(link);
    return isOneOfMany ? { ...link, isGuess: true } : link;
  }

  /** The MAC was read at the other end of the link: a port with another device is let go at once. */
  async #answered({ name, isExpected }: AnsweringDevice): Promise<null> {
    const port = this.#open?.port;
    if (port === undefined) return null;
    this.#isUnknown = false;
    this.#registry.noteDevice(port, name);
    this.#search?.answered(port, isExpected ? 'the-device' : 'another');
    if (isExpected) this.#registry.assign(port, this);
    else {
      await this.#link?.close();
      this.onOtherDevice();
    }
    return null;
  }

  /** A silent port that only stood in for the own one does not keep the next from being tried. */
  #noticePlugging(): void {
    const port = this.#open?.port;
    const isStandIn = port !== undefined && port !== this.#search?.own;
    if (isStandIn && this.#isUnknown) void this.#link?.close();
  }

  /** A page cannot see who holds a port, but our own pages say it. */
  async #namingTheHolder(error: OtaError): Promise<OtaError> {
    if (!hasCode(error, 'link/held')) return error;
    const query = this.#deps.locks?.query().catch(() => null); // refused: nobody can be named
    const { held = [] } = (await query) ?? {};
    const others = held.filter(({ name }) => name?.startsWith(OPEN_LOCK) && name !== OWN_LOCK);
    if (others.length === 0) return error;
    return new OtaError('link/held', { ...error.facts, by: 'other-tab' }, { cause: error });
  }

  #tellOtherTabs({ released }: SerialLink): void {
    const locks = this.#deps.locks;
    locks?.request(OWN_LOCK, { mode: 'shared' }, () => released).catch(() => undefined); // nobody is told
  }

  #portsOfPage(): SerialPorts {
    if (this.#ports === null) {
      this.#ports = new SerialPorts(this.#deps.serial);
      this.#ports.listen(() => this.#noticePlugging());
    }
    return this.#ports;
  }
}

/** Of this page, whatever opens ports in it. */
const pageRegistry = new PortRegistry();

/** The ports of this browser, let go when the page is left. */
export function openSerialClient(follows: SerialClientDeps['follows'] = 'alike'): SerialClient {
  const client = new SerialClient({
    follows,
    serial: browserSerial(),
    clock: realClock,
    locks: 'locks' in navigator ? navigator.locks : null,
    registry: pageRegistry,
  });
  addEventListener('pagehide', () => void client.close());
  return client;
}

/** Not in the types of the DOM yet; serial-ports.ts names what is used of it. */
const browserSerial = (): SerialLike | null =>
  'serial' in navigator ? (navigator.serial as SerialLike) : null;
