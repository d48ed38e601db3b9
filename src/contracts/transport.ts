/** How links are opened. Each host has one table, from the scheme of an address to what opens it: transports/browser.ts, transports/node.ts. */
import type { Clock } from './clock.ts';
import type { Link } from './link.ts';

export interface OpenOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A server that asks for a password before it answers counts as refused; links that ask nothing at their opening pass over this. */
  readonly refusesDenied?: boolean;
}

/** Opens a link to one place. Throws link/refused, what else the transport names, or what the signal says. */
export type LinkOpener<Place, Opened extends Link = Link> = (
  place: Place,
  options: OpenOptions,
) => Promise<Opened>;

/** A place as people write it. */
export interface AddressedPlace {
  readonly address: string;
}

/** An address that was read, and nothing opened yet. */
export interface LinkAddress {
  readonly place: AddressedPlace;
  open(options: OpenOptions): Promise<Link>;
}

/** null: the scheme is right, and the rest of the address is not. */
export type ReadAddress = (url: URL) => LinkAddress | null;

/** By the scheme of an address, colon included. */
export type Transports = Readonly<Record<string, ReadAddress>>;

/** A transport whose places have addresses. What it needs is loaded when its first link is opened. */
export function byAddress<Place extends AddressedPlace>(
  read: (url: URL) => Place | null,
  load: () => Promise<LinkOpener<Place>>,
): ReadAddress {
  return (url) => {
    const place = read(url);
    if (place === null) return null;
    return { place, open: async (options) => (await load())(place, options) };
  };
}

/** One whose places have none: a person chose them in the browser's list. */
export function byChoice<Place, Opened extends Link>(
  load: () => Promise<LinkOpener<Place, Opened>>,
): LinkOpener<Place, Opened> {
  return async (place, options) => (await load())(place, options);
}
