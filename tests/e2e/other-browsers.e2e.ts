import { afterEach, describe, expect, it } from 'vitest';
import { findFirefox, findWebKit, WITHOUT_FIREFOX, WITHOUT_WEBKIT } from '../../scripts/ensure.mjs';
import { openPrivateFirefox } from '../support/e2e/storage/driven-firefox.ts';
import type { DrivenBrowser } from '../support/e2e/storage/driven-page.ts';
import { openWebKit } from '../support/e2e/storage/driven-webkit.ts';
import {
  FORGETS,
  pageSays,
  pageText,
  updatePractice,
} from '../support/e2e/storage/practice-walk.ts';
import { serveApp } from '../support/e2e/storage/served-app.ts';
import type { ServedApp } from '../support/e2e/storage/served-app.ts';

let app: ServedApp | null = null;
let browser: DrivenBrowser | null = null;

afterEach(async () => {
  await browser?.end();
  await app?.end();
  browser = null;
  app = null;
});

/** What a page gets of files: a folder, none, or the browser's no. */
const FILES = `navigator.storage?.getDirectory?.().then(() => 'given', ({ name }) => name) ?? 'absent'`;

/** Updates and keeps the practice device; the screen says that its chip is forgotten, and so it is. */
async function updatesAndForgets(
  opened: DrivenBrowser,
  { files }: { readonly files: 'absent' | 'SecurityError' },
): Promise<void> {
  browser = opened;
  app = await serveApp();
  await updatePractice(browser, app.address);
  expect(await browser.evaluate(FILES)).toBe(files);
  expect(await pageText(browser)).toMatch(FORGETS);
  await browser.open(app.address);
  await pageSays(browser, /demo 1\.0\.0/);
  expect(app.problems).toEqual([]);
}

describe('the practice device is updated and kept without files', () => {
  it('in a private window of Firefox', async ({ skip }) => {
    if (findFirefox() === null) skip(WITHOUT_FIREFOX);
    await updatesAndForgets(await openPrivateFirefox(), { files: 'SecurityError' });
  });

  it('in WebKitGTK', async ({ skip }) => {
    if (findWebKit() === null) skip(WITHOUT_WEBKIT);
    await updatesAndForgets(await openWebKit(), { files: 'absent' });
  });
});
