import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { servePlainly } from '../support/e2e/plain-server.ts';
import { Visit } from '../support/e2e/visit.ts';

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

/** What it is called depends on the language. */
const openDisplay = () => visit.page.locator('.menu > summary').click();
const choice = (name: string) => visit.page.getByRole('radio', { name, exact: true });
const languageOfPage = () => visit.page.locator('html').getAttribute('lang');

/** The page says what it is called in this language. */
async function isSpoken(tag: string, bench: string): Promise<void> {
  await visit.page.locator(`html[lang="${tag}"]`).waitFor();
  await visit.page.evaluate(() => {
    location.hash = '#/bench';
  });
  await visit.page.getByRole('heading', { name: bench, level: 1 }).waitFor();
}

/** Files of a language that this page has fetched. */
const fetched = (): Promise<readonly string[]> =>
  visit.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name.split('/').at(-1) ?? '')
      .filter((name) => name.startsWith('language-')),
  );

describe('the language of the app', () => {
  it('is the browser’s, and another one when it is chosen; English fetches nothing for it', async () => {
    visit = await Visit.begin();
    await visit.headlineSays(/./);
    expect(await languageOfPage()).toBe('en');
    expect(await fetched()).toEqual([]);
    await openDisplay();
    await choice('Deutsch').click();
    await isSpoken('de', 'Werkbank');
    expect(await fetched()).toHaveLength(1);
    await visit.reload();
    await isSpoken('de', 'Werkbank');
    await openDisplay();
    await choice('Wie der Browser').click();
    await isSpoken('en', 'Bench');
    expect(visit.problems).toEqual([]);
  });

  it('cannot be changed while an update runs, and the reason is beside it', async () => {
    visit = await Visit.begin();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.choosePractice();
    await openDisplay();
    await choice('Deutsch').waitFor();
    expect(await choice('Deutsch').isEnabled()).toBe(true);
    await visit.page.keyboard.press('Escape');
    await visit.button('Update to 1.1.0').click();
    await openDisplay();
    await visit.page.getByText('It can be changed when no update runs.').waitFor();
    expect(await choice('Deutsch').isDisabled()).toBe(true);
    expect(visit.problems).toEqual([]);
  });

  it('is there without a network', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'slipway-site-'));
    cpSync('dist', root, { recursive: true });
    const server = await servePlainly(root);
    visit = await Visit.begin({ address: server.address, installs: true });
    await visit.page.getByText('Ready offline', { exact: true }).waitFor({ timeout: 30_000 });
    await server.close();
    await openDisplay();
    await choice('Deutsch').click();
    await isSpoken('de', 'Werkbank');
    rmSync(root, { recursive: true, force: true });
  });
});
