import { afterEach, beforeEach, describe, expect } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

/** Each begins with a page of its own, and most of them update a device. */
const byTurns = oneOfTests('the Update screen', 2);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
});

/** Pixels that stick out of the window to the side. */
const overflow = () =>
  visit.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );

const WIDTHS = [320, 360, 768, 1280, 1600] as const;

async function fitsEverywhere(state: string): Promise<void> {
  for (const width of WIDTHS) {
    await visit.page.setViewportSize({ width, height: 740 });
    expect(await overflow(), `${state} at ${width}`).toBeLessThanOrEqual(0);
  }
  await visit.page.setViewportSize({ width: 1280, height: 900 });
}

/** Every control that can be pressed, and is smaller than a finger. */
const smallTargets = () =>
  visit.page.evaluate(() =>
    [...document.querySelectorAll('button, select, summary, .seg label, a[href]')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ element, box }) => box.width > 0 && !element.matches('.skip'))
      .filter(({ box }) => box.height < 44)
      .map(({ element, box }) => `${element.textContent.trim()} ${box.height}`),
  );

const focused = async (): Promise<string> => {
  const read = () => document.activeElement?.textContent.trim() ?? 'nothing';
  return visit.inEnglish(await visit.page.evaluate(read));
};

/** Presses Tab until a control of that name has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused()) === name) return;
    await visit.page.keyboard.press('Tab');
  }
  throw new Error(`no way to "${name}" by keyboard; the focus is on "${await focused()}"`);
}

describe('the Update screen', () => {
  byTurns('fits every width from 320 to 1600 pixels, in every state on the way', async () => {
    await fitsEverywhere('empty');
    await visit.chooseFile('bad-local-central-differ.zip');
    await visit.headlineSays(/two different things/);
    await fitsEverywhere('refused file');
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/file is OK/);
    await fitsEverywhere('file only');
    await visit.choosePractice();
    await visit.headlineSays(/^Ready/);
    await fitsEverywhere('ready');
    await visit.button('Update to 1.1.0').click();
    await visit.headlineSays(/^Writing/);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await visit.headlineSays(/Keep it\?/, 60_000);
    await fitsEverywhere('trial');
    await visit.button('Keep 1.1.0').click();
    await visit.headlineSays(/^The practice device runs 1\.1\.0/);
    await fitsEverywhere('done');
  });

  byTurns('has a way for the keyboard through a whole update', async () => {
    await tabTo('Try it on the practice device');
    await visit.page.keyboard.press('Enter');
    await visit.headlineSays(/^Ready/);
    // The pressed control is gone: the focus went to what the screen is now about.
    expect(await focused()).toMatch(/^Ready to update/);
    await tabTo('Update to 1.1.0');
    await visit.page.keyboard.press('Enter');
    await visit.headlineSays(/Keep it\?/, 60_000);
    await tabTo('Keep 1.1.0');
    await visit.page.keyboard.press('Space');
    await visit.headlineSays(/^The practice device runs 1\.1\.0/);
    expect(visit.problems).toEqual([]);
  });

  byTurns('cannot be cancelled by Escape, only by an answer', async () => {
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-2.0.0.zip');
    await visit.headlineSays(/^Ready/);
    await visit.button('Update to 2.0.0').click();
    await visit.headlineSays(/^Writing/);
    await visit.page.keyboard.press('Escape');
    await visit.button('Cancel update').click();
    const question = visit.page.getByRole('dialog', { name: 'Stop this update?' });
    await question.waitFor();
    await visit.page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await visit.headlineSays(/^Writing/);
  });

  byTurns('tells a screen reader each new state, and the progress in tens', async () => {
    const heard: string[] = [];
    await visit.page.exposeFunction('heard', async (text: string) =>
      heard.push(await visit.inEnglish(text)),
    );
    // What is not there yet cannot be listened to.
    await visit.page.locator('[aria-live]').first().waitFor({ state: 'attached' });
    await visit.page.evaluate(() => {
      const told = globalThis as unknown as { heard: (text: string) => void };
      for (const region of document.querySelectorAll('[aria-live]'))
        new MutationObserver(() => told.heard(region.textContent)).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
    });
    /** A listener goes on when the words came; a robot would talk over them. */
    const hears = async (words: RegExp) => {
      for (let waitedMs = 0; !heard.some((text) => words.test(text)); waitedMs += 50) {
        if (waitedMs > 30_000)
          throw new Error(`never heard ${String(words)}: ${heard.join(' | ')}`);
        await visit.page.waitForTimeout(50);
      }
    };
    await visit.choosePractice();
    await hears(/^Connected to the practice device, runs 1\.0\.0\.$/);
    await visit.chooseFile('demo-esp32-2.0.0.zip');
    await hears(/^Ready\. All checks passed\.$/);
    await visit.button('Update to 2.0.0').click();
    await hears(/^Write, stage 3 of 7\.$/);
    await hears(/^[1-9]0 percent/);
    await hears(/^2\.0\.0 is on trial\./);
    await visit.button('Keep 2.0.0').click();
    await hears(/^Done\. The practice device runs 2\.0\.0, confirmed by the device\.$/);
    // However long the update takes: each ten at most once, and beside them only what changed.
    const tens = heard.flatMap((text) => /^(\d0) percent/.exec(text)?.[1] ?? []);
    expect(tens).toEqual([...new Set(tens)]);
    expect(heard.length - tens.length).toBeLessThan(12);
  });

  byTurns('has targets for fingers', async () => {
    await visit.page.setViewportSize({ width: 360, height: 740 });
    expect(await smallTargets()).toEqual([]);
    await visit.choosePractice();
    await visit.chooseFile('demo-esp32-1.1.0.zip');
    await visit.headlineSays(/^Ready/);
    expect(await smallTargets()).toEqual([]);
  });

  byTurns('keeps the chosen colours for the next visit', async () => {
    await visit.page.getByLabel('Display').click();
    await visit.page.getByText('Dark', { exact: true }).click();
    await visit.page.reload();
    const theme = () => visit.page.evaluate(() => document.documentElement.dataset['theme']);
    expect(await theme()).toBe('dark');
  });

  byTurns('has its version, commit and build in the Display menu, whole on a phone', async () => {
    await visit.page.setViewportSize({ width: 360, height: 740 });
    await visit.page.getByLabel('Display').click();
    const line = visit.page.getByText(/^Slipway \d+\.\d+\.\d+/);
    await line.waitFor();
    expect(await line.innerText()).toMatch(
      /^Slipway \d+\.\d+\.\d+\s+commit ([0-9a-f]{7,}|unknown), build [0-9a-f]{8}$/,
    );
    await line.scrollIntoViewIfNeeded();
    const box = await line.boundingBox();
    if (box === null) throw new Error('the line is not on the screen');
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
    expect(box.y + box.height).toBeLessThanOrEqual(740);
  });
});
