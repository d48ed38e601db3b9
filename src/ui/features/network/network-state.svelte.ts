import {
  isBrokerPlace,
  isOfBroker,
  hasSecret,
  isOfHttp,
  partsOf,
  readAddress,
  shortAddress,
} from './network-address.ts';
import { BrokerSignIn, BrokerState } from './broker-state.svelte.ts';
import { readBroker } from '../../state/broker-address.ts';
import type { SignInForm } from '../../state/sign-in.svelte.ts';
import { OtaError, toFailure } from '../../../contracts/failure.ts';
import type { Failure } from '../../../contracts/failure.ts';
import type { PlaceView } from '../../../contracts/network-place.ts';
import { networkWords } from '../../../messages/network-words.ts';
import { outside } from '../../../messages/outside-text.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { CONNECTION_METHODS } from '../../state/connection-method.ts';
import type { OtherReach, ConnectionMethod } from '../../state/connection-method.ts';
import { hasAnswered } from '../../state/screen-view.ts';
import type { AddressFault } from './network-address.ts';
import { ScanState } from './scan-state.svelte.ts';
import { PlacesState } from './places-state.svelte.ts';
import { networkPage, isFromElsewhere, isMixedContent } from './network-pages.ts';
import type {
  NetworkTroubleshootingPage,
  LocalAccess,
  NetworkSurroundings,
} from './network-pages.ts';

export type NetworkPhase =
  | { readonly kind: 'closed' }
  /** A broker, and who is there. */
  | { readonly kind: 'broker'; readonly broker: BrokerState }
  /** A network, asked address by address. */
  | { readonly kind: 'scan' }
  /** Where the address is typed. */
  | { readonly kind: 'address' }
  /** The device is connected and asked; the screen's own state tells. */
  | { readonly kind: 'connecting' }
  | {
      readonly kind: 'troubleshooting';
      readonly failure: Failure;
      readonly address: string;
      readonly page: NetworkTroubleshootingPage;
    };

export interface NetworkDeps {
  readonly update: UpdateState;
  readonly around: NetworkSurroundings;
}

/** The way over the network, from an address to the device's answer, and what helps when there is none. */
export class NetworkState {
  readonly traits = CONNECTION_METHODS.network;
  readonly places: PlacesState;
  readonly scan: ScanState;
  readonly #update: UpdateState;
  readonly #around: NetworkSurroundings;
  #phase = $state.raw<NetworkPhase>({ kind: 'closed' });
  #typed = $state('');
  #fault = $state<AddressFault | null>(null);
  #mayBeAsked = $state(false);
  /** At the broker that was looked at last. */
  #signIn: { readonly address: string; readonly form: SignInForm } | null = null;
  /** To the address that a person chose last. */
  #method: ConnectionMethod | null = null;

  constructor({ update, around }: NetworkDeps) {
    this.places = new PlacesState(update);
    this.scan = new ScanState({ update, around });
    this.#update = update;
    this.#around = around;
  }

  get phase(): NetworkPhase {
    return this.#phase;
  }

  /** Its own page is on the screen instead of the state of the update. */
  get showing(): boolean {
    const { kind } = this.#phase;
    return kind !== 'closed' && kind !== 'connecting' && !this.#update.running;
  }

  get typed(): string {
    return this.#typed;
  }

  /** Why what was typed is no address; null = it was not tried yet. */
  get fault(): AddressFault | null {
    return this.#fault;
  }

  /** The browser will ask whether this page may reach the local network. */
  get mayBeAsked(): boolean {
    return this.#mayBeAsked;
  }

  /** The way was pressed. */
  press(): Promise<void> {
    this.#fault = null;
    this.#phase = { kind: 'address' };
    return this.#lookWhetherAsked();
  }

  /** To the page of the scan. */
  pressScan(): Promise<void> {
    this.#phase = { kind: 'scan' };
    return this.scan.lookAround();
  }

  /** A device that a scan has found was pressed. */
  async useFound(host: string): Promise<void> {
    await this.use(await this.scan.addressOf(host));
  }

  type(text: string): void {
    this.#typed = text;
    this.#fault = null;
  }

  /** Connects to what was typed, where it is an address. */
  async submit(): Promise<void> {
    const read = isOfBroker(this.#typed) ? readBroker(this.#typed) : readAddress(this.#typed);
    if (read.kind === 'wrong') this.#fault = read.fault;
    else await this.use(read.address);
  }

  /** Connects to this address. `anyway`: also where the browser is not expected to let it. */
  async use(address: string, { anyway = false } = {}): Promise<void> {
    this.#typed = shortAddress(address);
    const { page } = this.#around;
    if (!anyway && isMixedContent(address, page, await this.#around.access(address))) {
      await this.#tell(toFailure(new OtaError('link/mixed-content', { address })), address);
      return;
    }
    if (isBrokerPlace(address)) this.#look(address);
    else await this.#connect(address);
  }

  /** A place that is known was pressed. */
  choose({ address }: PlaceView): Promise<void> {
    return this.use(address);
  }

  /** Looks who is at the broker for as long as its page is there; what keeps it from that has a page of its own. */
  async watch(broker: BrokerState): Promise<void> {
    const outcome = await broker.open();
    if (this.#phase.kind !== 'broker' || this.#phase.broker !== broker) return;
    if (outcome.ok) this.#signIn = null;
    else if (outcome.failure.code !== 'cancelled')
      await this.#tell(outcome.failure, broker.address);
  }

  /** Whom to sign in at a broker; the same as long as it refuses. */
  brokerSignIn(address: string): SignInForm {
    const before = this.#signIn?.address === address ? this.#signIn.form : null;
    const form = before ?? new BrokerSignIn(address, () => this.use(address));
    this.#signIn = { address, form };
    return form;
  }

  /** Back to the screen, with another way to choose. */
  leave(): void {
    this.#phase = { kind: 'closed' };
    if (this.#update.method === this.#method) this.#update.choice.disconnect();
  }

  #look(address: string): void {
    const known = this.places.devices.seen.flatMap(({ adapter, id }) =>
      adapter.startsWith(address) ? [id] : [],
    );
    const last = this.places.all.find((one) => one.address === address)?.device ?? null;
    const ids = last === null || known.includes(last) ? known : [last, ...known];
    const broker = new BrokerState({ update: this.#update, address, known: ids });
    void this.places.noteBroker(address);
    this.#phase = { kind: 'broker', broker };
  }

  async #connect(address: string): Promise<void> {
    const method = this.#wayTo(address);
    this.#method = method;
    this.#phase = { kind: 'connecting' };
    await this.#update.connect(method);
    if (this.#method !== method) return; // another address was chosen meanwhile
    const { device } = this.#update.choice;
    if (this.#update.method !== method) this.#phase = { kind: 'closed' };
    else if (device.kind === 'none') this.#phase = { kind: 'address' };
    else if (device.kind !== 'unreachable') await this.#answered();
    else if (hasAnswered(device.failure)) this.#phase = { kind: 'closed' };
    else await this.#tell(device.failure, address);
  }

  /** The updater's thread has noted it. */
  async #answered(): Promise<void> {
    this.#phase = { kind: 'closed' };
    if (this.#update.choice.device.kind === 'known') await this.places.look();
  }

  #wayTo(address: string): ConnectionMethod {
    const { host, place } = partsOf(address);
    return {
      traits: CONNECTION_METHODS.network,
      device: networkWords.device(outside(host)),
      place,
      ...(!hasSecret(address) && { address }),
      otherReach: (label) => otherReach(address, label),
      join: (updater) => updater.useAddress(address),
      again: () => this.#connect(address),
      help: (failure) => void this.#tell(failure, address),
    };
  }

  /** The page for what went wrong. */
  async #tell(failure: Failure, address: string): Promise<void> {
    const access = await this.#around.access(address);
    const page = networkPage(failure, { address, page: this.#around.page, access });
    this.#phase = { kind: 'troubleshooting', failure, address, page };
  }

  async #lookWhetherAsked(): Promise<void> {
    const anyone = 'ws://192.168.0.1/rpc'; // the permission is one for the whole local network
    const access: LocalAccess | null = await this.#around.access(anyone);
    this.#mayBeAsked = access?.state === 'prompt' && isFromElsewhere(this.#around.page);
  }
}

/** HTTP took over from the WebSocket that was asked for (workers/updater/network-link.ts). */
const otherReach = (address: string, label: string): OtherReach | null =>
  isOfHttp(label) && !isOfHttp(address)
    ? { place: partsOf(label).place, note: networkWords.httpInstead }
    : null;
