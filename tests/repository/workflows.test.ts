import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deadReferences } from '../support/repository/doc-references.ts';
import { readRepository } from '../support/repository/repository.ts';
import { tableRows } from '../support/repository/table-rows.ts';
import { readWorkflow } from '../support/repository/workflow.ts';

const repository = readRepository();
const files = [...repository.files].filter((file) => /^\.github\/.*\.yml$/.test(file));
const workflows = files.filter((file) => file.startsWith('.github/workflows/'));

/** As a code block of a page: what a document may call, a workflow may. */
const deadCommands = (path: string, commands: readonly string[]) =>
  deadReferences({ path, text: ['```', ...commands, '```'].join('\n') }, repository);

describe.each(workflows)('%s', (file) => {
  const { keys, commands, actions } = readWorkflow(repository.text(file));

  it('has a name, its events, its rights and its jobs', () => {
    expect(keys).toEqual(expect.arrayContaining(['name', 'on', 'permissions', 'jobs']));
    expect(repository.text(file)).toMatch(/^permissions:( \{\}|\n {2}contents: read\n)/m);
  });

  it('runs commands that people have too', () => {
    expect(deadCommands(file, commands)).toEqual([]);
  });

  it('takes every action at a major version', () => {
    for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
  });

  it('ends by itself', () => {
    const jobs = repository.text(file).match(/^ {4}runs-on:/gm) ?? [];
    expect(repository.text(file).match(/^ {4}timeout-minutes: \d+$/gm)).toHaveLength(jobs.length);
  });
});

describe('the files of .github', () => {
  it.each(files.filter((file) => !file.includes('ISSUE_TEMPLATE')))(
    '%s has no line that is no YAML',
    (file) => {
      expect(readWorkflow(repository.text(file)).oddLines).toEqual([]);
    },
  );
});

describe('the parts of the full run', () => {
  const list = execFileSync(process.execPath, ['scripts/test.mjs', '--full', '--list'], {
    encoding: 'utf8',
  });
  const parts = list.trim().split('\n');

  it('are those of the nightly run', () => {
    const nightly = repository.text('.github/workflows/nightly.yml');
    const [, matrix = ''] = /^ {8}part:\n((?: {10}- .*\n)+)/m.exec(nightly) ?? [];
    expect([...matrix.matchAll(/- (.*)/g)].map((match) => match[1])).toEqual(parts);
  });

  it('are listed in docs/TESTING.md', () => {
    const [, after = ''] = repository.text('docs/TESTING.md').split('Parts of the full run:');
    const [table = ''] = after.split('\n## ');
    expect(tableRows(table).map(([name = '']) => name.replaceAll('`', ''))).toEqual(parts);
  });
});

describe('the reader of workflows', () => {
  const text = [
    'name: x',
    'jobs:',
    '  one:',
    '    steps:',
    '      - uses: actions/checkout@v4',
    '      - run: npm run gone',
    '      - name: more',
    '        run: |',
    '          npm test',
    '          npm run gone-too',
    '      - run: npm ci',
    '',
  ].join('\n');

  it('finds keys, actions and every command, also in blocks', () => {
    expect(readWorkflow(text)).toEqual({
      keys: ['name', 'jobs'],
      commands: ['npm run gone', 'npm test', 'npm run gone-too', 'npm ci'],
      actions: ['actions/checkout@v4'],
      oddLines: [],
    });
  });

  it('shows a command that is not there', () => {
    expect(deadCommands('x.yml', readWorkflow(text).commands)).toEqual([
      'x.yml: no command npm run gone',
      'x.yml: no command npm run gone-too',
    ]);
  });

  it.each(['\tname: x', 'jobs', ' jobs:', 'name:x'])('shows the odd line %j', (line) => {
    expect(readWorkflow(`name: y\n${line}\n`).oddLines).toEqual([line]);
  });
});
