import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { serve } from '../../../scripts/static-server.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** What a bench of emulated adapters gives a browser (tests/support/testbed). */
export interface Bench {
  readonly env: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Before the browser starts with this profile for pages of this origin. */
  prepare(profile: string, origin: string): void;
  /** Before the first page, and again when the browser starts again. */
  dress(context: BrowserContext): Promise<unknown>;
}

/**
 * One person's browser with the built app: storage of its own, kept until `end`, so that a closed tab can be opened again.
 * Visits share one browser process, each in a context; one with a bench, or one that restarts its browser, has its own.
 */
export class Visit {
  /** What nobody should ever cause: console errors, uncaught exceptions, refused loads. */
  readonly problems: string[] = [];
  /** Null in the shared browser. */
  readonly #profile: string | null;
  readonly #address: string;
  readonly #closeServer: () => Promise<void>;
  readonly #bench: Bench | null;
  #context: BrowserContext;
  #page: Page | null = null;

  private constructor(at: {
    profile: string | null;
    address: string;
    closeServer: () => Promise<void>;
    bench: Bench | null;
    context: BrowserContext;
  }) {
    this.#profile = at.profile;
    this.#address = at.address;
    this.#closeServer = at.closeServer;
    this.#bench = at.bench;
    this.#context = at.context;
  }

  /** `address`: where somebody else serves the app; our own server when left out. */
  static async begin(
    elsewhere: { readonly address: string } | null = null,
    bench: Bench | null = null,
  ): Promise<Visit> {
    return Visit.#open(elsewhere, { bench, ownBrowser: bench !== null });
  }

  /** With a profile on disk, for what `restartBrowser` is about. */
  static beginWithProfile(): Promise<Visit> {
    return Visit.#open(null, { bench: null, ownBrowser: true });
  }

  static async #open(
    elsewhere: { readonly address: string } | null,
    { bench, ownBrowser }: { readonly bench: Bench | null; readonly ownBrowser: boolean },
  ): Promise<Visit> {
    const server = elsewhere === null ? await serve('dist') : null;
    const profile = ownBrowser ? mkdtempSync(path.join(tmpdir(), 'slipway-e2e-')) : null;
    const address = elsewhere?.address ?? `http://127.0.0.1:${server?.port ?? 0}/`;
    if (profile !== null) bench?.prepare(profile, new URL(address).origin);
    const context = profile === null ? await newContext() : await launch(profile, bench);
    const visit = new Visit({
      profile,
      address,
      bench,
      closeServer: async () => server?.close(),
      context,
    });
    await visit.openTab();
    return visit;
  }

  get page(): Page {
    if (this.#page === null) throw new Error('no tab is open');
    return this.#page;
  }

  async openTab(): Promise<void> {
    const page = await this.#context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.problems.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
    page.on('requestfailed', (request) => this.problems.push(`failed: ${request.url()}`));
    // The browser hands its file dialogs over only while somebody listens, and begins a moment after that.
    page.on('filechooser', () => undefined);
    await page.goto(this.#address);
    this.#page = page;
  }

  /** At once and without a question, as when the tab is closed or crashes. */
  async closeTab(): Promise<void> {
    await this.page.close();
    this.#page = null;
  }

  /** The whole browser ends and starts again with the same profile. */
  async restartBrowser(): Promise<void> {
    if (this.#profile === null) throw new Error('this visit shares its browser');
    await this.#context.close();
    this.#context = await launch(this.#profile, this.#bench);
    await this.openTab();
  }

  async end(): Promise<void> {
    await this.#context.close();
    await this.#closeServer();
    if (this.#profile !== null)
      rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
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

  /** Waits until the headline matches; the message of a failure tells what it was. */
  async headlineSays(words: RegExp, timeoutMs = 30_000): Promise<string> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const text = (await this.headline.textContent().catch(() => null)) ?? '';
      if (words.test(text)) return text;
      if (Date.now() > end) throw new Error(`the headline is "${text}", not ${String(words)}`);
      await this.page.waitForTimeout(50);
    }
  }

  async practiceSays(...words: readonly string[]): Promise<void> {
    for (const text of words)
      await this.practice.getByText(text, { exact: true }).waitFor({ timeout: 30_000 });
  }

  async fingerprint(): Promise<string> {
    const line = this.practice.getByText(/^[0-9a-f]{16}$/);
    return (await line.textContent({ timeout: 10_000 })) ?? '';
  }
}

const VIEWPORT = { width: 1280, height: 900 };

let shared: Promise<Browser> | null = null;

/** In the one browser of this process, which ends with it. */
async function newContext(): Promise<BrowserContext> {
  shared ??= chromium.launch({ executablePath, args: FLAGS });
  return (await shared).newContext({ viewport: VIEWPORT });
}

async function launch(profile: string, bench: Bench | null): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    env: { ...process.env, ...bench?.env },
    args: [...FLAGS, ...(bench?.flags ?? [])],
    viewport: VIEWPORT,
  });
  await bench?.dress(context);
  return context;
}
