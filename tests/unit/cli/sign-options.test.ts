import { describe, expect, it } from 'vitest';
import { parseSignOptions } from '../../../src/cli/sign-options.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';

const parse = (...args: readonly string[]) => parseSignOptions(args);

function refusal(...args: readonly string[]): object {
  try {
    parseSignOptions(args);
  } catch (reason) {
    return toFailure(OtaError.from(reason)).facts;
  }
  throw new Error('nothing was refused');
}

describe('the options of sign', () => {
  it('number the keys as mos does: by their order, with empty ones left out', () => {
    const keys = ['--sign-key', 'k0.pem', '--sign-key=', '--sign-key', 'k2.pem'];
    expect(parse('fw.zip', ...keys, '--output', 'signed.zip')).toEqual({
      kind: 'sign',
      options: {
        file: 'fw.zip',
        keys: new Map([
          [0, 'k0.pem'],
          [2, 'k2.pem'],
        ]),
        passphraseFile: null,
        output: 'signed.zip',
      },
    });
  });

  const OUT = ['--output', 'o'];
  it.each([
    [['--sign-key', 'k', ...OUT], 'fw.zip', 'no value'],
    [['fw.zip', ...OUT], '--sign-key', 'no value'],
    [['fw.zip', '--sign-key=', ...OUT], '--sign-key', 'no value'],
    [['fw.zip', '--sign-key', 'k'], '--output', 'no value'],
    [['fw.zip', '--sign-key', 'k', '--passphrase-file=', ...OUT], '--passphrase-file', 'no value'],
    [['fw.zip', '--sign-key', 'k', '--passphrase', 'p', ...OUT], '--passphrase', 'unknown'],
    [['fw.zip', 'other', '--sign-key', 'k', ...OUT], 'other', 'stray'],
    [['fw.zip', ...Array.from({ length: 9 }, () => '--sign-key=k'), ...OUT], '--sign-key', 'k'],
    [['fw.zip', '--key', 'k'], '--key', 'unknown'],
  ])('refuse %j', (args, option, detail) => {
    expect(refusal(...args)).toEqual({ option, detail });
  });
});
