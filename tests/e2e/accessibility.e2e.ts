import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LAPTOP, PHONE, THEMES, openGallery, setTheme } from '../shots/gallery.ts';
import type { Gallery, ShownTheme } from '../shots/gallery.ts';
import { stateNames } from '../shots/states.ts';
import { notInReach, REACH_WINDOWS } from '../support/e2e/in-reach.ts';
import { brokenWords, lostText, outOfReach, pageOverflow } from '../support/e2e/legible.ts';
import { isFull, sampleOf, seedFor } from '../support/sample.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The theme in which words need the most room. */
const LARGEST_TYPE = 'sunlight';
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

/** All of them in the full run; otherwise the states share them out, each has one, and another one by another seed. */
const shareOf = <T>(all: readonly T[], index: number): readonly T[] => {
  const turn = (index + seedFor('themes')) % all.length;
  return isFull ? all : all.slice(turn, turn + 1);
};
const SIZES = [PHONE, LAPTOP] as const;
const themesOf = (index: number): readonly ShownTheme[] => shareOf(THEMES, index);

/** Every rule, the whole document: what axe finds, and where. */
async function violations(): Promise<readonly string[]> {
  const results = await page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return runner.run();
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

const setTextSize = (share: number): Promise<void> =>
  page.evaluate((percent) => {
    document.documentElement.style.fontSize = `${percent}%`;
  }, share * 100);

/** Lines, letters, words and paragraphs as far apart as WCAG 1.4.12 lets a reader set them. */
const SPACED = `
  * {
    line-height: 1.5 !important;
    letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important;
  }
  p { margin-bottom: 2em !important; }
`;

/** As a reader's own style sheet does it, past the page's policy. */
const setSpacing = (css: string): Promise<void> =>
  page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = text === '' ? [] : [sheet];
  }, css);

/** Nothing may be lost: neither text, nor a whole word, nor a control, nor the one column. */
async function expectNothingLost(): Promise<void> {
  // What a page places by measuring follows in the next frame.
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
  expect(await pageOverflow(page)).toEqual([]);
  expect(await lostText(page)).toEqual([]);
  expect(await brokenWords(page)).toEqual([]);
  // A file held over the page covers all of it until it is dropped.
  if ((await page.locator('.drop-overlay').count()) === 0)
    expect(await outOfReach(page)).toEqual([]);
}

const looked = sampleOf(stateNames, { matrix: 'states', oneOf: 30 });

describe.each(looked.map((name, index) => ({ name, index })))('$name', ({ name, index }) => {
  beforeAll(async () => {
    await gallery.show(page, name);
    await page.evaluate(axe);
  });

  // Also after a failure, which would else fail the tests after it.
  afterEach(async () => {
    await setTextSize(1);
    await setSpacing('');
  });

  it('breaks no rule of axe, on a phone and on a laptop', async () => {
    for (const size of shareOf(SIZES, index)) {
      await page.setViewportSize(size);
      for (const theme of themesOf(index)) {
        await setTheme(page, theme);
        expect(await violations(), `${theme}, ${size.width} px`).toEqual([]);
      }
    }
  });

  it('has headline, clock, safety line and main button in sight, in every window', async () => {
    for (const theme of themesOf(index)) {
      await setTheme(page, theme);
      for (const window of REACH_WINDOWS) {
        await page.setViewportSize(window);
        const screen = `${theme}, ${window.width} × ${window.height}`;
        expect(await notInReach(page), screen).toEqual([]);
      }
    }
  });

  it('loses nothing on a screen of 320 px', async () => {
    await page.setViewportSize(PHONE_OF_2016);
    await setTheme(page, LARGEST_TYPE);
    await expectNothingLost();
  });

  it.each(shareOf(SIZES, index + 1))(
    'loses nothing with text at 200 %, at $width px',
    async (size) => {
      await page.setViewportSize(size);
      await setTheme(page, LARGEST_TYPE);
      await setTextSize(2);
      await expectNothingLost();
    },
  );

  it.each(shareOf(SIZES, index))('loses nothing with text set wide, at $width px', async (size) => {
    await page.setViewportSize(size);
    await setTheme(page, LARGEST_TYPE);
    await setSpacing(SPACED);
    await expectNothingLost();
  });
});
