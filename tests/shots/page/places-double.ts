import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Outcome } from '../../../src/contracts/failure.ts';
import type { PlaceView } from '../../../src/contracts/network-place.ts';
import type { BrokerSnapshot } from '../../../src/contracts/broker-devices.ts';
import type { ScanSnapshot } from '../../../src/contracts/network-scan.ts';
import type { PlacesApi } from '../../../src/workers/network-api.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { NetworkPlaces } from '../../../src/workers/updater/network-places.ts';

/** The places of the updater's thread, in memory; a script says how each signs in. */
export class PlacesDouble {
  readonly #signIns = new Map<string, PlaceView['signIn']>();
  readonly #places = new NetworkPlaces({
    known: { inStore: () => Promise.resolve(CLOSED) },
    signIns: {
      forget: () => Promise.resolve(),
      kindAt: (_kind, place) => Promise.resolve(this.#signIns.get(place) ?? 'nobody'),
    },
    wall: () => Date.now(),
  });
  /** The browser keeps them. */
  isKept = true;

  async add(place: Pick<PlaceView, 'address' | 'kind' | 'name' | 'signIn'>): Promise<void> {
    this.#signIns.set(place.address, place.signIn);
    await this.#places.add(place);
    localStorage.setItem('slipway-addresses', 'places');
  }

  async answered(address: string, id = 'esp32_0A1B2C', version = '1.0.0'): Promise<void> {
    await this.#places.note(address, { id, app: 'demo', fw_version: version });
    localStorage.setItem('slipway-addresses', 'places');
  }

  /** Who is at the broker that is looked at. */
  snapshot: BrokerSnapshot = {
    ...{ phase: 'listening', failure: null, hearsAll: true, devices: [], isFull: false },
  };
  /** Why nobody may look; null = everybody may. */
  denied: OtaError | null = null;
  /** How far a scan is; null = it has not begun. */
  scan: ScanSnapshot | null = null;
  /** The broker has not answered yet. */
  isSlow = false;

  readonly api: PlacesApi &
    Pick<
      UpdaterClient,
      'watchBroker' | 'askAtBroker' | 'leaveBroker' | 'scanNetwork' | 'stopScan'
    > = {
    watchBroker: (_address, tell) => {
      if (this.denied !== null)
        return Promise.resolve({ ok: false, failure: toFailure(this.denied) });
      if (this.isSlow) return new Promise(() => undefined);
      tell(this.snapshot);
      return Promise.resolve(done(null));
    },
    askAtBroker: () => Promise.resolve(done(null)),
    leaveBroker: () => Promise.resolve(done(null)),
    scanNetwork: (_order, tell) => {
      if (this.scan !== null) tell(this.scan);
      return Promise.resolve(done(null));
    },
    stopScan: () => Promise.resolve(done(null)),
    places: async () => {
      const { places } = await this.#places.all();
      return done({ places, isKept: this.isKept });
    },
    addPlace: async (place) => done(await this.#places.add(place)),
    namePlace: async (address, name) => done(await this.#places.rename(address, name)),
    removePlace: async (address) => {
      await this.#places.remove(address);
      return done(null);
    },
    takeOverPlaces: () => Promise.resolve(done(null)),
  };
}

const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
const CLOSED = {
  ok: false,
  failure: toFailure(new OtaError('storage/failed', { detail: 'closed' })),
} as const;
