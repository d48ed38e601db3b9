import { createContext } from 'svelte';

/** Actions of a screen that have a key. The control that does one says so by this name. */
export type ActionName =
  | 'choose-file'
  | 'choose-device'
  | 'pause'
  | 'keep'
  | 'go-back'
  | 'discard'
  | 'console'
  | 'link'
  | 'device'
  | 'compare'
  | 'rehearsal';

/** As `aria-keyshortcuts` has them; those that are not here have none of their own. screens.md#keys. */
export const KEY_OF: Readonly<Partial<Record<ActionName, string>>> = {
  'choose-file': 'o',
  'choose-device': 'd',
  pause: 'p',
  keep: 'Shift+K',
  'go-back': 'Shift+B',
  console: 'c',
  link: 'i',
  device: 'v',
  compare: 'f',
  rehearsal: 'r',
};

/** Keys without Ctrl: off until somebody listens for them, and when they were switched off. */
export class ShortcutNames {
  on = $state(false);

  /** The key that presses this control, where there is one now. */
  of(action: ActionName | undefined): string | undefined {
    return this.on && action !== undefined ? KEY_OF[action] : undefined;
  }
}

export const [useShortcutNames, provideShortcutNames] = createContext<ShortcutNames>();
