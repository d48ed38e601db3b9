/** What cannot happen, happened: a bug of ours, never bad input. */
export class InvariantError extends Error {
  readonly code = 'bug/invariant';
  constructor(words: string) {
    super(words);
    this.name = 'InvariantError';
  }
}

/** Not for what types already hold, nor for input. */
export function invariant(condition: boolean, words: string): asserts condition {
  if (!condition) throw new InvariantError(words);
}
