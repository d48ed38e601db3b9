import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A fault that was planted by hand, kept as a patch with a header of two lines. */
export interface Plant {
  /** Of the file, without its ending: layer, then the fault in words. */
  readonly name: string;
  readonly file: string;
  /** What the code then does wrong, and what that costs. */
  readonly fault: string;
  /** Test files of which at least one test must fail. */
  readonly tests: readonly string[];
  /** Source files that it changes. */
  readonly changes: readonly string[];
}

const ENDING = '.patch';
const NAME = /^[a-z\d]+(-[a-z\d]+)+$/;

/** Throws with the file and the reason where it is no plant. */
export function parsePlant(file: string, text: string): Plant {
  const refuse = (why: string): never => {
    throw new Error(`${file}: ${why}`);
  };
  const name = path.basename(file, ENDING);
  if (!NAME.test(name)) refuse('the name is not LAYER-FAULT-IN-WORDS');
  const [first = '', second = '', third = ''] = text.split('\n');
  const fault = /^# fault: (\S.*)$/.exec(first)?.[1] ?? refuse('line 1 is not "# fault: …"');
  const named = /^# tests: (\S.*)$/.exec(second)?.[1] ?? refuse('line 2 is not "# tests: …"');
  if (!third.startsWith('diff --git ')) refuse('line 3 does not begin a diff');
  const tests = named.trim().split(/\s+/);
  for (const test of tests)
    if (!/^tests\/.+\.(test|e2e)\.ts$/.test(test)) refuse(`${test} is no test file`);
  const changes = [...text.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, changed]) => changed ?? '');
  if (changes.length === 0) refuse('nothing is changed');
  for (const changed of changes)
    if (!changed.startsWith('src/')) refuse(`${changed} is not in src: only the product is faulty`);
  return { name, file, fault, tests, changes };
}

/** All plants of a folder, by name. Throws as `parsePlant` does. */
export function readPlants(folder: string): readonly Plant[] {
  return readdirSync(folder)
    .filter((entry) => entry.endsWith(ENDING))
    .sort()
    .map((entry) => {
      const file = path.join(folder, entry);
      return parsePlant(file, readFileSync(file, 'utf8'));
    });
}
