import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importCircles, nameCollisions } from '../support/repository/source-graph.ts';

const SOURCES = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => /(?<!\.d)\.(ts|svelte)$/.test(path))
    .map((path) => [path, readFileSync(path, 'utf8')] as const),
);

/** More are a sign of files that are no idea of their own; what brings an idea may raise it. */
const MOST_FILES = 1096;

describe('the files of src', () => {
  it('are no more than a person finds the way in', () => {
    expect(SOURCES.size).toBeLessThanOrEqual(MOST_FILES);
  });

  it('import each other in no circle, types included', () => {
    expect(importCircles(SOURCES)).toEqual([]);
  });

  it('export no name twice', () => {
    expect(nameCollisions(SOURCES)).toEqual([]);
  });
});

describe('what looks for circles and collisions', () => {
  it.each([
    ['code', "import { b } from './b.ts';", "import { a } from './a.ts';"],
    ['a type', "import type { B } from './b.ts';", "export type { A } from './a.ts';"],
    ['a dynamic import', "const b = () => import('./b.ts');", "import './a.ts';"],
  ])('finds a circle through %s', (_, a, b) => {
    const files = new Map([
      ['src/a.ts', a],
      ['src/b.ts', b],
      ['src/c.ts', "import './a.ts';"],
    ]);
    expect(importCircles(files)).toEqual([['src/a.ts', 'src/b.ts']]);
  });

  it('finds a circle through a component', () => {
    const files = new Map([
      ['src/A.svelte', '<script lang="ts">import { b } from \'./b.ts\';</script><p>{b}</p>'],
      ['src/b.ts', "export type { default as A } from './A.svelte';"],
    ]);
    expect(importCircles(files)).toEqual([['src/A.svelte', 'src/b.ts']]);
  });

  it.each([
    'export function one(): void {}',
    'export const one = 1;',
    'export const [one, two] = [1, 2];',
    'export interface one {}',
    'export class one {}',
  ])('finds a name that another file has: %s', (text) => {
    const files = new Map([
      ['src/a.ts', text],
      ['src/b.ts', 'export type one = string;'],
    ]);
    expect(nameCollisions(files)).toEqual(['one: src/a.ts, src/b.ts']);
  });

  it('takes no name that is handed on, or not exported, for one', () => {
    const files = new Map([
      ['src/a.ts', 'export const one = 1;'],
      ['src/b.ts', "export { one } from './a.ts';"],
      ['src/c.ts', 'const one = 2;'],
    ]);
    expect(nameCollisions(files)).toEqual([]);
  });
});
