import { describe, expect, it } from 'vitest';
import { found } from '../../../../../src/ui/features/keys/palette-entries.ts';

const entries = ['Choose another file', 'Update to 2.0.0', 'Go to Emulator', 'Go to Update'].map(
  (name) => ({ name, key: null, run: () => undefined }),
);
const names = (typed: string) => found(entries, typed).map(({ name }) => name);

describe('finding an action by typing', () => {
  it('shows all of them in their order before anything is typed', () => {
    expect(names('')).toEqual(entries.map(({ name }) => name));
    expect(names('  ')).toHaveLength(4);
  });

  it('wants every word, anywhere, in any case', () => {
    expect(names('EMU go')).toEqual(['Go to Emulator']);
    expect(names('2.0')).toEqual(['Update to 2.0.0']);
    expect(names('reboot')).toEqual([]);
  });

  it('puts what begins with it first', () => {
    expect(names('update')).toEqual(['Update to 2.0.0', 'Go to Update']);
  });
});
