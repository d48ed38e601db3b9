import { languageFor, LANGUAGES, speak } from '../../messages/languages.ts';
import { locale } from '../../messages/locale.ts';

const KEY = 'slipway-language';

interface LanguageDeps {
  /** The language changes with the page: all its words were read in one. */
  readonly reload: () => void;
}

/** Which language the page speaks: the browser's, or the one that was chosen. The choice is kept in this browser. */
export class LanguageState {
  /** The tag of the language; null = as the browser. */
  readonly chosen: string | null;
  /** The browser lets this page keep a choice. */
  readonly isKept: boolean;
  readonly #reload: () => void;

  constructor({ reload }: LanguageDeps) {
    this.#reload = reload;
    const saved = savedChoice();
    this.isKept = saved.isKept;
    this.chosen = LANGUAGES.find(({ tag }) => tag === saved.tag)?.tag ?? null;
  }

  /** Before the first word is read. `browser`: the languages that it asks for, the most wanted first. */
  async speak(browser: readonly string[]): Promise<void> {
    await speak(languageFor(this.chosen === null ? browser : [this.chosen]));
    document.documentElement.lang = locale.tag;
  }

  /** null: as the browser. */
  choose(tag: string | null): void {
    try {
      if (tag === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, tag);
    } catch {
      return; // a reload would only lose what is on the screen
    }
    this.#reload();
  }
}

function savedChoice(): { readonly isKept: boolean; readonly tag: string | null } {
  try {
    return { isKept: true, tag: localStorage.getItem(KEY) };
  } catch {
    return { isKept: false, tag: null }; // storage is closed to this page
  }
}
