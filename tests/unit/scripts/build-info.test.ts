import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUILD_SOURCES } from '../../../scripts/app-build.mjs';
import { buildInfoPlugin, sourcesHash } from '../../../scripts/build-info.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-build-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A tree of its own, written in the given order. */
function tree(name: string, files: Readonly<Record<string, string>>): string {
  const home = path.join(folder, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    writeFileSync(path.join(home, file), content);
  }
  return home;
}

const SOURCES = ['index.html', 'src'];
const files = { 'index.html': '<p>', 'src/a.ts': 'a', 'src/b/c.ts': 'c' };
const hashOf = (name: string, content: Readonly<Record<string, string>>): string =>
  sourcesHash(tree(name, content), SOURCES);

describe('the build hash', () => {
  it('is eight hex digits, the same for the same tree wherever and whenever it was written', () => {
    const first = tree('first', files);
    const second = tree('second', Object.fromEntries(Object.entries(files).reverse()));
    utimesSync(path.join(second, 'src/a.ts'), 1, 1);
    expect(sourcesHash(second, SOURCES)).toBe(sourcesHash(first, SOURCES));
    expect(sourcesHash(first, SOURCES)).toMatch(/^[0-9a-f]{8}$/);
    expect(sourcesHash(first, [...SOURCES].reverse())).toBe(sourcesHash(first, SOURCES));
  });

  it.each([
    ['changed', { ...files, 'src/a.ts': 'b' }],
    ['added', { ...files, 'src/d.ts': '' }],
    ['renamed', { 'index.html': '<p>', 'src/z.ts': 'a', 'src/b/c.ts': 'c' }],
    ['moved between two files', { 'index.html': '<p>a', 'src/a.ts': '', 'src/b/c.ts': 'c' }],
  ])('is another one when content was %s', (_, changed) => {
    expect(hashOf('changed', changed)).not.toBe(hashOf('first', files));
  });

  it('leaves out what lies beside the sources, and hidden files', () => {
    const more = { ...files, 'docs/x.txt': 'x', 'src/.DS_Store': 'x', 'dist/y.js': 'y' };
    expect(hashOf('more', more)).toBe(hashOf('first', files));
  });
});

describe('the build', () => {
  const infoFor = (command: 'build' | 'serve'): unknown => {
    const { config } = buildInfoPlugin;
    if (typeof config !== 'function') throw new Error('no config hook');
    const result: unknown = Reflect.apply(config, null, [{}, { command, mode: 'test' }]);
    const { define } = result as { readonly define: { readonly SLIPWAY_BUILD: string } };
    return JSON.parse(define.SLIPWAY_BUILD);
  };

  it('is made from sources that are there', () => {
    for (const source of BUILD_SOURCES) expect(existsSync(source), source).toBe(true);
  });

  it('puts in version, commit and hash; while developing there is no hash', () => {
    const version = expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown;
    const build = sourcesHash('.', BUILD_SOURCES);
    expect(infoFor('build')).toMatchObject({ version, build });
    expect(infoFor('serve')).toMatchObject({ version, build: null });
  });
});
