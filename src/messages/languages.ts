/** The languages there are. One more is a folder beside `en` and a line here. */
import type { Catalogue } from './catalogue.ts';
import { locale } from './locale.ts';

export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** In its own words. */
  readonly name: string;
  /** null: its words are in the code. */
  readonly load: (() => Promise<Catalogue>) | null;
}

const ENGLISH: Language = { tag: 'en', name: 'English', load: null };

export const LANGUAGES: readonly Language[] = [
  ENGLISH,
  { tag: 'de', name: 'Deutsch', load: async () => (await import('./de/index.ts')).default },
];

/** The first of `wanted` that there is, whatever its region or encoding (`de-AT`, `de_DE.UTF-8`); else English. */
export function languageFor(wanted: readonly string[]): Language {
  for (const want of wanted) {
    const [primary = ''] = want.toLowerCase().split(/[-_.@]/);
    const found = LANGUAGES.find(({ tag }) => tag === primary);
    if (found !== undefined) return found;
  }
  return ENGLISH;
}

/** From here on everything is said in `language`. Where its words do not load (offline, half updated), in English. `loadMore`: what this page or command says beside. */
export async function speak(
  { tag, load }: Language,
  loadMore: () => Promise<object> = () => Promise.resolve({}),
): Promise<void> {
  if (load === null) {
    locale.speak(tag, null);
    return;
  }
  try {
    const [texts, more] = await Promise.all([load(), loadMore()]);
    locale.speak(tag, { ...texts, ...more });
  } catch {
    locale.speak(ENGLISH.tag, null);
  }
}
