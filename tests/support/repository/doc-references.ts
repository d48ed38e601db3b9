/**
 * Finds what a document names and the repository does not have: paths, links, npm commands, options of
 * those commands, error codes, and tests named as `tests/file.ts` › name. It reads code spans, code
 * blocks, links and images; prose without a code span is not checked, but for `npm run`.
 */
import path from 'node:path';
import { linksOf } from './markdown.ts';
import type { Repository } from './repository.ts';

export interface Document {
  readonly path: string;
  readonly text: string;
}

/** Known to npm itself. */
const OF_NPM = ['ci', 'install', 'pack', 'rebuild', 'audit', 'outdated', 'ls'];
const FAILURES = 'src/contracts/failure.ts';

/** One sentence per dead reference; empty = the document is true. */
export function deadReferences(document: Document, repository: Repository): readonly string[] {
  const found = [
    ...deadPaths(document, repository),
    ...deadLinks(document, repository),
    ...deadCommands(document, repository),
    ...deadOptions(document, repository),
    ...deadTests(document, repository),
  ];
  return [...new Set(found)].map((what) => `${document.path}: ${what}`);
}

const FENCED = /^```[^\n]*\n([\s\S]*?)^```/gm;

const withoutBlocks = (text: string): string => text.replaceAll(FENCED, '');

const codeSpans = (text: string): readonly string[] =>
  [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

/** Code spans and the lines of code blocks: where commands stand. A comment behind `#` is cut off. */
function commandLines(text: string): readonly string[] {
  const blocks = [...text.matchAll(FENCED)].flatMap((match) => (match[1] ?? '').split('\n'));
  return [...codeSpans(text), ...blocks].map((line) => line.replace(/\s#.*$/, ''));
}

function deadPaths({ text }: Document, repository: Repository): readonly string[] {
  const failures = repository.files.has(FAILURES) ? repository.text(FAILURES) : '';
  return codeSpans(text)
    .filter((span) => namesPath(span, repository))
    .flatMap(expandBraces)
    .filter((span) => !pathExists(span, repository) && !failures.includes(`'${span}'`))
    .map((span) => `no file, folder or error code ${span}`);
}

/** A path begins with a folder of the root or of src; a bare name is one when only sources are named so. */
function namesPath(span: string, { folders }: Repository): boolean {
  if (!/^[\w.@*{},/-]+$/.test(span)) return false;
  const [first = ''] = span.split('/');
  if (span.includes('/')) return folders.has(first) || folders.has(`src/${first}`);
  return /\.(ts|mjs|svelte)$/.test(span) || /^[A-Z][A-Z-]+\.md$/.test(span);
}

/** `a/{b,c}` stands for a/b and a/c. */
function expandBraces(span: string): readonly string[] {
  const [whole, inner] = /\{([^{}]*)\}/.exec(span) ?? [];
  if (whole === undefined || inner === undefined) return [span];
  return inner.split(',').flatMap((part) => expandBraces(span.replace(whole, part)));
}

function pathExists(span: string, { files, folders }: Repository): boolean {
  const plain = span.replace(/\/$/, '');
  if (plain.includes('*')) {
    const pattern = plain
      .replaceAll('.', '\\.')
      .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'));
    return [...files].some((file) => new RegExp(`^(?:src/)?${pattern}$`).test(file));
  }
  if (!span.includes('/'))
    return [...files].some((file) => file === plain || file.endsWith(`/${plain}`));
  return [plain, `src/${plain}`].some(
    (place) => files.has(place) || files.has(`${place}.ts`) || folders.has(place),
  );
}

function deadLinks(document: Document, { files, folders }: Repository): readonly string[] {
  const text = withoutBlocks(document.text).replaceAll(/`[^`\n]+`/g, '');
  return linksOf(text)
    .filter(({ target }) => !target.startsWith('#'))
    .filter(({ target }) => {
      const place = path.posix.join(path.posix.dirname(document.path), target.replace(/#.*$/, ''));
      return !files.has(place) && !folders.has(place.replace(/\/$/, ''));
    })
    .map(({ target }) => `no target of the link ${target}`);
}

function deadCommands({ text }: Document, { scripts }: Repository): readonly string[] {
  const called = [
    ...[...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map((match) => match[1] ?? ''),
    ...commandLines(text).flatMap((line) => /^npm (?!run )([a-z][\w:-]*)/.exec(line)?.[1] ?? []),
  ];
  return called
    .filter((name) => !scripts.has(name) && !OF_NPM.includes(name))
    .map((name) => `no command npm run ${name}`);
}

/** These pages are about other programs, and name their options. */
const REFERENCE = 'docs/reference/';

/** Options behind ` -- ` are those of the command; an option that stands alone is one of any command. */
function deadOptions({ path: page, text }: Document, repository: Repository): readonly string[] {
  return commandLines(text).flatMap((line) => {
    const [, command, given] = /\bnpm (?:run )?([a-z][\w:-]*) -- (.*)$/.exec(line) ?? [];
    const alone = /^(?:… )?(--[a-z][\w-]*)/.exec(line)?.[1];
    const names = (words: string) =>
      [...words.matchAll(/(?:^|\s)--([a-z][\w-]*)/g)].map((match) => match[1] ?? '');
    if (command !== undefined && given !== undefined && repository.scripts.has(command))
      return names(given)
        .filter((name) => !repository.takes(command, name))
        .map((name) => `npm run ${command} has no option --${name}`);
    if (alone === undefined || page.startsWith(REFERENCE)) return [];
    return names(alone)
      .filter((name) => ![...repository.scripts.keys()].some((any) => repository.takes(any, name)))
      .map((name) => `no command has an option --${name}`);
  });
}

/** `tests/file.ts` › name of a test in it · › name of another one */
function deadTests({ text }: Document, repository: Repository): readonly string[] {
  const dead: string[] = [];
  for (const line of text.split('\n')) {
    let file = '';
    for (const [, named, test] of line.matchAll(/`(tests\/[^`]+\.ts)`|› ([^·|]+)/g)) {
      if (named !== undefined) file = named;
      if (test === undefined || !repository.files.has(file)) continue;
      const name = test.trim();
      if (!repository.text(file).replaceAll(/\s+/g, ' ').includes(name))
        dead.push(`no test ${file} › ${name}`);
    }
  }
  return dead;
}
