/**
 * A page that speaks another language, for tests that are written in English: what is looked for by its English words is
 * found by what the page says in their place, and what is read of it is read in English.
 */
import { selectors } from 'playwright-core';
import type { Locator, Page } from 'playwright-core';
import type { InEnglish } from './in-page/main.ts';
import type { Query } from './in-page/find-english.ts';
import { isEnglish } from './spoken-language.ts';

/** In the page, where its catalogue has been told apart. */
interface Global {
  readonly inEnglish?: InEnglish;
}

type Words = string | RegExp;
interface Named {
  readonly name?: Words;
  readonly exact?: boolean;
}
interface Holding {
  readonly hasText?: Words;
}

const ENGINE = 'english';
let registered: Promise<void> | null = null;

/** Before the first page. */
export async function prepareEnglish(): Promise<void> {
  if (isEnglish) return;
  registered ??= selectors.register(ENGINE, () => {
    const queryAll = (root: Element | Document, body: string): Element[] => {
      const { inEnglish } = globalThis as Global;
      return inEnglish?.page.queryAll(root, JSON.parse(decodeURIComponent(body)) as Query) ?? [];
    };
    return { queryAll, query: (root: Element, body: string) => queryAll(root, body)[0] ?? null };
  });
  await registered;
}

/** The page as a test in English uses it. */
export const englishPage = (page: Page): Page => (isEnglish ? page : inEnglish(page));

/** Each that English may say where the page says this, the most likely first. */
export const englishOf = (page: Page, text: string): Promise<readonly string[]> =>
  isEnglish
    ? Promise.resolve([text])
    : page.evaluate((said) => (globalThis as Global).inEnglish?.page.of(said) ?? [said], text);

/** Sentences that were said with other numbers than the English ones. */
export const unequalSentences = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...((globalThis as Global).inEnglish?.unequal ?? [])].map((pair) => pair.join(' <> ')),
  );

function selector(by: Query['by'], words: Words, exact = false): string {
  const query: Query =
    typeof words === 'string'
      ? { by, text: words, exact }
      : { by, source: words.source, flags: words.flags };
  return `${ENGINE}=${encodeURIComponent(JSON.stringify(query)).replaceAll("'", '%27')}`;
}

function inEnglish<Target extends Page | Locator>(target: Target): Target {
  const instead = insteadOf(target);
  return new Proxy(target, {
    get(_, key) {
      if (Object.hasOwn(instead, key)) return Reflect.get(instead, key) as unknown;
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const insteadOf = (target: Page | Locator): object => ({
  ...finding(target),
  ...('first' in target ? { ...narrowing(target), ...reading(target) } : titled(target)),
});

const finding = (target: Page | Locator) => {
  const by = (query: Query['by'], words: Words, exact = false): Locator =>
    inEnglish(target.locator(selector(query, words, exact)));
  return {
    getByText: (words: Words, { exact }: Named = {}) => by('text', words, exact),
    getByLabel: (words: Words, { exact }: Named = {}) => by('label', words, exact),
    getByRole(role: Parameters<Page['getByRole']>[0], { name, exact, ...rest }: Named = {}) {
      const all = target.getByRole(role, rest);
      return inEnglish(
        name === undefined ? all : all.locator(selector('name', name, exact ?? false)),
      );
    },
    locator: (where: string, { hasText, ...rest }: Holding = {}) =>
      inEnglish(holding(target.locator(where, rest), hasText)),
  };
};

const holding = (found: Locator, words: Words | undefined): Locator =>
  words === undefined ? found : found.locator(selector('inside', words));

const narrowing = (target: Locator) => ({
  filter: ({ hasText, ...rest }: Holding & Parameters<Locator['filter']>[0]) =>
    inEnglish(holding(target.filter(rest), hasText)),
  first: () => inEnglish(target.first()),
  last: () => inEnglish(target.last()),
  nth: (index: number) => inEnglish(target.nth(index)),
  and: (other: Locator) => inEnglish(target.and(other)),
});

/** Names that are said, of an element's attributes. */
const SAID: readonly string[] = ['aria-label', 'aria-valuetext', 'title', 'placeholder'];

const reading = (target: Locator) => ({
  textContent: (options?: { readonly timeout?: number }) =>
    target.evaluate(
      (element) => (globalThis as Global).inEnglish?.page.textOf(element)[0] ?? '',
      undefined,
      options,
    ),
  innerText: (options?: { readonly timeout?: number }) =>
    target.evaluate(shownInEnglish, undefined, options),
  async allInnerTexts() {
    return Promise.all((await target.all()).map((one) => inEnglish(one).innerText()));
  },
  async getAttribute(name: string, options?: { readonly timeout?: number }) {
    const value = await target.getAttribute(name, options);
    if (value === null || !SAID.includes(name)) return value;
    return (await englishOf(target.page(), value))[0] ?? value;
  },
});

const titled = (page: Page) => ({
  title: async () => (await englishOf(page, await page.title()))[0] ?? '',
});

/** In the page: line by line, as it is shown. */
function shownInEnglish(element: SVGElement | HTMLElement): string {
  const { inEnglish: told } = globalThis as Global;
  const shown = element instanceof HTMLElement ? element.innerText : '';
  return shown
    .split('\n')
    .map((line) => told?.page.of(line)[0] ?? line)
    .join('\n');
}
