import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ledger = readFileSync('docs/ACCEPTANCE.md', 'utf8');
const rows = ledger
  .split('\n')
  .filter((line) => /^\| /.test(line) && !/^\| (Done when|---)/.test(line));

/** `tests/file.ts` › name of a test in it */
const namedTests = [...ledger.matchAll(/`(tests\/[^`]+)` › ([^·|\n]+)/g)].map((match) => ({
  file: match[1] ?? '',
  name: (match[2] ?? '').trim(),
}));
const namedCommands = [...ledger.matchAll(/`npm (?:run )?([\w:-]+)[^`]*`/g)].map(
  (match) => match[1] ?? '',
);

describe('docs/ACCEPTANCE.md', () => {
  it('has an answer in every row', () => {
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row, row).toMatch(/› |`npm |`\.ci\/run`/);
  });

  it.each(namedTests)('names a test that exists: $file › $name', ({ file, name }) => {
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, 'utf8').replace(/\s+/g, ' ')).toContain(name);
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const builtIn = ['ci', 'install'];
    for (const command of namedCommands)
      expect([...Object.keys(scripts), ...builtIn]).toContain(command);
  });
});
