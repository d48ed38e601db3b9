import type { ActionName } from '../../parts/shortcuts.svelte.ts';

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
export const buttonOf = (action: ActionName): HTMLElement | null =>
  offered(`main [data-action="${action}"]`)[0] ?? null;

/** The one filled button of the screen. */
export const primaryButton = (): HTMLElement | null => offered('main .btn.primary')[0] ?? null;

/** Every button of the screen that can be pressed. */
export const allButtons = (): readonly HTMLElement[] =>
  offered(inMain(BUTTONS)).filter((button) => button.ariaDisabled !== 'true');

/** As it is called there, in one line: a second line explains and is left out. */
export function buttonName(button: HTMLElement): string {
  const name = button.querySelector('b')?.textContent ?? button.textContent;
  return name.replace(/\s+/g, ' ').trim();
}

/** It changes what the device keeps, stops or cuts something: no key presses it, only its own Enter. */
export const isGuarded = (button: HTMLElement): boolean =>
  button.matches('.danger, [data-action="keep"]') || isReverting(button);

/** Takes something back for good. */
export const isReverting = (button: HTMLElement): boolean =>
  button.matches('[data-action="go-back"], [data-action="discard"]');

/** Brings the button into sight with the focus on it, so that Enter presses it. */
export function goTo(button: HTMLElement): void {
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: 'nearest' });
}
