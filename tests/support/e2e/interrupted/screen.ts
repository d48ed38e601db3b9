import type { Visit } from '../visit.ts';

/** What a person reads on the Update screen at one moment. */
export interface Screen {
  readonly headline: string;
  readonly tag: string;
  readonly lead: string;
  readonly safety: string;
  /** All of the state's card, from top to bottom. */
  readonly card: string;
  /** What the two plates say of device and firmware. */
  readonly plates: string;
  /** Of the card, in their order; one that cannot be pressed now is left out. */
  readonly buttons: readonly string[];
  /** Of those the one that is offered first; '' = none is. */
  readonly main: string;
}

/** Read in one go: nothing changes between two lines of it. */
export async function readScreen(visit: Visit): Promise<Screen> {
  const { buttons, ...texts } = await visit.page.evaluate(readAsShown);
  const english = Object.entries(texts).map(
    async ([name, text]) => [name, await visit.inEnglish(text)] as const,
  );
  return {
    ...texts,
    ...(Object.fromEntries(await Promise.all(english)) as typeof texts),
    buttons: await Promise.all(buttons.map((name) => visit.inEnglish(name))),
  };
}

/** In the page. */
function readAsShown(): Screen {
  const shown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true });
  const text = (selector: string): string => {
    const found = document.querySelector<HTMLElement>(selector);
    return found === null || !shown(found) ? '' : found.innerText.replaceAll(/\s+/g, ' ').trim();
  };
  const pressable = (selector: string): string[] =>
    [...document.querySelectorAll<HTMLButtonElement>(selector)]
      .filter((button) => shown(button) && button.ariaDisabled !== 'true')
      .map((button) => button.innerText.trim());
  return {
    headline: text('h1'),
    tag: text('.now .headline .tag'),
    lead: text('.now .lead, .page-head p'),
    safety: text('[data-safety]'),
    card: text('.now .body'),
    plates: text('.plates'),
    buttons: pressable('.now .dock button'),
    main: pressable('.now .dock button.primary')[0] ?? '',
  };
}

/** One line for whoever reads how it went. */
export const lineOf = ({ headline, tag, lead, safety, card, buttons, main }: Screen): string =>
  [
    tag === '' ? '' : `[${tag}]`,
    headline,
    lead,
    safety,
    card.includes('Now: ') ? /Now: [^.]*\./.exec(card)?.[0] : '',
    buttons.map((name) => (name === main ? `<<${name}>>` : `<${name}>`)).join(' '),
  ]
    .filter((part) => part !== '' && part !== undefined)
    .join(' | ');
