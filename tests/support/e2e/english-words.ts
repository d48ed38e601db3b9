import type { Page } from 'playwright-core';

/** Words of English sentences, whatever their capitals; German has none of them. */
const ENGLISH =
  `the and is are to for with not this that its it device devices from runs written keep kept press your you
  when before after again until nothing which choose back has have by will can cannot does did only no yes answer answers
  answered speed slow file files erase erasing write writing restart restarting checked checking close cancel while where what
  how why here there they them these those than then into over under between without still already same other others next
  last first second minutes seconds hours free used size parts left lost found gone waits waiting connected connection cable
  network reads sent stopped failed done safe safety nobody somebody something everything`.split(
    /\s+/,
  );

/** Those of them that another language has too, by its tag. */
const SHARED: Readonly<Record<string, readonly string[]>> = {};

export interface EnglishWord {
  readonly word: string;
  /** The text that it stands in. */
  readonly text: string;
}

/**
 * What is said on the page in English: texts, and the names that only a screen reader says. What devices, files and
 * systems say of themselves is left out: it stands in elements of fixed width, in a log, or in marks of its own (`bdi`).
 */
export function englishWords(page: Page): Promise<readonly EnglishWord[]> {
  return page.evaluate(
    ({ words, shared }) => {
      const own = shared[document.documentElement.lang] ?? [];
      const known = new Set(words.filter((word) => !own.includes(word)));
      const OF_OTHERS =
        'code, kbd, pre, samp, bdi, .mono, .log, [translate="no"], script, style, [lang="en"]';
      const texts: string[] = [document.title];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
        if (node.parentElement?.closest(OF_OTHERS) === null) texts.push(node.textContent ?? '');
      for (const element of document.querySelectorAll(
        '[aria-label], [title], [placeholder], [alt]',
      ))
        if (element.closest(OF_OTHERS) === null)
          for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
            texts.push(element.getAttribute(name) ?? '');
      return texts.flatMap((text) =>
        (
          text
            .replaceAll(' USB to UART ', ' ')
            .match(/(?<![\p{L}\p{N}_./-])\p{L}+(?![\p{L}\p{N}_/-]|\.\p{L})/gu) ?? []
        )
          .filter((word) => known.has(word.toLowerCase()))
          .map((word) => ({ word, text: text.trim().replaceAll(/\s+/g, ' ') })),
      );
    },
    { words: ENGLISH, shared: SHARED },
  );
}
