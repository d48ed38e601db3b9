/** What the Display menu chooses: colours and language. */
import { languageFor, LANGUAGES, speak } from '../../messages/languages.ts';
import { locale } from '../../messages/locale.ts';
import { StoredChoice } from './remembered.svelte.ts';

export const THEMES = ['system', 'light', 'dark', 'sunlight'] as const;
type Theme = (typeof THEMES)[number];

/** Which colours: remembered where the browser lets a page remember. */
export class ThemeState {
  readonly #stored = new StoredChoice('slipway-theme');
  #theme = $state<Theme>('system');
  readonly #moreContrast = matchMedia('(prefers-contrast: more)');
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');

  get theme(): Theme {
    return this.#theme;
  }

  /** Takes up the choice of the last visit. */
  restore(): void {
    for (const asked of [this.#moreContrast, this.#dark])
      asked.addEventListener('change', () => this.#apply(this.#theme));
    const saved = this.#stored.value;
    this.#apply(THEMES.find((theme) => theme === saved) ?? 'system');
  }

  choose(theme: Theme): void {
    this.#apply(theme);
    this.#stored.keep(theme);
  }

  #apply(theme: Theme): void {
    this.#theme = theme;
    document.documentElement.dataset['theme'] = theme === 'system' ? this.#ofSystem() : theme;
  }

  /** A system that asks for more contrast gets the theme that has it. */
  #ofSystem(): Exclude<Theme, 'system'> {
    if (this.#moreContrast.matches) return 'sunlight';
    return this.#dark.matches ? 'dark' : 'light';
  }
}

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
  readonly #stored = new StoredChoice('slipway-language');
  readonly #reload: () => void;

  constructor({ reload }: LanguageDeps) {
    this.#reload = reload;
    this.isKept = this.#stored.isKept;
    const saved = this.#stored.value;
    this.chosen = LANGUAGES.find(({ tag }) => tag === saved)?.tag ?? null;
  }

  /** Before the first word is read. `browser`: the languages that it asks for, the most wanted first. */
  async speak(browser: readonly string[]): Promise<void> {
    await speak(languageFor(this.chosen === null ? browser : [this.chosen]));
    document.documentElement.lang = locale.tag;
  }

  /** null: as the browser. */
  choose(tag: string | null): void {
    // Where it is not kept, a reload would only lose what is on the screen.
    if (this.#stored.keep(tag)) this.#reload();
  }
}
