export const THEMES = ['system', 'light', 'dark', 'sunlight'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'slipway-theme';

/** Which colours: remembered where the browser lets a page remember. */
export class ThemeState {
  #theme = $state<Theme>('system');
  readonly #moreContrast = matchMedia('(prefers-contrast: more)');

  get theme(): Theme {
    return this.#theme;
  }

  /** Takes up the choice of the last visit. */
  restore(): void {
    this.#moreContrast.addEventListener('change', () => this.#apply(this.#theme));
    try {
      const saved = localStorage.getItem(KEY);
      this.#apply(THEMES.find((theme) => theme === saved) ?? 'system');
    } catch {
      this.#apply('system'); // storage is closed to this page: it follows the system
    }
  }

  choose(theme: Theme): void {
    this.#apply(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // the choice lasts for this page
    }
  }

  /** A system that asks for more contrast gets the theme that has it, unless another one was chosen. */
  #apply(theme: Theme): void {
    this.#theme = theme;
    const more = theme === 'system' && this.#moreContrast.matches;
    if (more) document.documentElement.dataset['theme'] = 'sunlight';
    else if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }
}
