import { describe, expect, it } from 'vitest';
import { progressLines } from '../../../src/cli/progress-lines.ts';

function linesOf(isTerminal: boolean): string {
  let text = '';
  const write = (more: string): void => void (text += more);
  const { tell, end } = progressLines({ write, isTerminal });
  for (const doneBytes of [512, 1_024, 1_024, 9_000, 10_000])
    tell({ doneBytes, totalBytes: 10_000 });
  end();
  return text;
}

describe('the progress of reading files of a device', () => {
  it('is a line at every tenth where nobody looks', () => {
    expect(linesOf(false)).toBe(
      'Reading files of the device: 1.02 kB of 10 kB (10 %)\n' +
        'Reading files of the device: 9 kB of 10 kB (90 %)\n' +
        'Reading files of the device: 10 kB of 10 kB (100 %)\n',
    );
  });

  it('is one line in a terminal, drawn anew when it changes and ended at last', () => {
    const [before, ...drawn] = linesOf(true).split('\r');
    expect(before).toBe('');
    expect(drawn.map((text) => text.trim())).toEqual([
      'Reading files of the device: 512 bytes of 10 kB (5 %)',
      'Reading files of the device: 1.02 kB of 10 kB (10 %)',
      'Reading files of the device: 9 kB of 10 kB (90 %)',
      'Reading files of the device: 10 kB of 10 kB (100 %)',
    ]);
    expect(drawn.at(-1)).toMatch(/ \n$/);
  });

  it('is nothing where no file is read', () => {
    let text = '';
    progressLines({ write: (more) => (text += more), isTerminal: true }).end();
    expect(text).toBe('');
  });
});
