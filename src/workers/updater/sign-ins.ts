/** Who calls at the place that is chosen: at the device, and at the broker before it. */
import { brokerAddressOf } from '../../contracts/network-place.ts';
import type { PlaceKind, PlaceSignIn } from '../../contracts/network-place.ts';
import { isAtBroker } from '../../contracts/transport.ts';
import type { Credentials, SignInOrder, SignInTarget } from '../../contracts/sign-in.ts';
import type { SignIn } from '../../rpc/sign-in.ts';
import type { KnownDevices } from './known-devices.ts';

/** All devices at a broker have one of them. */
const placesOf = (address: string): Readonly<Record<SignInTarget, string>> => ({
  device: address,
  broker: brokerAddressOf(address),
});

/** In this thread's memory, and in the browser where a person wants it kept. */
export class SignIns {
  readonly #known: KnownDevices;
  /** Of all places of this visit, by target and place. */
  readonly #said = new Map<string, Credentials>();
  readonly #secrets = new Set<string>();
  #address: string | null = null;
  #broker: Credentials | null = null;
  #device: SignIn | undefined;
  #loading: Promise<void> | null = null;

  constructor(known: KnownDevices) {
    this.#known = known;
  }

  /** `address`: of the network; null = a port or a radio, of which nothing is known when it is chosen. */
  choose(address: string | null): void {
    if (address === null || address !== this.#address) this.#begin(address);
  }

  /** Of the place that is chosen; null = it has none. */
  get address(): string | null {
    return this.#address;
  }

  /** At the device; undefined: nobody says who calls. */
  get device(): SignIn | undefined {
    return this.#device;
  }

  /** In the address of a broker. */
  get broker(): Credentials | null {
    return this.#broker;
  }

  /** What was used in this visit and nobody else may read. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  async give({ at, keep, user, password, place: elsewhere }: SignInOrder): Promise<void> {
    const chosen = this.#address === null ? undefined : placesOf(this.#address)[at];
    const place = elsewhere ?? chosen;
    if (elsewhere === undefined || elsewhere === chosen) await this.#use(at, { user, password });
    if (place === undefined) return;
    this.#said.set(`${at} ${place}`, { user, password });
    if (keep) await this.#known.keepSignIn({ at, place, user, password });
  }

  /** What was said or kept for the place. Before its first link. */
  async load(): Promise<void> {
    this.#loading ??= this.#load();
    await this.#loading;
  }

  /** At this place (contracts/network-place.ts): of a broker also at each device behind it. */
  async forget(place: string): Promise<void> {
    const isOver = (one: string): boolean =>
      one === place || (isAtBroker(place) && one.startsWith(place));
    for (const key of this.#said.keys())
      if (isOver(key.slice(key.indexOf(' ') + 1))) this.#said.delete(key);
    if (this.#address !== null && isOver(this.#address)) this.#begin(this.#address);
    await this.#known.dropSignIns((_at, one) => isOver(one));
  }

  /** null: nobody. */
  async atBroker(place: string): Promise<Credentials | null> {
    return this.#said.get(`broker ${place}`) ?? (await this.#known.signInFor('broker', place));
  }

  /** At a device that need not be the one that is chosen; undefined: nobody. */
  async atDevice(place: string): Promise<SignIn | undefined> {
    const who = this.#said.get(`device ${place}`) ?? (await this.#known.signInFor('device', place));
    return who === null ? undefined : signInOf(who);
  }

  async kindAt(kind: PlaceKind, place: string): Promise<PlaceSignIn> {
    const at = kind === 'broker' ? 'broker' : 'device';
    if ((await this.#known.signInFor(at, place)) !== null) return 'kept';
    return this.#said.has(`${at} ${place}`) ? 'visit' : 'nobody';
  }

  #begin(address: string | null): void {
    this.#address = address;
    this.#broker = null;
    this.#device = undefined;
    this.#loading = null;
  }

  async #load(): Promise<void> {
    const address = this.#address;
    if (address === null) return;
    const places = placesOf(address);
    const targets: readonly SignInTarget[] = isAtBroker(address)
      ? ['broker', 'device']
      : ['device'];
    for (const at of targets) {
      const said = this.#said.get(`${at} ${places[at]}`);
      const found = said ?? (await this.#known.signInFor(at, places[at]));
      const isGiven = at === 'broker' ? this.#broker !== null : this.#device !== undefined;
      if (found !== null && !isGiven && this.#address === address) await this.#use(at, found);
    }
  }

  async #use(at: SignInTarget, who: Credentials): Promise<void> {
    this.#secrets.add(who.password);
    if (at === 'broker') this.#broker = { user: who.user, password: who.password };
    else this.#device = await signInOf(who);
  }
}

async function signInOf({ user, password }: Credentials): Promise<SignIn> {
  // A chunk of its own: few devices ask.
  const { createSignIn } = await import('../../rpc/sign-in.ts');
  const deps = {
    wallClock: () => Date.now(),
    random: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
  };
  return createSignIn({ user, password }, deps);
}
