import { describe, expect, it } from 'vitest';
import { readRepository } from '../support/repository/repository.ts';

/** Facts that are shown as they are: nobody translates the words of a system. */
const OF_A_SYSTEM = /'file\/un(?:readable|writable)',\s*\{/;

describe('what our own code finds wrong in a file', () => {
  it('has a code of its own, so that every language has words for it', () => {
    const { files, text } = readRepository();
    const sources = [...files].filter((file) => /^src\/.+\.(?:ts|svelte)$/.test(file));
    const makers = sources.filter((file) => OF_A_SYSTEM.test(text(file)));
    expect(makers).toEqual(['src/contracts/failure.ts']);
  });
});
