import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findFaults, type SourceText } from '../support/repository/citations.ts';

const TEXT = /\.(?:ts|mts|mjs|js|svelte|css|html|md)$/;
/** What tests read, not what they are. */
const FIXTURES = /^tests\/fixtures\/.*\.(?!md$)/;

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name.replaceAll('\\', '/')}`,
  );
const filesHere = readdirSync('.', { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);

const texts: readonly SourceText[] = [
  ...filesHere,
  ...['src', 'tests', 'scripts', 'eslint', 'docs'].flatMap(filesBelow),
]
  .filter((path) => TEXT.test(path) && !FIXTURES.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const pages = texts.filter(({ path }) => path.endsWith('.md'));

/** The tags of the table of sources: `| MOS | mongoose-os/mos … |`. */
const sourceTags = [
  ...readFileSync('docs/reference/README.md', 'utf8').matchAll(/^\| ([A-Z]+\d*) +\| [\w-]+/gm),
].map(([, tag = '']) => tag);

describe('the pages of the repository', () => {
  it('have every section that code and pages cite, and every file that they link to', () => {
    const otherProjects = ['littlefs', ...sourceTags];
    expect(findFaults(texts, { pages, exists: existsSync, otherProjects })).toEqual([]);
  });

  it('are cited at all', () => {
    const cited = texts.filter(
      ({ path, text }) => path.startsWith('src/') && /\w\.md#\w/.test(text),
    );
    expect(cited.length).toBeGreaterThan(50);
    expect(sourceTags).toContain('OC18');
  });
});
