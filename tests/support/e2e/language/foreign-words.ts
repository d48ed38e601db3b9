import type { Page } from 'playwright-core';
import { englishWords } from '../english-words.ts';
import { unequalSentences } from './english-page.ts';
import { isEnglish, spokenLanguage } from './spoken-language.ts';

/** What a page that speaks another language should not have said: English, or other numbers than English. */
export async function foreignWords(page: Page): Promise<readonly string[]> {
  if (isEnglish || page.isClosed()) return [];
  const language = await page.evaluate(() => document.documentElement.lang);
  if (language !== spokenLanguage) return [`the page speaks ${language}`];
  const words = await englishWords(page);
  const unequal = await unequalSentences(page);
  return [
    ...words.map(({ word, text }) => `English: "${word}" in "${text}"`),
    ...unequal.map((pair) => `other numbers: ${pair}`),
  ];
}
