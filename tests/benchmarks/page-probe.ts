/**
 * What is measured inside the page, from before its first script on: when the button reacts to a press,
 * and what moved without anybody having pressed anything.
 */
import type { Page } from 'playwright-core';

export interface Shift {
  readonly value: number;
  /** Milliseconds since the navigation began. */
  readonly at: number;
  /** The headline when it was seen. */
  readonly under: string;
  /** What moved, as selectors, and from where to where. */
  readonly moved: readonly string[];
}

export interface Probed {
  /** Milliseconds from the start of the navigation to the first press that had an effect; null: none had yet. */
  readonly reactsAt: number | null;
  readonly firstPaintAt: number | null;
  /** Layout shifts, but those within half a second of a press: they are its effect. */
  readonly shifts: readonly Shift[];
}

declare global {
  interface Window {
    slipwayProbe?: { reactsAt: number | null; shifts: Shift[] };
  }
}

/** Installs the probe in every document that this page opens from now on. */
export async function installProbe(page: Page): Promise<void> {
  // The loader of these files gives functions their names by a helper of its own, which no page has.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.addInitScript(probe);
}

export async function readProbe(page: Page): Promise<Probed> {
  return page.evaluate(() => ({
    reactsAt: window.slipwayProbe?.reactsAt ?? null,
    firstPaintAt: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    shifts: window.slipwayProbe?.shifts ?? [],
  }));
}

export const sumOf = (shifts: readonly Shift[]): number =>
  shifts.reduce((sum, { value }) => sum + value, 0);

/** Runs in the page: nothing from outside is known here. */
function probe(): void {
  interface LayoutShift extends PerformanceEntry {
    readonly value: number;
    readonly hadRecentInput: boolean;
    readonly sources: readonly {
      readonly node: Node | null;
      readonly previousRect: DOMRectReadOnly;
      readonly currentRect: DOMRectReadOnly;
    }[];
  }
  const found: { reactsAt: number | null; shifts: Shift[] } = { reactsAt: null, shifts: [] };
  window.slipwayProbe = found;

  const nameOf = (node: Node | null): string =>
    node instanceof Element
      ? `${node.localName}.${[...node.classList].join('.')}`
      : (node?.parentElement?.localName ?? 'gone');
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as LayoutShift[])
      if (!entry.hadRecentInput)
        found.shifts.push({
          value: entry.value,
          at: entry.startTime,
          under: document.querySelector('h1')?.textContent ?? '',
          moved: entry.sources.map(
            ({ node, previousRect: before, currentRect: after }) =>
              `${nameOf(node)} ${before.y}+${before.height} → ${after.y}+${after.height}`,
          ),
        });
  }).observe({ type: 'layout-shift', buffered: true });

  // The button's own handler opens the browser's file dialog; a press that reaches it had its effect.
  const openDialog = HTMLInputElement.prototype.click;
  let pressing = false;
  HTMLInputElement.prototype.click = function (this: HTMLInputElement) {
    if (pressing) found.reactsAt ??= performance.now();
    else openDialog.call(this);
  };
  const press = (): void => {
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent.trim() === 'Choose firmware file',
    );
    pressing = true;
    button?.click();
    pressing = false;
    if (found.reactsAt === null) requestAnimationFrame(press);
  };
  requestAnimationFrame(press);
}
