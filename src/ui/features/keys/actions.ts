import { keysWords } from '../../../messages/settings-words.ts';
import type { App } from '../../state/app.ts';
import type { RouteScreen } from '../../state/route.svelte.ts';
import { KEY_OF } from '../../parts/shortcut-names.svelte.ts';
import type { ActionName } from '../../parts/shortcut-names.svelte.ts';

/**
 * The one table of actions: the keys, the palette and the sheet of keys are all read from it
 * (screens.md#keys). What a state offers is not listed a second time: the table looks for the
 * control on the screen, so an action is there exactly when its button is.
 */

/** Something that can be done now, under the name it has now. */
export interface Command {
  readonly name: string;
  readonly run: () => void;
}

export interface Action {
  /** As KeyReader names it. */
  readonly key: string;
  readonly name: string;
  /** In words, for the sheet. */
  readonly where: string;
  /** Works with a modifier or only on the headline: stays when single-letter keys are switched off. */
  readonly always: boolean;
  /** What it would do now; null = nothing. */
  readonly now: () => Command | null;
  /** Its command stands in the palette under a name of its own, or is the palette. */
  readonly unlisted?: boolean;
}

type OpenSheet = (sheet: 'palette' | 'keys') => void;

export function actionTable(app: Pick<App, 'route'>, open: OpenSheet): readonly Action[] {
  const { actions: words, anywhere, notInFields } = keysWords;
  return [
    ...app.route.screens.map((screen) => going(screen, app)),
    {
      ...{ key: 'Control+K', name: words.palette, where: anywhere, always: true, unlisted: true },
      now: () => ({ name: words.palette, run: () => open('palette') }),
    },
    pressing('choose-file', { name: words.chooseFile, where: notInFields }),
    pressing('choose-device', { name: words.chooseDevice, where: notInFields }),
    {
      ...{ key: 'Enter', name: words.primary, where: words.primaryWhere },
      ...{ always: true, unlisted: true, now: primaryCommand },
    },
    pressing('pause', { name: words.pause, where: words.pauseWhere }),
    pressing('keep', { name: words.keep, where: words.trialWhere }),
    pressing('go-back', { name: words.goBack, where: words.trialWhere }),
    pressing('console', { name: words.console, where: words.panelWhere }),
    pressing('link', { name: words.link, where: words.panelWhere }),
    pressing('device', { name: words.device, where: words.panelWhere }),
    pressing('compare', { name: words.compare, where: words.compareWhere }),
    pressing('rehearsal', { name: words.rehearsal, where: words.compareWhere }),
    {
      ...{ key: '/', name: words.search, where: words.searchWhere, always: false },
      now: searchCommand,
    },
    {
      ...{ key: '?', name: words.sheet, where: notInFields, always: false },
      now: () => ({ name: words.sheet, run: () => open('keys') }),
    },
  ];
}

/** The field that searches the list of this screen; null = it has none. */
function searchCommand(): Command | null {
  const [field] = offered('main input[aria-keyshortcuts="/"]');
  return field === undefined ? null : { name: keysWords.actions.search, run: () => field.focus() };
}

/** A press of that button; one that must not be pressed by a key gets the focus instead. */
export function commandOf(button: HTMLElement): Command {
  const name = buttonName(button);
  return isGuarded(button)
    ? { name: keysWords.palette.focusOnly(name), run: () => goTo(button) }
    : { name, run: () => button.click() };
}

function going({ id, address, key, goes }: RouteScreen, { route }: Pick<App, 'route'>): Action {
  const name = keysWords.actions[goes];
  const run = (): void => {
    location.hash = address;
  };
  const now = (): Command | null =>
    route.screen === id && route.part === '' ? null : { name, run };
  return { key, name, where: keysWords.notInFields, always: false, now };
}

function pressing(
  action: ActionName,
  said: { readonly name: string; readonly where: string },
): Action {
  const now = (): Command | null => {
    const button = buttonOf(action);
    return button === null ? null : commandOf(button);
  };
  return { ...said, key: KEY_OF[action] ?? '', always: false, now };
}

/** Enter on the headline. What goes back for good wants a different key: the way to it, and then Enter. */
function primaryCommand(): Command | null {
  const button = primaryButton();
  if (button === null || isReverting(button) || document.activeElement?.matches('h1') !== true)
    return null;
  return commandOf(button);
}

/** What is pressed on the screen itself, as it stands there now. */
const BUTTONS = 'button.btn, button.way';

const seen = (element: HTMLElement): boolean => element.checkVisibility();

const offered = (selector: string): readonly HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>(selector)].filter(seen);

const inMain = (selector: string): string =>
  selector
    .split(', ')
    .map((one) => `main ${one}`)
    .join(', ');

/** The control that does this; null = not in this state. */
const buttonOf = (action: ActionName): HTMLElement | null =>
  offered(`main [data-action="${action}"]`)[0] ?? null;

/** The one filled button of the screen. */
const primaryButton = (): HTMLElement | null => offered('main .btn.primary')[0] ?? null;

/** Every button of the screen that can be pressed. */
export const allButtons = (): readonly HTMLElement[] =>
  offered(inMain(BUTTONS)).filter((button) => button.ariaDisabled !== 'true');

/** As it is called there, in one line: a second line explains and is left out. */
function buttonName(button: HTMLElement): string {
  const name = button.querySelector('b')?.textContent ?? button.textContent;
  return name.replace(/\s+/g, ' ').trim();
}

/** It changes what the device keeps, stops or cuts something: no key presses it, only its own Enter. */
const isGuarded = (button: HTMLElement): boolean =>
  button.matches('.danger, [data-action="keep"]') || isReverting(button);

/** Takes something back for good. */
const isReverting = (button: HTMLElement): boolean =>
  button.matches('[data-action="go-back"], [data-action="discard"]');

/** Brings the button into sight with the focus on it, so that Enter presses it. */
export function goTo(button: HTMLElement): void {
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: 'nearest' });
}

/** What is known of one press of a key. */
interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The second key of `g u` has to come within this time. */
const SEQUENCE_MS = 1_500;

/** Turns presses into the names that the table of actions uses: `o`, `Shift+K`, `g u`, `?`, `Control+K`. */
export class KeyReader {
  #first: { readonly key: string; readonly at: number } | null = null;

  /** null: a modifier alone, a key with a modifier that means something else, or the first of two. */
  read(press: KeyPress, now: number): string | null {
    const first = this.#first;
    this.#first = null;
    const letter = press.key.length === 1 ? press.key.toLowerCase() : press.key;
    if (press.ctrlKey !== press.metaKey && !press.altKey && !press.shiftKey)
      return letter === 'k' ? 'Control+K' : null;
    if (press.ctrlKey || press.metaKey || press.altKey) return null;
    if (letter === 'Shift') {
      this.#first = first;
      return null;
    }
    if (press.shiftKey && /^[a-z]$/.test(letter)) return `Shift+${letter.toUpperCase()}`;
    if (first !== null && now - first.at <= SEQUENCE_MS) return `${first.key} ${letter}`;
    if (letter !== 'g') return letter;
    this.#first = { key: letter, at: now };
    return null;
  }
}
