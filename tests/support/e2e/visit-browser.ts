/** The browsers that visits happen in. Their profiles are on disk, as a person's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { isEnglish, spokenLanguage } from './language/spoken-language.ts';
import { chromiumPath, pagesChromiumPath } from './browsers.ts';

const VIEWPORT = { width: 1280, height: 900 };
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a bench of emulated adapters gives a browser (tests/support/testbed). */
export interface Bench {
  readonly env: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Before the browser starts with this profile for pages of this origin. */
  prepare(profile: string, origin: string): void;
}

export interface VisitBrowser {
  newPage(): Promise<Page>;
  /** Ends it and starts it again with the same profile. */
  restart(): Promise<void>;
  /** Ends a visit: its pages are closed, and nothing of what its origin stored is left. */
  leave(origin: string): Promise<void>;
}

/** One visit's: with the ports and the radio of a bench, or to be restarted. */
export class OwnBrowser implements VisitBrowser {
  readonly #profile: string;
  readonly #bench: Bench | null;
  #context: BrowserContext;

  private constructor(profile: string, bench: Bench | null, context: BrowserContext) {
    this.#profile = profile;
    this.#bench = bench;
    this.#context = context;
  }

  static async begin(origin: string, bench: Bench | null): Promise<OwnBrowser> {
    const profile = mkdtempSync(path.join(tmpdir(), 'slipway-e2e-'));
    bench?.prepare(profile, origin);
    return new OwnBrowser(profile, bench, await launch(profile, bench));
  }

  newPage(): Promise<Page> {
    return this.#context.newPage();
  }

  async restart(): Promise<void> {
    await this.#context.close();
    this.#context = await launch(this.#profile, this.#bench);
  }

  async leave(): Promise<void> {
    await this.#context.close();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

let shared: Promise<VisitBrowser> | null = null;

/**
 * The one of this process, which ends with it. Not a private one: there every access of a page to its files goes
 * through the browser process.
 */
export function sharedBrowser(): Promise<VisitBrowser> {
  shared ??= beginShared();
  return shared;
}

async function beginShared(): Promise<VisitBrowser> {
  const context = await launch('', null);
  const [kept = await context.newPage()] = context.pages();
  const session = await context.newCDPSession(kept);
  return {
    newPage: () => context.newPage(),
    restart: () => Promise.reject(new Error('this visit shares its browser')),
    leave: async (origin) => {
      for (const page of context.pages()) if (page !== kept) await page.close();
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    },
  };
}

/** `profile`: a folder; an empty one is made, and deleted with the browser, for ''. */
function launch(profile: string, bench: Bench | null): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: bench === null ? pagesChromiumPath() : chromiumPath(),
    env: { ...process.env, ...bench?.env },
    args: [...FLAGS, ...(bench?.flags ?? [])],
    viewport: VIEWPORT,
    ...(isEnglish ? {} : { locale: spokenLanguage }),
  });
}
