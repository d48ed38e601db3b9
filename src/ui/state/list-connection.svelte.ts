import type { Failure, Outcome } from '../../contracts/failure.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';
import { KnownDevicesState } from './known-devices-state.svelte.ts';
import type { Once } from './remembered.svelte.ts';
import type { UpdateState } from './update-state.svelte.ts';
import type { ConnectionMethod, ConnectionTraits } from './connection-method.ts';

/** How far a way is. `Own`: what only this way has. */
export type ConnectionPhase<Own extends { readonly kind: string } = never> =
  | { readonly kind: 'closed' }
  /** What the browser's list wants, before it opens. */
  | { readonly kind: 'explain' }
  /** The link opens, or the device is asked; the screen's own state tells. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'troubleshooting'; readonly failure: Failure }
  | Own;

/** The window's half of a way. `Place`: where a device is, a port or a device of the radio. */
export interface ListClient<Place> {
  /** In the course of a press: the browser's list. */
  choose(): Promise<Outcome<null>>;
  /** The next link is opened there. */
  use(place: Place): void;
  /** The browser takes back that this page may use the chosen place. */
  forget(): Promise<unknown>;
  /** Given to this page before. */
  known(): Promise<readonly Place[]>;
  /** Calls when places came or went. */
  listen(listener: () => void): unknown;
  join(updater: UpdaterClient): Promise<Outcome<null>>;
}

export interface ListConnectionDeps<Client> {
  readonly client: Client;
  readonly update: UpdateState;
  /** The list was explained. */
  readonly explained: Once;
}

/** What a way is, for those who ask before it leads anywhere. */
interface ConnectionFacts extends Pick<ConnectionMethod, 'traits' | 'device'> {
  /** An update whose device is silent offers the troubleshooting page. */
  readonly offersHelp: boolean;
}

/**
 * A way whose devices are chosen in a list of the browser, from the press to the device's answer, and what helps when
 * there is none. A way adds what only it has.
 */
export class ListConnection<
  Place,
  Client extends ListClient<Place> = ListClient<Place>,
  Own extends { readonly kind: string } = never,
> {
  /** Who was reached before. */
  readonly known: KnownDevicesState;
  protected readonly client: Client;
  protected readonly update: UpdateState;
  protected readonly method: ConnectionMethod;
  readonly #explained: Once;
  #phase = $state.raw<ConnectionPhase<Own>>({ kind: 'closed' });
  #knowsList = $state(false);
  #places = $state.raw<readonly Place[]>([]);

  constructor({ client, update, explained }: ListConnectionDeps<Client>, facts: ConnectionFacts) {
    const { traits, device, offersHelp } = facts;
    this.known = new KnownDevicesState(update);
    this.client = client;
    this.update = update;
    this.#explained = explained;
    this.#knowsList = explained.done;
    this.method = {
      traits,
      device,
      join: (updater) => client.join(updater),
      // For an update whose device went away: the next link is opened to what is chosen here.
      chooseAgain: () => client.choose(),
      ...(offersHelp && { help: (failure: Failure) => this.help(failure) }),
    };
    client.listen(() => this.placesChanged());
  }

  get traits(): ConnectionTraits {
    return this.method.traits;
  }

  get phase(): ConnectionPhase<Own> {
    return this.#phase;
  }

  /** Its own page is on the screen instead of the state of the update. */
  get showing(): boolean {
    const { kind } = this.#phase;
    return kind !== 'closed' && kind !== 'connecting' && !this.update.running;
  }

  /** Given to this page before: they need no list. */
  get places(): readonly Place[] {
    return this.#places;
  }

  /** The list was explained before: then a link leads there, and a press opens the list at once. */
  get knowsList(): boolean {
    return this.#knowsList;
  }

  /** Looks for known places; the browser tells of later ones by itself. */
  async look(): Promise<void> {
    this.#places = await this.client.known();
  }

  /** The way was pressed: the first time what comes is explained before it comes. */
  async press(): Promise<void> {
    if (this.#knowsList) await this.choose();
    else this.explain();
  }

  /** What happens in the browser's list. */
  explain(): void {
    this.show({ kind: 'explain' });
    this.#explained.tell();
    this.#knowsList = true;
  }

  /** The browser's list, then the device. */
  async choose(): Promise<void> {
    const chosen = await this.client.choose();
    if (chosen.ok) await this.connectAnew();
    else this.help(chosen.failure);
  }

  /** A place that needs no list. */
  async use(place: Place): Promise<void> {
    this.client.use(place);
    await this.connectAnew();
  }

  /** The browser takes back what this page was given. */
  async forget(place: Place): Promise<void> {
    this.client.use(place);
    await this.client.forget();
    await this.look();
  }

  /** Back to the screen, with another way to choose. */
  leave(): void {
    this.show({ kind: 'closed' });
    if (this.update.method === this.method) this.update.choice.disconnect();
  }

  /** The page for what went wrong. */
  help(failure: Failure): void {
    this.show({ kind: 'troubleshooting', failure });
  }

  protected show(phase: ConnectionPhase<Own>): void {
    this.#phase = phase;
  }

  protected placesChanged(): void {
    void this.look();
  }

  /** To a place that was just chosen. */
  protected connectAnew(): Promise<void> {
    return this.connect();
  }

  protected async connect(): Promise<void> {
    this.show({ kind: 'connecting' });
    await this.update.connect(this.method);
    const { device } = this.update.choice;
    if (device.kind === 'unreachable') this.help(device.failure);
    else this.show({ kind: 'closed' });
  }
}
