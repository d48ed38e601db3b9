/** What a state has to keep in sight without scrolling: headline, clock, safety line and main button. */
import type { Page } from 'playwright-core';

/** A laptop's window, a laptop, a phone, a phone of 2016, and a laptop's window at 200 %; in CSS pixels. */
export const REACH_WINDOWS = [
  { width: 1366, height: 625 },
  { width: 1280, height: 800 },
  { width: 360, height: 640 },
  { width: 320, height: 568 },
  { width: 640, height: 400 },
] as const;

/** The first so many CSS pixels of the page, as far as the window shows them. */
const REACH_PX = 600;

/**
 * Each of them that is not in sight of an unscrolled page, with where it ends; the marks are those of the screens. What
 * stands in a bar at the window's foot is in sight there, and what lies behind that bar is not.
 */
export const notInReach = (page: Page): Promise<readonly string[]> =>
  page.evaluate((reachPx) => {
    globalThis.scrollTo(0, 0);
    const dialog = document.querySelector('dialog[open]');
    const root = dialog ?? document.querySelector('main') ?? document.body;
    const seen = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) &&
      element.closest('[data-replayed]') === null; // what is shown of a recording is not the state of the page
    const first = (selector: string): Element | null =>
      [...root.querySelectorAll(selector)].find(seen) ?? null;

    const inBar = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement)
        if (/^(?:fixed|sticky)$/.test(getComputedStyle(at).position)) return true;
      return false;
    };
    const bars = [...document.querySelectorAll('.card-foot, .card-foot > .actions, .nav')].filter(
      (bar) => seen(bar) && inBar(bar) && bar.getBoundingClientRect().top > innerHeight / 2,
    );
    const foot = Math.min(innerHeight, ...bars.map((bar) => bar.getBoundingClientRect().top));

    const misses = (name: string, element: Element | null): readonly string[] => {
      if (element === null) return [];
      const { top, bottom } = element.getBoundingClientRect();
      const limit =
        dialog !== null || inBar(element) ? innerHeight : Math.min(reachPx, foot, innerHeight);
      const ends = Math.round(bottom);
      return top < 0 || ends > Math.round(limit)
        ? [`${name} ends at ${ends} of ${Math.round(limit)} px`]
        : [];
    };
    const button = misses('main button', first('.btn.primary') ?? first('.dock .btn'));
    // A panel that a person opened on a phone covers the card down to its buttons.
    // Its styles tell at once, its role a moment after the window has another size.
    const sheet = document.querySelector('section.sheet');
    if (sheet !== null && getComputedStyle(sheet).position === 'fixed') return button;
    return [
      ...misses('headline', first(dialog === null ? 'h1' : 'h2')),
      ...misses('clock', first('.ring .mid, .reading')),
      ...misses('safety line', first('.safety')),
      ...button,
    ];
  }, REACH_PX);
