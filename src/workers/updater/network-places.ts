/** Places of the network that are known, in the browser where it keeps them, else in this thread. A chunk of its own. */
import { LONGEST_PLACE_NAME, MOST_PLACES, placeAddressOf } from '../../contracts/network-place.ts';
import type { KnownPlace, KnownPlaces, NewPlace } from '../../contracts/network-place.ts';
import type { SysInfo } from '../../rpc/methods.ts';
import { changePlace, dropPlace, keptPlaces } from '../../store/places.ts';
import type { ChangePlace } from '../../store/places.ts';
import { isAtBroker } from '../../contracts/transport.ts';
import { KeptOrHere } from './kept-or-here.ts';
import type { KnownDevices } from './known-devices.ts';
import type { SignIns } from './sign-ins.ts';

interface PlacesDeps {
  readonly known: Pick<KnownDevices, 'inStore'>;
  readonly signIns: Pick<SignIns, 'forget' | 'kindAt'>;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export class NetworkPlaces {
  readonly #deps: PlacesDeps;
  /** What the browser did not keep. */
  readonly #here = new Map<string, KnownPlace>();
  readonly #store: KeptOrHere;

  constructor(deps: PlacesDeps) {
    this.#deps = deps;
    this.#store = new KeptOrHere(deps.known);
  }

  async all(): Promise<KnownPlaces> {
    const kept = await this.#store.do(keptPlaces, () => []);
    const byAddress = new Map([...kept.map((one) => [one.address, one] as const), ...this.#here]);
    const recent = ({ seenAtMs, addedAtMs }: KnownPlace): number => seenAtMs ?? addedAtMs;
    const sorted = [...byAddress.values()].sort((one, other) => recent(other) - recent(one));
    const { signIns } = this.#deps;
    const places = await Promise.all(
      sorted.map(async (one) => ({
        ...one,
        signIn: await signIns.kindAt(one.kind, one.address),
      })),
    );
    return { places, isKept: this.#store.isKept };
  }

  /** One that is known gets the name. false: there are MOST_PLACES. */
  add({ address, kind, name }: NewPlace): Promise<boolean> {
    return this.#change(address, (before) => ({
      ...(before ?? this.#fresh({ address, kind })),
      name: nameIn(name),
    }));
  }

  /** An empty name takes it away. false: it is not known. */
  async rename(address: string, name: string): Promise<boolean> {
    let isKnown = false;
    await this.#change(address, (before) => {
      isKnown = before !== null;
      return before === null ? null : { ...before, name: nameIn(name) };
    });
    return isKnown;
  }

  /** And who signs in there. */
  async remove(address: string): Promise<void> {
    await this.#deps.signIns.forget(address);
    this.#here.delete(address);
    await this.#store.do(
      (store) => dropPlace(store, address),
      () => undefined,
    );
  }

  /** A device answered there. `address`: its own. */
  async note(address: string, { id, app, fw_version: version }: Answer): Promise<void> {
    const place = placeAddressOf(address);
    await this.#change(place, (before) => ({
      ...(before ?? this.#fresh(placeAt(place))),
      seenAtMs: this.#deps.wall(),
      ...{ device: id, app, version },
    }));
  }

  /** Addresses at which a device answered before places were kept, the last one first. */
  async takeOver(addresses: readonly string[]): Promise<void> {
    for (const [at, address] of addresses.slice(0, MOST_PLACES).entries()) {
      const place = placeAddressOf(address);
      await this.#change(place, (before) =>
        before === null
          ? { ...this.#fresh(placeAt(place)), addedAtMs: this.#deps.wall() - at }
          : null,
      );
    }
  }

  #fresh(place: Pick<KnownPlace, 'address' | 'kind'>): KnownPlace {
    const unseen = { seenAtMs: null, device: null, app: null, version: null };
    return { ...place, name: null, addedAtMs: this.#deps.wall(), ...unseen };
  }

  async #change(address: string, change: ChangePlace): Promise<boolean> {
    return this.#store.do(
      (store, onDamaged) => changePlace(store, address, { change, onDamaged }),
      () => {
        const before = this.#here.get(address) ?? null;
        const next = change(before);
        if (next === null) return true;
        if (before === null && this.#here.size >= MOST_PLACES) return false;
        this.#here.set(address, next);
        return true;
      },
    );
  }
}

type Answer = Pick<SysInfo, 'id' | 'app' | 'fw_version'>;

const placeAt = (address: string): Pick<KnownPlace, 'address' | 'kind'> => ({
  address,
  kind: isAtBroker(address) ? 'broker' : 'host',
});

const nameIn = (name: string | null): string | null =>
  name?.trim().slice(0, LONGEST_PLACE_NAME) || null;
