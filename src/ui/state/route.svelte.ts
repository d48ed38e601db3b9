/** The screens that have an address of their own. */
export type Screen = 'update' | 'lanes' | 'emulator';

const ADDRESSES: Readonly<Record<Screen, string>> = {
  update: '#/',
  lanes: '#/bench',
  emulator: '#/emulator',
};

/** The address of a screen: a hash, so that the app works from any folder of any server. */
export const addressOf = (screen: Screen): string => ADDRESSES[screen];

/** The screen an address names; null for other hashes (a skip link), which change no screen. */
export function screenOf(hash: string): Screen | null {
  if (hash === '' || hash === '#' || hash === ADDRESSES.update) return 'update';
  if (hash === ADDRESSES.lanes) return 'lanes';
  if (hash === ADDRESSES.emulator) return 'emulator';
  return hash.startsWith('#/') ? 'update' : null;
}

/** Which screen is open, by the address of the page. */
export class RouteState {
  #screen = $state<Screen>('update');

  get screen(): Screen {
    return this.#screen;
  }

  /** Takes up an address. */
  follow(hash: string): void {
    this.#screen = screenOf(hash) ?? this.#screen;
  }
}
