import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePlant, readPlants } from './plant-file.ts';

const FOLDER = import.meta.dirname;

const DIFF = `diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -1 +1 @@
-export const a = 1;
+export const a = 2;
`;
const HEADER = '# fault: It is 2.\n# tests: tests/unit/a.test.ts tests/unit/b.test.ts\n';

describe('a patch with a planted fault', () => {
  it('names its fault, the tests that must notice it, and what it changes', () => {
    expect(parsePlant('some/where/layer-is-two.patch', HEADER + DIFF)).toEqual({
      name: 'layer-is-two',
      file: 'some/where/layer-is-two.patch',
      fault: 'It is 2.',
      tests: ['tests/unit/a.test.ts', 'tests/unit/b.test.ts'],
      changes: ['src/a.ts'],
    });
  });

  it.each([
    ['without a fault', '# tests: tests/unit/a.test.ts\n', DIFF, 'line 1'],
    ['with an empty fault', '# fault: \n# tests: tests/unit/a.test.ts\n', DIFF, 'line 1'],
    ['without tests', '# fault: It is 2.\n', DIFF, 'line 2'],
    ['with something else than a test', '# fault: a\n# tests: src/a.ts\n', DIFF, 'no test file'],
    ['with lines between header and diff', HEADER, `\n${DIFF}`, 'line 3'],
    ['without a change', HEADER, 'diff --git a/src/a.ts b/src/a.ts\n', 'nothing is changed'],
    ['that changes a test', HEADER, DIFF.replaceAll('src/', 'tests/'), 'only the product'],
  ])('is refused %s', (_, header, diff, why) => {
    expect(() => parsePlant('layer-is-two.patch', header + diff)).toThrow(why);
  });

  it('is refused under a name without words', () => {
    expect(() => parsePlant('Fault 1.patch', HEADER + DIFF)).toThrow('name');
  });
});

const plants = readPlants(FOLDER);

it('there are planted faults', () => {
  expect(plants.length).toBeGreaterThan(0);
});

describe.each(plants)('the planted fault $name', ({ file, tests }) => {
  it('names tests that exist', () => {
    expect(tests.filter((test) => !existsSync(test))).toEqual([]);
  });

  it('applies to the present source', () => {
    expect(() => execFileSync('git', ['apply', '--check', file], { stdio: 'pipe' })).not.toThrow();
  });
});
