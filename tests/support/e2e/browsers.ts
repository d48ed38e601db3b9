import { findChromium, findHeadlessChromium } from '../../../scripts/ensure.mjs';
import { isFull } from '../sample.ts';

/** Path of Chromium as people have it: with ports, radio, profiles and tabs. */
export function chromiumPath(): string {
  const found = findChromium();
  if (found === null) throw new Error('Chromium is not there: name a binary in $CHROMIUM');
  return found;
}

/** Path of Chromium for pages alone: its build without windows, where it is installed, except in the full run. */
export function pagesChromiumPath(): string {
  return (isFull ? null : findHeadlessChromium()) ?? chromiumPath();
}
