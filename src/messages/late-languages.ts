/** The words of late screens in each language but English: a line for each. English is in the code of these screens. */
import type { LateTexts } from './catalogue.ts';
import { locale } from './locale.ts';

export const LATE_LANGUAGES: Readonly<Record<string, () => Promise<LateTexts>>> = {
  de: async () => (await import('./de/late.ts')).default,
};

/** Before the first word of a late screen is read. Where they do not load (offline, half updated), it speaks English. */
export async function addLateWords(): Promise<void> {
  const load = LATE_LANGUAGES[locale.tag];
  if (load === undefined) return;
  try {
    locale.add({ ...(await load()) });
  } catch {
    // A screen in English is better than none.
  }
}
