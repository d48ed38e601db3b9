/** What a person with large text or a small screen would lose. Each answer is a list of what is wrong; empty is well. */
import type { Page } from 'playwright-core';

/** Elements that make the page itself scroll sideways. */
export const pageOverflow = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    const names = wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 90));
    return [`the page is ${root.scrollWidth} px wide`, ...names];
  });

/** Text that is cut off by the edge of a box that cannot be scrolled. */
export const lostText = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const lost: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const words = (node.textContent ?? '').trim();
      if (parent === null || words === '' || !parent.checkVisibility()) continue;
      if (parent.closest('.vh, .skip, svg') !== null) continue; // for ears, or for a key, or a drawing
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      for (let box: Element | null = parent; box !== null; box = box.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(box);
        const edge = box.getBoundingClientRect();
        const cutX = ['hidden', 'clip'].includes(overflowX);
        const cutY = ['hidden', 'clip'].includes(overflowY);
        const isOut =
          (cutX && (text.right > edge.right + 1 || text.left < edge.left - 1)) ||
          (cutY && (text.bottom > edge.bottom + 2 || text.top < edge.top - 2));
        if (isOut) lost.push(`"${words.slice(0, 60)}" in ${box.tagName}.${box.className}`);
        if (position === 'fixed') break; // boxes around it do not cut it off
      }
    }
    return lost;
  });

/** Controls that stay covered or outside when one scrolls to them. */
export const outOfReach = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const covered: string[] = [];
    // What is open lies over the rest until it is closed, and has to be reached itself.
    // A phone's sheet by its place: its role is given a moment after a window has changed its size.
    const sheet = [...document.querySelectorAll('.sheet')].find(
      (element) => getComputedStyle(element).position === 'fixed',
    );
    const place =
      document.querySelector('dialog:modal') ??
      document.querySelector('.menu[open], .fleet-menu[open]') ??
      sheet ??
      document.body;
    const controls = 'button, a[href], summary, select, input, textarea';
    for (const control of place.querySelectorAll<HTMLElement>(controls)) {
      if (control.ariaHidden === 'true' || !control.checkVisibility()) continue;
      if (control.matches('.skip')) continue; // comes into sight with focus
      const small = control.getBoundingClientRect().width < 4;
      const seen = small ? control.closest('label') : control;
      if (seen === null) continue;
      seen.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { left, top, width, height } = seen.getBoundingClientRect();
      const at = document.elementFromPoint(left + width / 2, top + height / 2);
      const reached = at !== null && (seen.contains(at) || at.contains(seen));
      if (!reached)
        covered.push(`"${seen.innerText.slice(0, 40)}" lies under ${at?.outerHTML.slice(0, 80)}`);
    }
    scrollTo(0, 0);
    return covered;
  });

/** Ordinary words that do not fit and are broken into pieces: still there, but nobody can read them. */
export const brokenWords = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const broken: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || !parent.checkVisibility()) continue;
      if (parent.closest('.vh, .skip, .mono, svg') !== null) continue; // digests and addresses may break
      const text = node.textContent ?? '';
      // Names of files and versions are no words, and may break too.
      for (const { 0: word, index } of text.matchAll(/(?<![\w.-])[A-Za-z]{2,14}(?![\w.-])/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(`"${word}" of "${text.trim().slice(0, 40)}"`);
      }
    }
    return broken;
  });
