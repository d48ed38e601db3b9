/** While an update runs nothing moves under the eyes: the safety line keeps its place from state to state. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setTheme, THEMES, type ShownTheme } from '../shots/gallery.ts';
import { Visit } from '../support/e2e/visit.ts';
import { sampleOf } from '../support/sample.ts';

type Screen = readonly [width: number, height: number, theme: ShownTheme];

/** A phone of 2016, two of today, a laptop (screens.md#sizes), each in every theme. */
const SCREENS: readonly Screen[] = ([320, 360, 412, 1280] as const).flatMap((width) =>
  THEMES.map((theme): Screen => [width, width === 320 ? 568 : 740, theme]),
);

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
  it.each(sampleOf(SCREENS, { matrix: 'steady', oneOf: 5 }))(
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
