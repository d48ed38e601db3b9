import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pressByKey, seenFocus, tabUntil } from '../support/e2e/by-keyboard.ts';
import { isEnglish } from '../support/e2e/language/spoken-language.ts';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('keyboard', 3);

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
  await visit.practiceSays('demo 1.0.0');
});

afterEach(async () => {
  await visit.end();
});

const expectSeen = (): Promise<string> => seenFocus(visit);
const tabTo = (name: RegExp): Promise<readonly string[]> => tabUntil(visit, name);
const press = (name: RegExp, key: 'Enter' | 'Space'): Promise<readonly string[]> =>
  pressByKey(visit, name, key);

describe('by keyboard alone', () => {
  it('the practice device is updated and the firmware kept', async () => {
    await press(/^Try it on the practice device$/, 'Enter');
    await visit.headlineSays(/^Ready to update/);
    // What was pressed is gone: focus is on the headline of the new state, not lost.
    expect(await expectSeen()).toMatch(/^Ready to update/);
    await press(/^Update to 1\.1\.0$/, 'Space');
    await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
    expect(await expectSeen()).toMatch(/^1\.1\.0 is running/);
    await press(/^Keep 1\.1\.0$/, 'Enter');
    await visit.headlineSays(/^The practice device runs 1\.1\.0/);
    expect(await expectSeen()).toMatch(/^The practice device runs 1\.1\.0/);
    await visit.practiceSays('demo 1.1.0', 'slot B', 'committed');
    expect(visit.problems).toEqual([]);
  });

  byTurns('every stop of the first screen is seen and named, in the order of reading', async () => {
    const stops = await tabTo(/^100×|^1×/);
    expect(stops[0]).toBe('Skip to the screen');
    expect(stops).not.toContain('');
    const place = (name: string): number => stops.findIndex((stop) => stop.startsWith(name));
    const order = ['Choose firmware file', 'Practice device', 'Try it', 'Reset device'].map(place);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    // There is nothing to break before the practice device is used.
    expect(place('Cut the power')).toBe(-1);
  });

  byTurns('a question asked by mistake is left with Escape, back to where one was', async () => {
    await press(/^Reset device$/, 'Enter');
    await visit.page.getByRole('dialog').waitFor();
    await expectSeen();
    await visit.page.keyboard.press('Escape');
    await visit.page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await expectSeen()).toBe('Reset device');
    await visit.practiceSays('demo 1.0.0', 'slot A', 'committed');
  });

  byTurns('an update is cancelled, with the question answered by keyboard too', async () => {
    const chooser = visit.page.waitForEvent('filechooser');
    await press(/^Choose firmware file$/, 'Enter');
    await (await chooser).setFiles('tests/fixtures/bundles/demo-esp32-2.0.0.zip');
    await visit.headlineSays(/^2\.0\.0: file is OK/);
    await press(/^Practice device$/, 'Enter');
    await visit.headlineSays(/^Ready/);
    await press(/^Update to 2\.0\.0$/, 'Enter');
    await visit.headlineSays(/^Writing/);
    await press(/^Cancel update$/, 'Enter');
    await visit.page.getByRole('dialog', { name: 'Stop this update?' }).waitFor();
    // The same key twice stops nothing.
    expect(await expectSeen()).toBe('Keep writing');
    await visit.page.keyboard.press('Shift+Tab');
    expect(await expectSeen()).toBe('Stop the update');
    await visit.page.keyboard.press('Enter');
    await visit.headlineSays(/^Cancelled/);
    expect(await expectSeen()).toMatch(/^Cancelled/);
    expect(visit.problems).toEqual([]);
  });
});

describe('keys of the screen', () => {
  const key = (name: string) => visit.page.keyboard.press(name);
  // What listens for keys is fetched after the start; controls name their keys as soon as somebody does.
  beforeEach(async () => {
    await visit.page.locator('[aria-keyshortcuts="d"]').waitFor();
  });
  /** Types some of a name; of a page in another language all of it, as it is there. */
  const search = async (some: string, name: string) => {
    const shown = visit.page.getByRole('option', { name }).locator('*').first();
    const spoken = isEnglish ? some : await shown.evaluate((part) => part.textContent);
    await visit.page.keyboard.type(spoken);
  };
  const nothingOpens = async () => {
    await visit.page.waitForTimeout(300);
    expect(await visit.page.getByRole('dialog').count()).toBe(0);
  };

  byTurns('go to the other screen and back, and not from a field or with a modifier', async () => {
    await key('g');
    await key('e');
    await visit.page
      .getByRole('heading', { level: 1, name: /^Practice device|^Emulator/ })
      .waitFor();
    await key('g');
    await key('u');
    await visit.headlineSays(/^Update a device/);
    await key('Control+g');
    await key('e');
    await visit.page.waitForTimeout(200);
    await visit.headlineSays(/^Update a device/);
  });

  byTurns(
    'choose device and firmware, press the primary button from the headline, keep by two presses',
    async () => {
      await key('d');
      await visit.headlineSays(/Choose a firmware/);
      const chooser = visit.page.waitForEvent('filechooser');
      await key('o');
      await (await chooser).setFiles('tests/fixtures/bundles/demo-esp32-1.1.0.zip');
      await visit.headlineSays(/^Ready/);
      expect(await visit.button('Choose another file').getAttribute('aria-keyshortcuts')).toBe('o');
      await visit.headline.focus();
      await key('Enter');
      await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/, 60_000);
      // Back is behind another press: the key only leads there, and a key that is held does not press it.
      await key('Shift+B');
      expect(await expectSeen()).toBe('Go back to 1.0.0');
      await key('Shift+K');
      expect(await expectSeen()).toBe('Keep 1.1.0');
      await visit.headlineSays(/^1\.1\.0 is running/);
      await key('Escape');
      await visit.headlineSays(/^1\.1\.0 is running/);
      await key('Enter');
      await visit.headlineSays(/^The practice device runs 1\.1\.0/);
      expect(visit.problems).toEqual([]);
    },
  );

  byTurns(
    'find every action of the state by its name, and one that reverts only leads to its button',
    async () => {
      await key('d');
      await visit.headlineSays(/Choose a firmware/);
      await key('Control+k');
      const field = visit.page.getByRole('combobox', { name: 'Type what you want to do' });
      await field.waitFor();
      const names = await visit.page.getByRole('option').allInnerTexts();
      for (const name of ['Choose firmware file', 'Disconnect', 'Go to Emulator', 'Cut the power'])
        expect(
          names.some((shown) => shown.startsWith(name)),
          name,
        ).toBe(true);
      expect(names.some((shown) => /Keep|Update to/.test(shown))).toBe(false);
      await search('cut', 'Cut the power');
      await key('Enter');
      await visit.page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await expectSeen()).toBe('Cut the power');
      await visit.practiceSays('demo 1.0.0');
      await key('Control+k');
      await field.and(visit.page.locator(':focus')).waitFor();
      await search('disc', 'Disconnect');
      await key('Enter');
      await visit.headlineSays(/^Update a device/);
      await key('Control+k');
      await field.and(visit.page.locator(':focus')).waitFor();
      await search('display', 'Display: Dark');
      await key('ArrowDown');
      await key('Enter');
      const theme = () => visit.page.evaluate(() => document.documentElement.dataset['theme']);
      await expect.poll(theme, { timeout: 10_000 }).toBe('dark');
      expect(visit.problems).toEqual([]);
    },
  );

  byTurns('open the palette again at once, and it stays', async () => {
    await key('Control+k');
    const dark = visit.page.getByRole('option', { name: 'Display: Dark' });
    // In one task: the browser says that a dialog was closed in the next one.
    const isGone = await dark.evaluate(async (option: HTMLElement) => {
      option.click();
      for (let turns = 0; turns < 100 && option.isConnected; turns += 1) await Promise.resolve();
      const again = { key: 'k', ctrlKey: true, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', again));
      return !option.isConnected;
    });
    expect(isGone).toBe(true);
    await visit.page.waitForTimeout(300);
    expect(await visit.page.getByRole('combobox').and(visit.page.locator(':focus')).count()).toBe(
      1,
    );
    expect(visit.problems).toEqual([]);
  });

  byTurns('are listed, closed by Escape, and silent while something is open', async () => {
    await key('?');
    const sheet = visit.page.getByRole('dialog', { name: 'Keys' });
    await sheet.getByText('Choose firmware', { exact: true }).waitFor();
    await key('d');
    await key('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await visit.headlineSays(/^Update a device/);
  });

  byTurns('are switched off in the Display menu, and stay off; Ctrl K still works', async () => {
    await press(/^Display$/, 'Enter');
    await press(/^Single-letter keys/, 'Space');
    await key('Escape');
    await key('?');
    await nothingOpens();
    await key('d');
    await visit.headlineSays(/^Update a device/);
    expect(await visit.button(/^Choose firmware/).getAttribute('aria-keyshortcuts')).toBeNull();
    await visit.page.reload();
    await visit.practiceSays('demo 1.0.0');
    const switchOn = visit.page.getByRole('option', { name: 'Switch single-letter keys on' });
    const opens = async (): Promise<number> => {
      await key('Control+k');
      await visit.page.waitForTimeout(200);
      return switchOn.count();
    };
    await expect.poll(opens, { timeout: 20_000 }).toBe(1);
    await key('Escape');
    await visit.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await key('?');
    await nothingOpens();
    await key('Control+k');
    await switchOn.click();
    await key('?');
    await visit.page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(visit.problems).toEqual([]);
  });
});
