import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('attention', 3);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin({ installs: true });
});

afterEach(async () => {
  await visit.end();
});

interface Said {
  readonly how: 'polite' | 'assertive';
  readonly text: string;
  readonly at: number;
}

/** From now on, what a screen reader is told, and when. */
const listen = (): Promise<void> =>
  visit.page.evaluate(() => {
    const said: { how: string; text: string; at: number }[] = [];
    Object.assign(globalThis, { said });
    for (const region of document.querySelectorAll('[aria-live]'))
      new MutationObserver(() => {
        const text = region.textContent.trim();
        said.push({ how: region.ariaLive ?? '', text, at: performance.now() });
      }).observe(region, { characterData: true, childList: true, subtree: true });
  });
async function heard(): Promise<readonly Said[]> {
  const all = await visit.page.evaluate(() => (globalThis as unknown as { said: Said[] }).said);
  return Promise.all(
    all.map(async ({ text, ...said }) => ({ ...said, text: await visit.inEnglish(text) })),
  );
}

async function writing(fixture: string): Promise<void> {
  await visit.choosePractice();
  await visit.chooseFile(fixture);
  await visit.headlineSays(/^Ready/);
  await visit.button(/^Update to/).click();
  await visit.headlineSays(/^Writing/);
}

/** A screen lock that tells whether it is held, in place of the browser's. */
const lendScreen = (how: 'lend' | 'refuse'): Promise<void> =>
  visit.page.evaluate((answer) => {
    const root = document.documentElement;
    const request = () => {
      if (answer === 'refuse') return Promise.reject(new DOMException('', 'NotAllowedError'));
      root.dataset['asked'] = String(Number(root.dataset['asked'] ?? 0) + 1);
      root.dataset['held'] = 'yes';
      const lock = new EventTarget();
      Object.assign(lock, {
        release: () => {
          delete root.dataset['held'];
          lock.dispatchEvent(new Event('release'));
          return Promise.resolve();
        },
      });
      Object.assign(globalThis, { lock });
      return Promise.resolve(lock);
    };
    Object.defineProperty(navigator.wakeLock, 'request', { value: request });
  }, how);

describe('the screen', () => {
  it('is kept on while an update runs, asked for again when the page comes back, and let go after', async () => {
    await lendScreen('lend');
    const root = visit.page.locator('html');
    await writing('demo-esp32-2.0.0.zip');
    expect(await root.getAttribute('data-held')).toBe('yes');
    await visit.page.locator('[data-awake]').waitFor();
    // As a browser does it when the page goes behind, and comes back.
    await visit.page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      const { lock } = globalThis as unknown as { lock: { release(): Promise<void> } };
      void lock.release();
      Reflect.deleteProperty(document, 'visibilityState');
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(() => root.getAttribute('data-asked')).toBe('2');
    await visit.page.locator('[data-awake]').waitFor();
    await visit.button('Cancel update').click();
    await visit.button('Stop the update').click();
    await visit.headlineSays(/^Cancelled/);
    expect(await root.getAttribute('data-held')).toBeNull();
    expect(await visit.page.locator('[data-awake]').count()).toBe(0);
    expect(visit.problems).toEqual([]);
  });

  byTurns('may go dark where the browser refuses, and the page says so', async () => {
    await lendScreen('refuse');
    await writing('demo-esp32-2.0.0.zip');
    await visit.page.getByText('The screen may go dark; the update goes on').waitFor();
    expect(await visit.page.locator('[data-awake]').count()).toBe(0);
    expect(visit.problems).toEqual([]);
  });
});

describe('leaving', () => {
  byTurns('is asked about while an update runs, and only then', async () => {
    const asked: string[] = [];
    visit.page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await writing('demo-esp32-2.0.0.zip');
    await visit.page.close({ runBeforeUnload: true });
    await expect.poll(() => asked).toEqual(['beforeunload']);
    // A part that begins is erased first.
    const title = await visit.page.title();
    expect(title).toMatch(/^(?:\d+ %|Erasing) · The practice device · Slipway$/);
    await visit.button('Cancel update').click();
    await visit.button('Stop the update').click();
    await visit.headlineSays(/^Cancelled/);
    expect(await visit.page.title()).toMatch(/^Cancelled · /);
  });
});

describe('what is heard', () => {
  byTurns(
    'of an update: stages, ten-percent steps at most every three seconds, the end at once',
    async () => {
      await visit.choosePractice();
      await visit.chooseFile('demo-esp32-2.0.0.zip');
      await visit.headlineSays(/^Ready/);
      await listen();
      await visit.button(/^Update to/).click();
      await visit.headlineSays(/^2\.0\.0 is running\. Keep it\?/, 90_000);
      await visit.button('Keep 2.0.0').click();
      await visit.headlineSays(/^The practice device runs 2\.0\.0/);
      const all = await heard();
      const polite = all.filter(({ how, text }) => how === 'polite' && text !== '');
      expect(polite.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(/^Write, stage 3/),
      );
      const steps = polite.filter(({ text }) => text.includes('percent'));
      expect(steps.length).toBeGreaterThan(0);
      for (const { text } of steps) expect(text).toMatch(/^[1-9]0 percent[.,]/);
      const gaps = polite.slice(1).map(({ at }, index) => at - (polite[index]?.at ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_900);
      const urgent = all.filter(({ how }) => how === 'assertive').map(({ text }) => text);
      expect(urgent[0]).toMatch(
        /^2\.0\.0 is on trial\. \d+ minutes?( \d+ seconds?)? to keep it\.$/,
      );
      expect(urgent.at(-1)).toBe('Done. The practice device runs 2.0.0, confirmed by the device.');
      expect(visit.problems).toEqual([]);
    },
  );
});

describe('what the system asks for', () => {
  byTurns(
    'dark or light, and with more contrast sunlight, unless another theme was chosen',
    async () => {
      const theme = () => visit.page.evaluate(() => document.documentElement.dataset['theme']);
      expect(await theme()).toBe('light');
      await visit.page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(theme).toBe('dark');
      await visit.page.emulateMedia({ contrast: 'more' });
      await expect.poll(theme).toBe('sunlight');
      await visit.page.reload();
      expect(await theme()).toBe('sunlight');
      await visit.page.getByLabel('Display').click();
      await visit.page.getByLabel('Light', { exact: true }).check();
      expect(await theme()).toBe('light');
      await visit.page.reload();
      expect(await theme()).toBe('light');
      // A reload ends what was still loading.
      expect(visit.problems.filter((problem) => !problem.startsWith('failed:'))).toEqual([]);
    },
  );
});
