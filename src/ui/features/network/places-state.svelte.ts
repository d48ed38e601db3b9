import type { KnownPlaces, NewPlace, PlaceView } from '../../../contracts/network-place.ts';
import { KnownDevicesState } from '../../state/known-devices-state.svelte.ts';
import { StoredChoice } from '../../state/remembered.svelte.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';
import { readAddress } from './network-address.ts';

/** Kept instead of addresses: the updater's thread has places, and is worth starting for them. */
const IN_THREAD = 'places';

/** Places of the network that people added, or at which a device answered. The updater's thread keeps them. */
export class PlacesState {
  /** Before the thread kept places: addresses of devices, as JSON. */
  readonly #stored = new StoredChoice('slipway-addresses');
  readonly #update: UpdateState;
  /** How devices are called. */
  readonly devices: KnownDevicesState;
  #known = $state.raw<KnownPlaces>({ places: [], isKept: true });

  constructor(update: UpdateState) {
    this.#update = update;
    this.devices = new KnownDevicesState(update);
  }

  get all(): readonly PlaceView[] {
    return this.#known.places;
  }

  /** The browser keeps them. */
  get isKept(): boolean {
    return this.#known.isKept;
  }

  /** Without any, nobody starts the updater's thread to look. */
  get maybeSome(): boolean {
    return this.#stored.value !== null;
  }

  async look(): Promise<void> {
    await this.#takeOver();
    const outcome = await this.#update.ask((updater) => updater.places());
    if (!outcome.ok) return;
    this.#known = outcome.value;
    if (this.all.length > 0) {
      this.#stored.keep(IN_THREAD);
      await this.devices.look();
    }
  }

  /** false: there are as many as are kept. */
  async add(place: NewPlace): Promise<boolean> {
    const outcome = await this.#update.ask((updater) => updater.addPlace(place));
    await this.look();
    return outcome.ok && outcome.value;
  }

  /** A broker whose devices are looked at is worth coming back to. */
  async noteBroker(address: string): Promise<void> {
    if (this.all.some((one) => one.address === address)) return;
    await this.look();
    if (!this.all.some((one) => one.address === address))
      await this.add({ address, kind: 'broker', name: null });
  }

  /** An empty name takes it away. */
  async rename(address: string, name: string): Promise<void> {
    await this.#update.ask((updater) => updater.namePlace(address, name));
    await this.look();
  }

  async remove(address: string): Promise<void> {
    await this.#update.ask((updater) => updater.removePlace(address));
    await this.look();
  }

  async #takeOver(): Promise<void> {
    const addresses = addressesOf(this.#stored.value);
    if (addresses.length === 0) return;
    const outcome = await this.#update.ask((updater) => updater.takeOverPlaces(addresses));
    if (outcome.ok) this.#stored.keep(IN_THREAD);
  }
}

/** Whatever is kept there is read as if a person had typed it. */
function addressesOf(stored: string | null): readonly string[] {
  try {
    const kept: unknown = JSON.parse(stored ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((one: unknown) => {
      const read = typeof one === 'string' ? readAddress(one) : null;
      return read?.kind === 'address' ? [read.address] : [];
    });
  } catch {
    return []; // it holds something else
  }
}
