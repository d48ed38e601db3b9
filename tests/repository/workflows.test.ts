import { describe, expect, it } from 'vitest';
import { deadReferences } from '../support/repository/doc-references.ts';
import { readRepository } from '../support/repository/repository.ts';
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
