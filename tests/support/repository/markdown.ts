/** What pages are made of as far as citations need it: anchors of headings, links, and what is neither. */

const FENCE = /^\s*```/;

/** Anchors of the headings, as GitHub makes them: a heading that stands twice gets a number. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  let isCode = false;
  for (const line of page.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    const heading = isCode ? undefined : /^#{1,6} +(.+)$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    anchors.add(before === 0 ? anchor : `${anchor}-${before}`);
  }
  return anchors;
}

const anchorOf = (heading: string): string =>
  heading
    .replace(/\]\([^)]*\)/g, ']')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

export interface PageLink {
  readonly target: string;
  readonly line: number;
}

const LINK = /!?\[[^\]]*\]\(([^()\s]+)\)|\b(?:src|href)="([^"]+)"/g;

/** Targets of links and pictures, those outside of the repository left out. */
export function linksOf(page: string): readonly PageLink[] {
  return [...page.matchAll(LINK)]
    .map((match) => ({ target: match[1] ?? match[2] ?? '', line: lineAt(page, match.index) }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** The page with every link blanked out, so that what is left keeps its place. */
export const withoutLinks = (page: string): string =>
  page.replace(LINK, (link) => link.replace(/[^\n]/g, ' '));

/** Counted from 1. */
export const lineAt = (text: string, index: number): number =>
  text.slice(0, index).split('\n').length;
