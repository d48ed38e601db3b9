/** The harness page in a browser: built once, served as the product is, one state at a time. */
import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { serve } from '../../scripts/static-server.mjs';
import { pagesChromiumPath } from '../support/e2e/browsers.ts';
import { openBuilt } from '../support/e2e/built-once.ts';
import type { StateName } from './states.ts';

export const THEMES = ['light', 'dark', 'sunlight'] as const;
export type ShownTheme = (typeof THEMES)[number];

/** A phone and a laptop, in CSS pixels. */
export const PHONE = { width: 360, height: 740 } as const;
export const LAPTOP = { width: 1280, height: 800 } as const;

export interface PageOptions {
  /** As for a person who wants no motion. */
  readonly still?: boolean;
  /** Pixels of the picture for each CSS pixel. */
  readonly scale?: number;
}

export interface Gallery {
  /** A page of its own; the caller closes it. */
  newPage(options?: PageOptions): Promise<Page>;
  /** Brings the page to a state, in English or `language`; throws with the reason when that state is not reached. */
  show(page: Page, name: StateName, language?: string): Promise<void>;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const server = await serve(await openBuilt('gallery', buildHarness));
  const browser: Browser = await chromium.launch({
    executablePath: pagesChromiumPath(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const contexts: BrowserContext[] = [];
  return {
    async newPage({ still = false, scale = 1 } = {}) {
      const context = await browser.newContext({
        viewport: LAPTOP,
        deviceScaleFactor: scale,
        locale: 'en-GB',
        timezoneId: 'UTC',
        reducedMotion: still ? 'reduce' : 'no-preference',
      });
      contexts.push(context);
      return context.newPage();
    },
    async show(page, name, language = 'en') {
      await page.goto(`http://127.0.0.1:${server.port}/?state=${name}&lang=${language}`);
      const root = page.locator('html[data-shown], html[data-problem]');
      await root.waitFor({ state: 'attached', timeout: 60_000 });
      const problem = await root.getAttribute('data-problem');
      if (problem !== null) throw new Error(`${name}: ${problem}`);
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
      await server.close();
    },
  };
}

export async function setTheme(page: Page, theme: ShownTheme): Promise<void> {
  await page.evaluate((name) => {
    document.documentElement.dataset['theme'] = name;
  }, theme);
}

const buildHarness = (outDir: string): Promise<unknown> =>
  build({
    configFile: false,
    root: path.resolve('tests/shots/page'),
    base: './',
    publicDir: path.resolve('public'),
    logLevel: 'warn',
    plugins: [svelte({ configFile: false })],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      minify: false,
      // The page fetches everything before its time begins, also what the product has in its first file.
      rolldownOptions: { checks: { ineffectiveDynamicImport: false } },
    },
  });
