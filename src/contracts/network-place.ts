/** Places of the network that people added, or at which a device answered. */
import { isAtBroker } from './transport.ts';

/** One device, or a broker with any number of them. */
export type PlaceKind = 'host' | 'broker';

export interface KnownPlace {
  /** What it is kept under. Of a host the address of its link; of a broker the address of its devices without an id, `/` at its end. */
  readonly address: string;
  readonly kind: PlaceKind;
  /** Given by people. */
  readonly name: string | null;
  readonly addedAtMs: number;
  /** When a device answered there last, ms since 1970; null = none has yet, as far as is known. */
  readonly seenAtMs: number | null;
  /** The id of that device, and what it ran; null as before. */
  readonly device: string | null;
  readonly app: string | null;
  readonly version: string | null;
}

/** Who signs in there: nobody, somebody until the page is closed, or as it is kept in the browser. */
export type PlaceSignIn = 'nobody' | 'visit' | 'kept';

export interface PlaceView extends KnownPlace {
  readonly signIn: PlaceSignIn;
}

export interface KnownPlaces {
  /** The last seen first, or added where none was seen. */
  readonly places: readonly PlaceView[];
  /** false: the browser keeps nothing; they last as long as the page. */
  readonly isKept: boolean;
}

export type NewPlace = Pick<KnownPlace, 'address' | 'kind' | 'name'>;

/** Characters. */
export const LONGEST_PLACE_NAME = 40;

/** More are not kept, and none is forgotten for another. */
export const MOST_PLACES = 100;

/** Of the broker at which this device is. */
export const brokerAddressOf = (address: string): string => address.replace(/[^/]*$/, '');

/** The place of this device. */
export const placeAddressOf = (address: string): string =>
  isAtBroker(address) ? brokerAddressOf(address) : address;
