/** Every state of every screen in German: no English is left, and long words break nothing. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGallery } from '../shots/gallery.ts';
import type { Gallery } from '../shots/gallery.ts';
import { stateNames } from '../shots/states.ts';
import { englishWords } from '../support/e2e/english-words.ts';
import { brokenWords, lostText, pageOverflow } from '../support/e2e/legible.ts';
import { sampleOf } from '../support/sample.ts';

/** Brought about by pressing what is called by a fact (`Look into 0x010000`): such names are not looked up. */
const BY_FACTS: readonly string[] = ['emulator-facts', 'emulator-refused', 'reference-lesson'];
const STATES = stateNames.filter((name) => !BY_FACTS.includes(name));

/** The narrowest that is promised. */
const PHONE_OF_2016 = { width: 320, height: 568 };

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await openGallery();
  page = await gallery.newPage({ still: true });
});

afterAll(async () => {
  await gallery.close();
});

describe('in German', () => {
  it.each(sampleOf(STATES, { matrix: 'German states', oneOf: 60 }))(
    '%s says nothing in English, and fits into 320 pixels',
    async (name) => {
      await page.setViewportSize(PHONE_OF_2016);
      await gallery.show(page, name, 'de');
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      expect(await englishWords(page)).toEqual([]);
      expect(await pageOverflow(page)).toEqual([]);
      expect(await lostText(page)).toEqual([]);
      const broken = await brokenWords(page);
      // An address may go on in the next line.
      expect(broken.filter((word) => !word.includes('://'))).toEqual([]);
    },
  );
});
