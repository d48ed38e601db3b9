import { createContext, untrack } from 'svelte';

/** One polite message in this time; the newest wins. Urgent ones always pass. */
const QUIET_MS = 3_000;

/** What a screen reader is told. */
export class Announcer {
  #polite = $state('');
  #urgent = $state('');
  #waiting: string | null = null;
  #quiet: ReturnType<typeof setTimeout> | null = null;

  get polite(): string {
    return this.#polite;
  }

  get urgent(): string {
    return this.#urgent;
  }

  /** May be called from an effect: what was said before is not a reason to run it again. */
  say(text: string, options: { readonly urgent: boolean }): void {
    untrack(() => this.#say(text, options));
  }

  #say(text: string, options: { readonly urgent: boolean }): void {
    if (options.urgent) {
      this.#urgent = this.#different(this.#urgent, text);
      this.#waiting = null; // what was about to be said is older news
      this.#beQuiet(); // and what comes next does not cut it short
      return;
    }
    if (this.#quiet !== null) {
      this.#waiting = text;
      return;
    }
    this.#polite = this.#different(this.#polite, text);
    this.#beQuiet();
  }

  #beQuiet(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#next(), QUIET_MS);
  }

  #next(): void {
    this.#quiet = null;
    const text = this.#waiting;
    this.#waiting = null;
    if (text !== null) this.say(text, { urgent: false });
  }

  /** The same words again are only spoken if the text changes. */
  #different(before: string, text: string): string {
    return before === text ? `${text}\u00a0` : text;
  }
}

export const [useAnnouncer, provideAnnouncer] = createContext<Announcer>();
