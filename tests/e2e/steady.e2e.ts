/** While an update runs nothing moves under the eyes: the safety line keeps its place from state to state. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setTheme, type ShownTheme } from '../shots/gallery.ts';
import { Visit } from '../support/e2e/visit.ts';

const full = process.env['SLIPWAY_FULL'] === '1';
/**
 * A phone of 2016, a phone of today, a laptop (screens.md#sizes); each in a theme of its own, in the full
 * run in all.
 */
const SCREENS: readonly (readonly [width: number, height: number, theme: ShownTheme])[] = full
  ? ([320, 360, 412, 1280] as const).flatMap((width) =>
      (['light', 'dark', 'sunlight'] as const).map((theme) => [width, 740, theme] as const),
    )
  : [
      [320, 568, 'sunlight'],
      [360, 740, 'light'],
      [1280, 800, 'dark'],
    ];

let visit: Visit;

beforeEach(async () => {
  visit = await Visit.begin();
});

afterEach(async () => {
  await visit.end();
});

/** From now on notes in every frame of a running update which state it is in, and how far down the line stands. */
const watchSafetyLine = () =>
  visit.page.evaluate(() => {
    const seen: Record<string, string> = {};
    Object.assign(globalThis, { safetyLineSeen: seen });
    const look = (): void => {
      const line = document.querySelector('body[data-running] .now:not(:has(.commit)) .safety');
      const state = document.querySelector('#state')?.textContent ?? '';
      if (line !== null) {
        const top = line.getBoundingClientRect().top + globalThis.scrollY;
        seen[`${Math.round(top)} px`] ??= state;
      }
      requestAnimationFrame(look);
    };
    look();
  });

const seen = () =>
  visit.page.evaluate(
    () => (globalThis as unknown as { safetyLineSeen: Record<string, string> }).safetyLineSeen,
  );

describe('the safety line', () => {
  it.each(SCREENS)(
    'keeps its place in a whole update at %i × %i, %s',
    async (width, height, theme) => {
      await visit.page.setViewportSize({ width, height });
      await setTheme(visit.page, theme);
      await visit.button('Try it on the practice device').click();
      await visit.headlineSays(/^Ready/);
      await watchSafetyLine();
      await visit.button(/^Update to/).click();
      await visit.headlineSays(/Keep it\?/, 60_000);
      const places = await seen();
      expect(Object.keys(places), JSON.stringify(places)).toHaveLength(1);
    },
  );
});
