import type { Visit } from '../visit.ts';
import type { DrivenPage } from './driven-page.ts';

/** The tab of a visit. */
export function drivenTab({ page }: Visit): DrivenPage {
  return {
    open: async (address) => {
      if (page.url() !== address) await page.goto(address); // a visit is there already
    },
    evaluate: (expression) => page.evaluate(expression),
    press: (xpath) => page.locator(`xpath=${xpath}`).first().click(),
    chooseFile: (file) => page.locator('input[type=file]').first().setInputFiles(file),
  };
}
