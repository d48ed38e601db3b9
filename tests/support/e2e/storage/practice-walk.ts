/** From a fresh practice device to a kept update, the same in every browser. */
import path from 'node:path';
import type { DrivenPage } from './driven-page.ts';

/** A worker that starts, a file that is read, a restart: not timed, this is against hanging. */
const WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;

/** In a page of another language what English says there (../language). */
const inEnglish = (text: string): string =>
  `(globalThis.inEnglish?.page.of(${text})[0] ?? ${text})`;

const HEADLINE = inEnglish(`(document.querySelector('h1')?.textContent?.trim() ?? '')`);
/** As a person reads it, whichever elements it is made of. */
const WORDS = inEnglish(`document.body.innerText.replace(/\\s+/g, ' ')`);

/** Opens the app, updates its practice device with a bundle of ours from 1.0.0 to 1.1.0 and keeps it. */
export async function updatePractice(page: DrivenPage, address: string): Promise<void> {
  await page.open(address);
  await pageSays(page, /demo 1\.0\.0/);
  await page.chooseFile(path.resolve('tests/fixtures/bundles/demo-esp32-1.1.0.zip'));
  await headlineSays(page, /^1\.1\.0: file is OK/);
  await press(page, 'Practice device');
  await headlineSays(page, /^Ready to update/);
  await press(page, 'Update to 1.1.0');
  await headlineSays(page, /^1\.1\.0 is running\. Keep it\?/);
  await press(page, 'Keep 1.1.0');
  await headlineSays(page, /^The practice device runs 1\.1\.0/);
  await pageSays(page, /demo 1\.1\.0/);
}

/** What the screen says where the chip is lost with the page. */
export const FORGETS = /the chip is forgotten when the page is closed/;

export const headlineSays = (page: DrivenPage, words: RegExp): Promise<string> =>
  says(page, HEADLINE, words);

export const pageSays = (page: DrivenPage, words: RegExp): Promise<string> =>
  says(page, WORDS, words);

export async function pageText(page: DrivenPage): Promise<string> {
  return String(await page.evaluate(WORDS));
}

/** The button whose words begin so. */
async function press(page: DrivenPage, words: string): Promise<void> {
  const expression = `globalThis.inEnglish?.page.spoken('${words}')[0] ?? '${words}'`;
  const spoken = String(await page.evaluate(expression));
  await page.press(`//button[starts-with(normalize-space(.), '${spoken}')]`);
}

async function says(page: DrivenPage, expression: string, words: RegExp): Promise<string> {
  const end = Date.now() + WITHIN_MS;
  for (;;) {
    const text = String(await page.evaluate(expression));
    if (words.test(text)) return text;
    if (Date.now() > end)
      throw new Error(`no ${String(words)} within ${WITHIN_MS} ms, but: ${await pageText(page)}`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}
