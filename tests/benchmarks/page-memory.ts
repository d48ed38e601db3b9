/** What a page and its workers take of the machine: the memory that is left after a collection, and their CPU time. */
import type { Browser, CDPSession, Page } from 'playwright-core';

/** Chromium measures at once, else at a moment of its own choice. */
export const MEASURES_AT_ONCE = '--enable-blink-features=ForceEagerMeasureMemory';

export interface PageCost {
  readonly bytes: number;
  /** Of all its processes that draw pages. */
  readonly cpuSeconds: number;
}

/**
 * Has the app's server say what lets a page measure its memory with that of its workers
 * (https://developer.mozilla.org/docs/Web/API/Performance/measureUserAgentSpecificMemory).
 */
export async function isolate(page: Page): Promise<void> {
  await page.context().route('**/*', async (route) => {
    const response = await route.fetch();
    const headers = {
      ...response.headers(),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    };
    await route.fulfill({ response, headers });
  });
}

export class PageMemory {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  /** Of a page that was opened after `isolate`. */
  static async begin(browser: Browser, page: Page): Promise<PageMemory> {
    return new PageMemory(page, await browser.newBrowserCDPSession());
  }

  async read(): Promise<PageCost> {
    const { processInfo } = await this.#session.send('SystemInfo.getProcessInfo');
    const cpuSeconds = processInfo
      .filter(({ type }) => type === 'renderer')
      .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    const bytes = await this.#page.evaluate(async () => {
      const measured = performance as unknown as {
        measureUserAgentSpecificMemory(): Promise<{ readonly bytes: number }>;
      };
      return (await measured.measureUserAgentSpecificMemory()).bytes;
    });
    return { bytes, cpuSeconds };
  }
}
