import type { Page } from 'playwright-core';
import type { Strip } from './contact-sheet.ts';

/**
 * The whole page. Where buttons stay at the foot of a phone: the first screen as a person sees it, then
 * what one scrolls to, without what stays.
 */
export async function photograph(page: Page): Promise<readonly Strip[]> {
  const { isCovered, fold } = await page.evaluate(() => ({
    isCovered: document.querySelector('dialog:modal, .drop-overlay') !== null,
    fold: [...document.querySelectorAll('.card-foot, .nav')]
      .filter((element) => /fixed|sticky/.test(getComputedStyle(element).position))
      .map((element) => element.getBoundingClientRect())
      .filter(({ height }) => height > 0)
      .reduce((least, { top }) => Math.min(least, Math.round(top)), innerHeight),
  }));
  const shoot = (fullPage: boolean) => page.screenshot({ animations: 'disabled', fullPage });
  if (isCovered) return [{ png: await shoot(false), from: 0 }];
  if (fold === page.viewportSize()?.height) return [{ png: await shoot(true), from: 0 }];
  const first = { png: await shoot(false), from: 0 };
  await setFixed(page, 'hidden');
  const rest = { png: await shoot(true), from: fold };
  await setFixed(page, '');
  return [first, rest];
}

const setFixed = (page: Page, visibility: string): Promise<void> =>
  page.evaluate((value) => {
    for (const element of document.querySelectorAll<HTMLElement>('.card-foot, .nav'))
      element.style.visibility = value;
  }, visibility);
