/**
 * A transport that the product has never heard of, as somebody would add it: one folder, and one line in the table of its
 * host. Its wires are in memory; a station is where the far end of each arrives.
 */
import { abortError, OtaError } from '../../../../src/contracts/failure.ts';
import { TCP, type LinkMedium } from '../../../../src/contracts/link.ts';
import type { AddressedPlace, LinkOpener } from '../../../../src/contracts/transport.ts';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import type { LinkPair } from '../../../../src/transports/loopback/link-pair.ts';

/** As a network, but that it carries one frame at a time, and slowly. */
export const CARRIER: LinkMedium = {
  kind: 'carrier',
  traits: {
    ...TCP.traits,
    oneFrameInFlight: true,
    acknowledgesPieces: true,
    slowestBytesPerSecond: 200,
    lossShowsMs: 2_000,
  },
};

/** False: nobody is there. */
export type Station = (wire: LinkPair) => boolean;

export const stations = new Map<string, Station>();

/** `carrier:tower` */
export const readCarrierAddress = ({ href, pathname }: URL): AddressedPlace | null =>
  /^\w+$/.test(pathname) ? { address: href } : null;

export const openCarrierLink: LinkOpener<AddressedPlace> = ({ address }, { signal }) => {
  if (signal.aborted) return Promise.reject(abortError(signal));
  const station = stations.get(address.replace('carrier:', ''));
  const pair = createLinkPair({ label: address });
  const wire = { ...pair, near: { ...pair.near, ...CARRIER }, far: { ...pair.far, ...CARRIER } };
  if (station?.(wire) === true) return Promise.resolve(wire.near);
  return Promise.reject(new OtaError('link/refused', { address, detail: 'nobody is there' }));
};
