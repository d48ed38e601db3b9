/** Finds elements by what English says in their place. */
import { combined, oneLine } from './phrase-book.ts';
import type { PhraseBook } from './phrase-book.ts';

/** What an element is asked for, as a test writes it. */
export interface Query {
  readonly by: 'text' | 'name' | 'label' | 'inside';
  /** A regular expression by `source` and `flags`, or a text. */
  readonly source?: string;
  readonly flags?: string;
  readonly text?: string;
  /** The whole text, with its capitals. */
  readonly exact?: boolean;
}

type Alternatives = readonly string[];

/** Longer ones are whole screens. */
const LONGEST = 2_000;
const NO_TEXT = 'script, style, noscript, head, template';

export class EnglishPage {
  readonly #book: PhraseBook;

  constructor(book: PhraseBook) {
    this.#book = book;
  }

  of(text: string): Alternatives {
    return this.#book.english(text);
  }

  /** What may be said where English says this. */
  spoken(english: string): Alternatives {
    return this.#book.spoken(english);
  }

  /** Of its text content. */
  textOf(element: Node): Alternatives {
    const whole = element.textContent ?? '';
    if (this.#book.knows(whole)) return this.of(oneLine(whole));
    const parts: Alternatives[] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement?.closest(NO_TEXT) === null) parts.push(this.of(node.nodeValue ?? ''));
    return combined(parts).map(oneLine);
  }

  queryAll(root: Element | Document, query: Query): Element[] {
    const all = (): Element[] => [...root.querySelectorAll('*')];
    const within = (of: (element: Element) => Alternatives): Element[] =>
      root instanceof Element && isMatch(of(root), query) ? [root] : [];
    switch (query.by) {
      case 'text':
        // As Playwright does: what is looked in may be what says it.
        return this.#smallest(root instanceof Element ? [root, ...all()] : all(), query);
      case 'name':
        return within((element) => this.#nameOf(element));
      case 'inside':
        return within((element) => this.textOf(element));
      case 'label':
        return all().filter((element) => isMatch(this.#labelOf(element), query));
    }
  }

  /** The innermost that say it. */
  #smallest(elements: readonly Element[], query: Query): Element[] {
    const says = new Set(elements.filter((element) => this.#says(element, query)));
    return [...says].filter((element) => ![...element.children].some((child) => says.has(child)));
  }

  #says(element: Element, query: Query): boolean {
    if (element.matches(NO_TEXT) || element.textContent.length > LONGEST) return false;
    if (isMatch(this.textOf(element), query)) return true;
    if (query.exact !== true) return false;
    return [...element.childNodes].some(
      (node) => node instanceof Text && isMatch(this.of(oneLine(node.data)), query),
    );
  }

  #labelOf(element: Element): Alternatives {
    const { ariaLabel } = element;
    if (ariaLabel !== null && ariaLabel !== '') return this.of(oneLine(ariaLabel));
    const by = (element.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
    const labels = by.flatMap((id) => document.getElementById(id) ?? []);
    if (labels.length === 0 && 'labels' in element)
      labels.push(...((element as HTMLInputElement).labels ?? []));
    if (labels.length === 0) return [];
    const parts = labels.flatMap((label): Alternatives[] => [[' '], this.#contentOf(label)]);
    return combined(parts).map(oneLine);
  }

  /** What a screen reader calls it. */
  #nameOf(element: Element): Alternatives {
    const label = this.#labelOf(element);
    if (label.length > 0) return label;
    const content = this.#contentOf(element);
    if (content.some((text) => text !== '')) return content;
    return this.of(element.getAttribute('title') ?? '');
  }

  #contentOf(element: Element): Alternatives {
    if (this.#book.knows(element.textContent)) return this.textOf(element);
    const parts = [...element.childNodes].map((node): Alternatives => {
      if (node instanceof Text) return this.of(node.data);
      if (!(node instanceof Element) || node.ariaHidden === 'true') return [''];
      if (!node.checkVisibility({ visibilityProperty: true })) return [''];
      const name = node.ariaLabel ?? node.getAttribute('alt');
      const said = name === null ? this.#contentOf(node) : this.of(name);
      const isInline = getComputedStyle(node).display === 'inline';
      return isInline ? said : said.map((text) => ` ${text} `);
    });
    return combined(parts).map((text) => text.replaceAll(/\s+/g, ' '));
  }
}

function isMatch(alternatives: Alternatives, { source, flags, text = '', exact }: Query): boolean {
  const said = alternatives.map(oneLine);
  if (source !== undefined) {
    const pattern = new RegExp(source, flags);
    return said.some((words) => pattern.test(words));
  }
  const asked = oneLine(text);
  if (exact === true) return said.includes(asked);
  return said.some((words) => words.toLowerCase().includes(asked.toLowerCase()));
}
