/** What the window may ask of the updater worker about the network, beside the device that is chosen. */
import type { Outcome } from '../contracts/failure.ts';
import type { ScanOrder } from '../contracts/network-scan.ts';
import type { KnownPlaces, NewPlace } from '../contracts/network-place.ts';

/** Places of the network that are known. At which a device answered is noted by the worker itself. */
export interface PlacesApi {
  places(): Promise<Outcome<KnownPlaces>>;
  /** One that is known gets the name. false: there are as many as are kept (MOST_PLACES). */
  addPlace(place: NewPlace): Promise<Outcome<boolean>>;
  /** An empty name takes it away. false: it is not known. */
  namePlace(address: string, name: string): Promise<Outcome<boolean>>;
  /** With it goes who signs in there, of a broker also at the devices behind it. */
  removePlace(address: string): Promise<Outcome<null>>;
  /** Addresses of devices, from where they were kept before; the last one first. */
  takeOverPlaces(addresses: readonly string[]): Promise<Outcome<null>>;
}

/** One broker at a time. BrokerSnapshot comes to the port, which is moved. */
export interface BrokerApi {
  /**
   * Listens there for its devices until another is watched or it is left. Settles when it does, with who signs in as was said
   * or kept. Failure: link/refused, link/mixed-content, link/broker-denied.
   */
  watchBroker(address: string, latest: MessagePort): Promise<Outcome<null>>;
  /** Asks these devices who they are. Nothing where no broker is watched. */
  askAtBroker(ids: readonly string[]): Promise<Outcome<null>>;
  leaveBroker(): Promise<Outcome<null>>;
}

/** One scan at a time. */
export interface ScanApi {
  /** Asks each address once. Settles when it is over, also by `stopScan` or a newer one. ScanSnapshot comes to the port, which is moved. */
  scanNetwork(order: ScanOrder, latest: MessagePort): Promise<Outcome<null>>;
  stopScan(): Promise<Outcome<null>>;
}
