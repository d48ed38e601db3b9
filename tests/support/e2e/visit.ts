import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { serve } from '../../../scripts/static-server.mjs';
import { isFull } from '../sample.ts';
import { builtApp } from './language/app-in-language.ts';
import { englishOf, englishPage, prepareEnglish } from './language/english-page.ts';
import { foreignWords } from './language/foreign-words.ts';
import { OwnBrowser, sharedBrowser } from './visit-browser.ts';
import type { Bench, VisitBrowser } from './visit-browser.ts';

/** For what comes in a second on a quiet machine, and later on a busy one. */
const PATIENCE_MS = 90_000;

interface VisitOptions {
  /** Where somebody else serves the app; our own server when left out. */
  readonly address?: string;
  readonly bench?: Bench;
  /** For what `restartBrowser` is about; with a bench always. */
  readonly ownBrowser?: boolean;
  /**
   * The app installs itself for offline use, which takes a second of a core; else that is still to come, as on a slow
   * network. Always in the full run.
   */
  readonly installs?: boolean;
  /** Runs in every page before its own code does: what a page finds in its browser. */
  readonly inPage?: (page: Page) => Promise<unknown>;
}

/**
 * One person's browser with the built app: storage of its own, kept until `end`, so that a closed tab can be opened again.
 * Visits share one browser, each at an address of its own; one with a bench, or one that restarts its browser, has its own.
 */
export class Visit {
  /** What nobody should ever cause: console errors, uncaught exceptions, refused loads. */
  readonly problems: string[] = [];
  readonly #address: string;
  readonly #closeServer: () => Promise<void>;
  readonly #browser: VisitBrowser;
  readonly #inPage: (page: Page) => Promise<unknown>;
  /** Of each state on the way. */
  readonly #foreign: Promise<readonly string[]>[] = [];
  #page: Page | null = null;
  #isReloading = false;

  private constructor(at: {
    address: string;
    closeServer: () => Promise<void>;
    browser: VisitBrowser;
    inPage: (page: Page) => Promise<unknown>;
  }) {
    this.#address = at.address;
    this.#closeServer = at.closeServer;
    this.#browser = at.browser;
    this.#inPage = at.inPage;
  }

  static async begin(options: VisitOptions = {}): Promise<Visit> {
    const { bench = null, ownBrowser = false, installs = isFull } = options;
    const inPage = async (page: Page): Promise<void> => {
      if (!installs) await page.addInitScript(keepFromInstalling);
      await options.inPage?.(page);
    };
    await prepareEnglish();
    const server = options.address === undefined ? await serve(await builtApp()) : null;
    const address = options.address ?? `http://127.0.0.1:${server?.port ?? 0}/`;
    const { origin } = new URL(address);
    const isOwn = ownBrowser || bench !== null;
    const browser = isOwn ? await OwnBrowser.begin(origin, bench) : await sharedBrowser();
    const closeServer = async (): Promise<void> => server?.close();
    const visit = new Visit({ address, closeServer, browser, inPage });
    await visit.openTab();
    return visit;
  }

  get page(): Page {
    if (this.#page === null) throw new Error('no tab is open');
    return this.#page;
  }

  async openTab(): Promise<void> {
    const page = await this.#browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.problems.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
    page.on('requestfailed', (request) => {
      const isBrokenOff = this.#isReloading && request.failure()?.errorText === 'net::ERR_ABORTED';
      if (!isBrokenOff) this.problems.push(`failed: ${request.url()}`);
    });
    // The browser hands its file dialogs over only while somebody listens, and begins a moment after that.
    page.on('filechooser', () => undefined);
    await this.#inPage(page);
    await page.goto(this.#address);
    page.setDefaultTimeout(PATIENCE_MS);
    this.#page = englishPage(page);
  }

  /** To a tab that was open before the last one was opened. */
  returnTo(tab: Page): void {
    this.#page = tab;
  }

  /** What is still on its way for the page is broken off, and no problem. */
  async reload(): Promise<void> {
    this.#isReloading = true;
    await this.page.reload();
    this.#isReloading = false;
  }

  /** At once and without a question, as when the tab is closed or crashes. */
  async closeTab(): Promise<void> {
    await this.page.close();
    this.#page = null;
  }

  /** The whole browser ends and starts again with the same profile. Throws in the shared one. */
  async restartBrowser(): Promise<void> {
    await this.#browser.restart();
    await this.openTab();
  }

  async end(): Promise<void> {
    this.#lookForForeignWords();
    const foreign = (await Promise.all(this.#foreign)).flat();
    await this.#browser.leave(new URL(this.#address).origin);
    await this.#closeServer();
    if (foreign.length > 0) throw new Error([...new Set(foreign)].join('\n'));
  }

  /** Nobody waits for it before the end: the next state comes no later for it. A page may be gone or left meanwhile. */
  #lookForForeignWords(): void {
    if (this.#page !== null) this.#foreign.push(foreignWords(this.#page).catch(() => []));
  }

  /** What English says for a text that was read of the page as it stands there. */
  async inEnglish(text: string): Promise<string> {
    const [english = text] = await englishOf(this.page, text);
    return english;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** The sentence that says what state the screen is in. */
  get headline(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  get practice(): Locator {
    return this.page.getByRole('region', { name: 'Practice device' });
  }

  async chooseFile(fixture: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.button(/^Choose (firmware|another) file$/)
      .first()
      .click();
    await (await chooser).setFiles(path.join('tests/fixtures/bundles', fixture));
  }

  async choosePractice(): Promise<void> {
    await this.button(/^Practice device/).click();
    await this.headlineSays(/^The practice device runs|^Ready|^The practice device already/);
  }

  /** Waits until the headline matches, any space being one; the message of a failure tells what it was. */
  async headlineSays(words: RegExp, timeoutMs = PATIENCE_MS): Promise<string> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const said = (await this.headline.textContent().catch(() => null)) ?? '';
      const text = said.replaceAll('\u00a0', ' ');
      if (words.test(text)) {
        this.#lookForForeignWords();
        return text;
      }
      if (Date.now() > end) throw new Error(`the headline is "${text}", not ${String(words)}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Waits until the device has confirmed so much of the firmware, in percent; tells how much it was then. */
  async hasWritten(percent: number): Promise<number> {
    const gauge = this.page.getByRole('progressbar', { name: 'Firmware written' });
    for (;;) {
      const written = Number(await gauge.getAttribute('aria-valuenow', { timeout: PATIENCE_MS }));
      if (written >= percent) return written;
      await this.page.waitForTimeout(50);
    }
  }

  async practiceSays(...words: readonly string[]): Promise<void> {
    for (const text of words)
      await this.practice.getByText(text, { exact: true }).waitFor({ timeout: PATIENCE_MS });
  }

  async fingerprint(): Promise<string> {
    const line = this.practice.getByText(/^[0-9a-f]{16}$/);
    return (await line.textContent({ timeout: PATIENCE_MS })) ?? '';
  }
}

/** In the page: its service worker never comes. */
function keepFromInstalling(): void {
  navigator.serviceWorker.register = () => new Promise(() => undefined);
}
