/** What a state is about is in sight without scrolling: headline, clock, safety line and main button. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGallery } from '../shots/gallery.ts';
import type { Gallery } from '../shots/gallery.ts';
import { stateNames } from '../shots/states.ts';
import { notInReach } from '../support/e2e/in-reach.ts';
import { sampleOf } from '../support/sample.ts';

/** A laptop's window, a laptop, a phone, a phone of 2016, and a laptop's window at 200 %. */
const WINDOWS = [
  { width: 1366, height: 625 },
  { width: 1280, height: 800 },
  { width: 360, height: 640 },
  { width: 320, height: 568 },
  { width: 640, height: 400 },
] as const;

let gallery: Gallery;
let page: Page;

beforeAll(async () => {
  gallery = await openGallery();
  page = await gallery.newPage({ still: true });
});

afterAll(async () => {
  await gallery.close();
});

describe('headline, clock, safety line and main button', () => {
  it.each(sampleOf(stateNames, { matrix: 'in-reach', oneOf: 12 }))(
    'are in sight in %s, in every window',
    async (name) => {
      await gallery.show(page, name);
      const missed: string[] = [];
      for (const window of WINDOWS) {
        await page.setViewportSize(window);
        for (const miss of await notInReach(page))
          missed.push(`${window.width} × ${window.height}: ${miss}`);
      }
      expect(missed).toEqual([]);
    },
  );
});
