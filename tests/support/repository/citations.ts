/**
 * Citations of pages in code and pages (docs/reference/README.md has the form), held to the pages that are there:
 *
 *   uart.md#handshake           a heading of a page of docs/reference; without a heading it is a fault
 *   rpc-frames.md#fields, #ids  more headings of the same page, after a comma, `and` or `to`
 *   docs/DESIGN.md              any other page, by its path from the root
 *   littlefs SPEC.md            a page of another project, which is named before it
 */
import { posix } from 'node:path';
import { anchorsOf, lineAt, linksOf, withoutLinks } from './markdown.ts';

export interface SourceText {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Repository {
  readonly pages: readonly SourceText[];
  /** Of any file or folder, from the root: links lead to pictures and code too. */
  readonly exists: (path: string) => boolean;
  /** Names that stand before a page of another project. */
  readonly otherProjects: readonly string[];
}

const REFERENCE = 'docs/reference';

/** One line for each citation or link that leads nowhere: `file:line: citation: what is wrong`. */
export function findFaults(
  texts: readonly SourceText[],
  repository: Repository,
): readonly string[] {
  const anchors = new Map(repository.pages.map(({ path, text }) => [path, anchorsOf(text)]));
  return texts.flatMap((source) => [
    ...citationFaults(source, anchors, repository.otherProjects),
    ...(source.path.endsWith('.md') ? linkFaults(source, anchors, repository.exists) : []),
  ]);
}

type Anchors = ReadonlyMap<string, ReadonlySet<string>>;

/** A comment may go on in the next line. */
const GAP = String.raw`(?:\s|\*|//)+`;
const CITATION = new RegExp(
  String.raw`(?:([\w-]+)${GAP})?(?<![\w./}-])([\w./-]*\w\.md)\b(#[\w-]+(?:(?:,|${GAP}and|${GAP}to)${GAP}#[\w-]+)*)?`,
  'g',
);

function citationFaults(
  source: SourceText,
  anchors: Anchors,
  otherProjects: readonly string[],
): readonly string[] {
  const isPage = source.path.endsWith('.md');
  const text = isPage ? withoutLinks(source.text) : source.text;
  return [...text.matchAll(CITATION)].flatMap((match) => {
    const [, before = '', page = '', cited = ''] = match;
    if (otherProjects.includes(before)) return [];
    const wanted = [...cited.matchAll(/#([\w-]+)/g)].map(([, anchor = '']) => anchor);
    const beside = isPage ? posix.join(posix.dirname(source.path), page) : null;
    const line = lineAt(text, match.index + match[0].indexOf(page));
    return wordsFor(page, wanted, { anchors, beside }).map(
      (words) => `${source.path}:${line}: ${page}${cited}: ${words}`,
    );
  });
}

interface Shelf {
  readonly anchors: Anchors;
  /** The same name in the folder of the page that cites it; null in code. */
  readonly beside: string | null;
}

function wordsFor(
  page: string,
  wanted: readonly string[],
  { anchors, beside }: Shelf,
): readonly string[] {
  const ofReference = `${REFERENCE}/${page}`;
  const places = [page, ...(beside === null ? [] : [beside]), ofReference];
  const place = page.includes('/') ? page : places.find((path) => anchors.has(path));
  const headings = place === undefined ? undefined : anchors.get(place);
  if (headings === undefined) return ['there is no such page'];
  const needsHeading = place?.startsWith(`${REFERENCE}/`) === true && !place.endsWith('README.md');
  if (needsHeading && wanted.length === 0) return ['it names no heading'];
  return wanted
    .filter((anchor) => !headings.has(anchor))
    .map((anchor) => `there is no heading #${anchor}`);
}

function linkFaults(
  { path, text }: SourceText,
  anchors: Anchors,
  exists: Repository['exists'],
): readonly string[] {
  return linksOf(text).flatMap(({ target, line }) => {
    const [file = '', anchor] = target.split('#');
    const place = file === '' ? path : posix.join(posix.dirname(path), file);
    const at = `${path}:${line}: ${target}`;
    if (!anchors.has(place) && !exists(place)) return [`${at}: there is no such file`];
    const isThere = anchor === undefined || anchors.get(place)?.has(anchor) === true;
    return isThere ? [] : [`${at}: there is no heading #${anchor}`];
  });
}
