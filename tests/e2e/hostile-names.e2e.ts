import { unzipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { readFixture } from '../support/bundle/fixture.ts';
import { forgeZip } from '../support/bundle/zip-forge.ts';
import { Visit } from '../support/e2e/visit.ts';
import { HOSTILE, RAW, withoutIsolates } from '../support/hostile-text.ts';

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

/** demo 1.1.0 whose version turns sentences and ends lines, in a file whose name reads from the right. */
const VERSION = `1.1.0${HOSTILE.clearsTheScreen}${HOSTILE.turnsTheSentence}\n${HOSTILE.readsFromTheRight}`;
const FILE = `${HOSTILE.readsFromTheRight} ${'long'.repeat(30)}.zip`;

function lyingBundle(): Buffer {
  const entries = unzipSync(readFixture('demo-esp32-1.1.0.zip'));
  const manifest = new TextDecoder().decode(entries['manifest.json']);
  const lying = manifest.replace(/("version":\s*)"[^"]*"/, `$1${JSON.stringify(VERSION)}`);
  const changed = { ...entries, 'manifest.json': new TextEncoder().encode(lying) };
  return Buffer.from(forgeZip(Object.entries(changed).map(([name, bytes]) => ({ name, bytes }))));
}

/** All that the page shows, names for a screen reader and says in its title, one text each. */
const textsOnPage = (): Promise<readonly string[]> =>
  visit.page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [document.title];
    while (walker.nextNode() !== null) {
      const { parentElement, textContent } = walker.currentNode;
      // The page's own line breaks are white space between words.
      if (parentElement?.closest('script, style') === null)
        texts.push((textContent ?? '').replace(/\s*\n\s*/g, ' '));
    }
    for (const element of document.querySelectorAll('[title], [aria-label], [aria-valuetext]'))
      for (const name of ['title', 'aria-label', 'aria-valuetext'])
        texts.push(element.getAttribute(name) ?? '');
    return texts;
  });

async function expectNothingHidden(): Promise<void> {
  for (const text of await textsOnPage()) expect(withoutIsolates(text)).not.toMatch(RAW);
}

describe('a firmware whose names turn sentences', () => {
  it('is named as it is from the file to the receipt, and the words around it stay', async () => {
    visit = await Visit.begin();
    await visit.choosePractice();
    const chooser = visit.page.waitForEvent('filechooser');
    await visit.button('Choose firmware file').first().click();
    const file = { name: FILE, mimeType: 'application/zip', buffer: lyingBundle() };
    await (await chooser).setFiles(file);
    await visit.headlineSays(/^Ready to update/);
    await expectNothingHidden();
    const name = visit.page.locator('bdi', { hasText: HOSTILE.readsFromTheRight }).first();
    expect(await name.textContent()).toMatch(/long…$/);
    expect(await name.getAttribute('title')).toBe(FILE);

    await visit.button(/^Update to/).click();
    const asked = await visit.headlineSays(/ is running\. Keep it\?/, 60_000);
    expect(withoutIsolates(asked)).toMatch(
      /^1\.1\.0demo␛\[2J␛\[H1\.0\.0\[U\+202E\]fed\[U\+202D\]␊מכשיר 3 is running\. Keep it\?$/,
    );
    await expectNothingHidden();

    await visit.button(/^Keep/).click();
    await visit.headlineSays(/^The practice device runs/);
    await expectNothingHidden();
    const title = await visit.page.title();
    expect(withoutIsolates(title)).toMatch(/ · Slipway$|^Slipway/);
    await visit.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await visit.page.locator('.receipt .headline').waitFor({ state: 'attached' });
    await expectNothingHidden();
    await visit.page.evaluate(() => dispatchEvent(new Event('afterprint')));

    await visit.button('Device console').click();
    await visit.page.getByText('Sys.GetInfo', { exact: true }).first().waitFor();
    await expectNothingHidden();
    await visit.page.getByRole('link', { name: 'Emulator' }).click();
    await visit.page.getByText('Files in the slots').waitFor();
    await expectNothingHidden();
    expect(visit.problems).toEqual([]);
  });
});
