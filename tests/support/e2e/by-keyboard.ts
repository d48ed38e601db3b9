/** The page as somebody uses it who has no mouse: every stop of the keyboard has to be seen. */
import { expect } from 'vitest';
import type { Visit } from './visit.ts';

interface Focus {
  readonly name: string;
  /** Width of the line around it in px, on itself, on the row that it stands for, or on its label; 0 = cannot be seen. */
  readonly outline: number;
  /** All of it is on the screen and nothing lies over it. */
  readonly inSight: boolean;
}

/** Stops of one screen, with room for what comes. */
const MOST_STOPS = 60;

/** Where the keyboard is; null = nowhere. */
async function focus(visit: Visit): Promise<Focus | null> {
  const at = await visit.page.evaluate(readFocus);
  return at === null ? null : { ...at, name: await visit.inEnglish(at.name) };
}

/** In the page. */
function readFocus(): Focus | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  // A radio button of the browser under a label of ours: the label is what one sees.
  const seen = (element.matches('input') ? element.closest('label') : null) ?? element;
  const outlineOf = (part: HTMLElement, drawnBy?: string): number => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(part, drawnBy);
    return outlineStyle !== 'none' && !/, 0\)$/.test(outlineColor) ? parseFloat(outlineWidth) : 0;
  };
  const { left, top, right, bottom } = seen.getBoundingClientRect();
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const own = element.ariaLabel ?? seen.innerText;
  const label =
    'labels' in element ? (element.labels as NodeListOf<HTMLElement> | null)?.[0] : undefined;
  const words = own === '' ? (label?.innerText ?? '') : own;
  return {
    name: words.replace(/\s+/g, ' ').trim(),
    outline: Math.max(outlineOf(element), outlineOf(element, '::after'), outlineOf(seen)),
    inSight: top >= 0 && bottom <= innerHeight && at !== null && seen.contains(at),
  };
}

/** The keyboard is somewhere, and one sees where. */
export async function seenFocus(visit: Visit): Promise<string> {
  const at = await focus(visit);
  expect(at, 'focus is on nothing').not.toBeNull();
  expect(at?.outline, `the line around "${at?.name}"`).toBeGreaterThanOrEqual(2);
  expect(at?.inSight, `"${at?.name}" is in sight`).toBe(true);
  return at?.name ?? '';
}

/** Goes on by Tab alone until focus is there; every stop on the way has to be seen. */
export async function tabUntil(visit: Visit, name: RegExp): Promise<readonly string[]> {
  const stops: string[] = [];
  while (stops.length < MOST_STOPS) {
    await visit.page.keyboard.press('Tab');
    if ((await focus(visit)) === null) break; // out of the page
    const stop = await seenFocus(visit);
    stops.push(stop);
    if (name.test(stop)) return stops;
  }
  throw new Error(`${String(name)} is not reached: ${stops.join(' → ')}`);
}

export async function pressByKey(
  visit: Visit,
  name: RegExp,
  key: 'Enter' | 'Space',
): Promise<readonly string[]> {
  const stops = await tabUntil(visit, name);
  await visit.page.keyboard.press(key);
  return stops;
}
