import { it } from 'vitest';
import { isFull, seedFor } from './sample.ts';

type TestBody = () => Promise<void> | void;

/**
 * Registers tests that vary one theme, each long: one in `oneOf` is run, by turns with the seed, the others are named as
 * skipped. A full run runs all.
 */
export function oneOfTests(matrix: string, oneOf: number): (name: string, test: TestBody) => void {
  const turn = seedFor(matrix) % oneOf;
  let at = 0;
  return (name, test) => {
    const isChosen = isFull || at % oneOf === turn;
    at += 1;
    it.runIf(isChosen)(name, test);
  };
}
