import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGallery, setTheme } from '../shots/gallery.ts';
import type { Gallery } from '../shots/gallery.ts';
import type { StateName } from '../shots/states.ts';
import { parseReport } from '../support/report/report-schema.ts';
import { sampleOf } from '../support/sample.ts';
import type { Page } from 'playwright-core';

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await openGallery();
  page = await gallery.newPage({ still: true });
});

afterAll(async () => {
  await gallery.close();
});

const pagesOf = (pdf: Buffer): number =>
  pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;

/** Every colour a printed page fills or strokes with, as the file names them. */
function coloursOf(pdf: Buffer): readonly (readonly number[])[] {
  const streams = pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g);
  const drawing = [...streams].map(([, body]) => {
    try {
      return inflateSync(Buffer.from(body ?? '', 'latin1')).toString('latin1');
    } catch {
      return ''; // a font or a picture, not a drawing
    }
  });
  const named = drawing.join('\n').matchAll(/([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b/g);
  return [...named].map(([, red, green, blue]) => [Number(red), Number(green), Number(blue)]);
}

const isGrey = ([red = 0, green = 0, blue = 0]: readonly number[]): boolean =>
  Math.max(red, green, blue) - Math.min(red, green, blue) < 0.02;

/** What stands on the paper while the browser makes it. */
async function printedText(): Promise<string> {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const text = await page.locator('.receipt').innerText();
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  return text;
}

const ENDINGS = {
  done: /^The practice device runs 1\.1\.0$/m,
  'went-back': /^The practice device is back on 1\.0\.0$/m,
  'you-went-back': /^The practice device is back on 1\.0\.0$/m,
  cancelled: /^The practice device was not updated$/m,
  unknown: /^The practice device was not reached again$/m,
} as const satisfies Partial<Record<StateName, RegExp>>;

const looked = sampleOf(Object.entries(ENDINGS), { matrix: 'endings on paper', oneOf: 3 });

describe.each(looked)('a finished update on paper: %s', (name, headline) => {
  beforeAll(async () => {
    await gallery.show(page, name as keyof typeof ENDINGS);
    await setTheme(page, 'dark');
  });

  it.each(['A4', 'Letter'])('is one page of %s, without a colour', async (format) => {
    const pdf = await page.pdf({ format, preferCSSPageSize: false });
    expect(pagesOf(pdf)).toBe(1);
    const colours = coloursOf(pdf);
    expect(colours.length).toBeGreaterThan(0);
    expect(colours.filter((colour) => !isGrey(colour))).toEqual([]);
  });

  it('has the outcome, every part with its whole digest, the stages and the figures', async () => {
    const text = await printedText();
    expect(text).toMatch(headline);
    expect(text).toMatch(/update receipt/i);
    expect(text.match(/\b[0-9a-f]{32} [0-9a-f]{32}\b/g)?.length).toBeGreaterThanOrEqual(2);
    for (const stage of ['Check', 'Prepare', 'Write', 'Finish', 'Restart', 'Verify', 'Commit'])
      expect(text).toContain(stage);
    expect(text).toMatch(/\d confirmed · |bytes confirmed · | kB confirmed · /);
    expect(text).toContain('No override was used.');
    expect(await page.getByRole('button', { name: 'Save report' }).isVisible()).toBe(true);
  });
});

/** What the browser is given to save when that button is pressed. */
async function savedBy(button: string): Promise<{ readonly name: string; readonly text: string }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await coming;
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), 'utf8'),
  };
}

describe('a finished update as files', () => {
  it('is saved as a report and as a receipt, named for device and minute', async () => {
    await gallery.show(page, 'done');
    const report = await savedBy('Save report');
    expect(report.name).toMatch(/^slipway-practice-device-\d{4}-\d\d-\d\d-\d{4}\.json$/);
    expect(parseReport(report.text)).toMatchObject({
      madeBy: { program: 'app' },
      outcome: { result: 'committed', from: '1.0.0', to: '1.1.0' },
    });
    const receipt = await savedBy('Save receipt');
    expect(receipt.name).toBe(report.name.replace('.json', '.html'));
    const reader = await page.context().newPage();
    await reader.setContent(receipt.text);
    expect(await reader.title()).toBe(receipt.name.replace('.html', ''));
    expect(await reader.locator('h1').innerText()).toBe('The practice device runs 1.1.0');
    expect(await reader.locator('tbody tr').count()).toBeGreaterThanOrEqual(2);
    await reader.close();
  });

  it('is a report also where nothing was written, because file and device do not fit', async () => {
    await gallery.show(page, 'blocked');
    const { text } = await savedBy('Save report');
    expect(parseReport(text)).toMatchObject({
      outcome: { result: 'refused' },
      failure: { code: 'bundle/wrong-platform' },
    });
  });
});

describe('printing', () => {
  it('names the file for device and minute, and gives the tab its title back', async () => {
    await gallery.show(page, 'done');
    const before = await page.title();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.title()).toMatch(/^slipway-practice-device-\d{4}-\d\d-\d\d-\d{4}$/);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.title()).toBe(before);
    expect(await page.locator('.receipt').count()).toBe(0);
  });

  it('is asked for by the button Print receipt', async () => {
    await gallery.show(page, 'done');
    await page.evaluate(() => {
      window.print = () => document.documentElement.setAttribute('data-asked', 'print');
    });
    await page.getByRole('button', { name: 'Print receipt' }).click();
    expect(await page.locator('html').getAttribute('data-asked')).toBe('print');
  });

  it('leaves navigation and buttons away in every other state, on white', async () => {
    await gallery.show(page, 'ready');
    await setTheme(page, 'dark');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.app-header').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: /^Update to/ }).isVisible()).toBe(false);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ media: 'screen' });
  });
});
