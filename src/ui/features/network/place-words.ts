import { httpAddressOf } from '../../../contracts/transport.ts';
import type { PlaceView } from '../../../contracts/network-place.ts';
import { moment, placesWords as words } from '../../../messages/places-words.ts';
import { outside } from '../../../messages/outside-text.ts';
import type { SeenDevice } from '../../../workers/api.ts';
import { shortAddress } from './network-address.ts';

interface PlaceFacts {
  /** Devices that answered in this browser. */
  readonly seen: readonly SeenDevice[];
  /** ms since 1970 */
  readonly now: number;
}

/** By the name that people gave it or its device; else by who answered there last: an address is no identity. */
export function placeTitle(place: PlaceView, seen: readonly SeenDevice[]): string {
  const { name, kind, device, address } = place;
  if (name !== null) return outside(name);
  if (kind === 'broker') return outside(shortAddress(address));
  const adapters = [address, httpAddressOf(address)];
  const known = seen.find(({ adapter }) => adapters.includes(adapter));
  return outside(known?.alias ?? device ?? known?.id ?? shortAddress(address));
}

/** Where it is, unless its title says so. */
export function placeAddress(place: PlaceView, seen: readonly SeenDevice[]): string | null {
  const short = outside(shortAddress(place.address));
  return placeTitle(place, seen) === short ? null : short;
}

/** When somebody answered there, and who signs in. */
export function placeHint(place: PlaceView, { seen, now }: PlaceFacts): string {
  const parts = [
    place.kind === 'broker' ? words.broker : null,
    answeredAt(place, { seen, now }),
    words.signIn[place.signIn],
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function answeredAt(place: PlaceView, { seen, now }: PlaceFacts): string {
  const { device, app, version, seenAtMs, kind, address } = place;
  if (seenAtMs !== null && kind === 'broker')
    return words.lastAtBroker(outside(device ?? ''), moment(seenAtMs, now));
  if (seenAtMs !== null)
    return words.last(outside(app ?? ''), outside(version ?? ''), moment(seenAtMs, now));
  const before = kind === 'host' ? seen.find(({ adapter }) => adapter === address) : undefined;
  return before === undefined
    ? words.never
    : words.last(outside(before.app), outside(before.version), moment(before.seenAtMs, now));
}
