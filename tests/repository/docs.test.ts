import { describe, expect, it } from 'vitest';
import { LAYERS } from '../../eslint/layers.mjs';
import { deadReferences } from '../support/repository/doc-references.ts';
import { readRepository, repositoryOf } from '../support/repository/repository.ts';
import { tableRows } from '../support/repository/table-rows.ts';

const repository = readRepository();
const documents = [...repository.files].filter(
  (file) => /^docs\/.*\.md$/.test(file) || /^[A-Z]+\.md$/.test(file),
);

describe('the documents', () => {
  it('are all looked at', () => {
    expect(documents).toEqual(
      expect.arrayContaining(['README.md', 'docs/DESIGN.md', 'docs/ACCEPTANCE.md']),
    );
  });

  it.each(documents)('%s names no path, command, option or test that is not there', (path) => {
    expect(deadReferences({ path, text: repository.text(path) }, repository)).toEqual([]);
  });
});

describe('docs/ACCEPTANCE.md', () => {
  const rows = tableRows(repository.text('docs/ACCEPTANCE.md'));

  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(50);
  });

  it('says in every row what shows the promise, and how much of it npm test runs', () => {
    for (const [promise, answer, coverage, ...more] of rows) {
      expect(promise, 'a promise').toMatch(/\w/);
      expect(answer, promise).toMatch(/› |`npm |`\.ci\/run`/);
      expect(coverage, promise).toMatch(/^(all|sample: .+|no \(.+\))$/);
      expect(more, promise).toEqual([]);
    }
  });
});

describe('docs/DEPENDENCIES.md', () => {
  it('names every package of package.json in a row that has its version', () => {
    const { dependencies, devDependencies } = JSON.parse(
      repository.text('package.json'),
    ) as Readonly<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>;
    const rows = tableRows(repository.text('docs/DEPENDENCIES.md')).map(
      ([packages = '', versions = '']) => [packages.split(', '), versions.split(', ')] as const,
    );
    const isNamed = (name: string, version: string): boolean =>
      rows.some(([packages, versions]) => {
        const at = packages.indexOf(name);
        return at >= 0 && (versions[at] ?? versions.at(-1)) === version.replace(/^npm:.*@/, '');
      });
    const missing = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([name, version]) => !isNamed(name, version),
    );
    expect(missing).toEqual([]);
  });
});

describe('docs/DESIGN.md', () => {
  it('shows the import table that the lint rule holds', () => {
    const spans = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    const shown = tableRows(repository.text('docs/DESIGN.md'))
      .filter(([folder = '']) => spans(folder).some((name) => name in LAYERS))
      .flatMap(([folder = '', may = '', types = '', npm = '']) =>
        spans(folder).map((name) => ({
          name,
          may: spans(may).sort(),
          types: spans(types).sort(),
          npm: spans(npm).sort(),
        })),
      );
    const held = Object.entries(LAYERS).map(([name, { may, types, npm }]) => ({
      name,
      may: [...may].sort(),
      types: [...types].sort(),
      npm: [...npm].sort(),
    }));
    const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
      a.name < b.name ? -1 : 1;
    expect(shown.sort(byName)).toEqual(held.sort(byName));
  });
});

describe('the finder', () => {
  /** Not written out: the citations of this file are looked at, too. */
  const page = (name: string): string => `${name}.md`;
  const texts: Readonly<Record<string, string>> = {
    [page('docs/PAGE')]: '',
    'scripts/cut.mjs': "import { read } from './options.mjs';",
    'scripts/options.mjs': "parseArgs({ options: { 'dry-run': { type: 'boolean' } } });",
    'src/contracts/failure.ts': "'rpc/timeout': {}",
    'src/rpc/deadline.ts': '',
    'tests/unit/rpc/deadline.test.ts': "it('ends a wait in time', () => {})",
  };
  const planted = repositoryOf({
    paths: Object.keys(texts),
    scripts: { cut: 'node scripts/cut.mjs' },
    text: (file) => texts[file] ?? '',
  });
  const dead = (text: string) => deadReferences({ path: page('docs/OTHER'), text }, planted);

  it.each([
    ['a path from the root', 'See `src/rpc/gone.ts`.', 'src/rpc/gone.ts'],
    ['a path below src', 'See `rpc/gone.ts`.', 'rpc/gone.ts'],
    ['a folder', 'See `src/gone/`, `rpc/gone/`.', 'rpc/gone/'],
    ['one of several in braces', 'See `src/rpc/{deadline,gone}.ts`.', 'src/rpc/gone.ts'],
    ['a pattern that matches no file', 'See `tests/**/*.e2e.ts`.', 'tests/**/*.e2e.ts'],
    ['the bare name of a source', 'See `gone.ts`.', 'gone.ts'],
    ['an error code', 'It ends with `rpc/gone`.', 'rpc/gone'],
    ['the target of a link', `[a page](${page('GONE')})`, page('GONE')],
    ['a picture', '<img width="3" src="shots/gone.png">', 'shots/gone.png'],
    ['a command in prose', 'Call npm run gone now.', 'npm run gone'],
    ['a command in a code block', '```\nnpm start     # serves\n```', 'npm run start'],
    ['an option of a command', '`npm run cut -- --gone 3`', '--gone'],
    ['an option in a code block', '```\nnpm run cut -- --gone   # why\n```', '--gone'],
    ['an option that stands alone', 'With `--gone` it is quick.', '--gone'],
    ['a test in a file', '`tests/unit/rpc/deadline.test.ts` › ends a wait late', 'a wait late'],
    [
      'a second test of the same file',
      '| `tests/unit/rpc/deadline.test.ts` › ends a wait · › is gone | all |',
      'is gone',
    ],
    ['the file of a test', '`tests/unit/gone.test.ts` › ends', 'tests/unit/gone.test.ts'],
  ])('finds %s that is not there', (_, text, what) => {
    expect(dead(text).join('\n')).toContain(what);
  });

  it('takes an option that stands alone in the reference for one of another program', () => {
    const path = page('docs/reference/OTHER');
    expect(deadReferences({ path, text: 'With `--gone` it is quick.' }, planted)).toEqual([]);
    const text = '`npm run cut -- --gone`';
    expect(deadReferences({ path, text }, planted)).toHaveLength(1);
  });

  it('finds nothing in a text where everything is there', () => {
    const text = [
      'The time of `src/rpc/deadline.ts`, `rpc/deadline.ts`, `rpc/deadline`, `deadline.ts`, `rpc/`',
      `ends with \`rpc/timeout\`; \`src/{rpc,contracts}\`, \`tests/**/*.test.ts\`; see [a page](${page('PAGE')}#part).`,
      '`npm run cut -- --dry-run`, `--dry-run`, `npm ci`, `fw.zip`, `a/b/c`, `bundle/…`',
      '```\nnpm run cut -- --dry-run   # --gone is only a comment\n```',
      '`tests/unit/rpc/deadline.test.ts` › ends a wait in time',
    ].join('\n');
    expect(dead(text)).toEqual([]);
  });
});
