import { readAddress } from './network-address.ts';

const KEY = 'slipway-addresses';
/** As many as a person tells apart in a list. */
const MOST = 8;

/** Addresses at which a device answered, the last one first, where the browser lets a page remember. */
export class RecentAddresses {
  #all = $state.raw(read());

  get all(): readonly string[] {
    return this.#all;
  }

  /** A device answered there. */
  note(address: string): void {
    this.#keep([address, ...this.#all.filter((one) => one !== address)].slice(0, MOST));
  }

  remove(address: string): void {
    this.#keep(this.#all.filter((one) => one !== address));
  }

  #keep(addresses: readonly string[]): void {
    this.#all = addresses;
    try {
      localStorage.setItem(KEY, JSON.stringify(addresses));
    } catch {
      // known for this page only
    }
  }
}

/** Whatever is kept there is read as if a person had typed it. */
function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept
      .flatMap((one: unknown) => {
        const address = typeof one === 'string' ? readAddress(one) : null;
        return address?.kind === 'address' ? [address.address] : [];
      })
      .slice(0, MOST);
  } catch {
    return []; // storage is closed to this page, or holds something else
  }
}
