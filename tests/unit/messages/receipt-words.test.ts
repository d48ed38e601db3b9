import { describe, expect, it } from 'vitest';
import { versionLine } from '../../../src/messages/receipt-words.ts';

describe('the line of --version', () => {
  it('has version, commit and build', () => {
    const info = { version: '0.1.0', commit: 'abc1234', build: '1a2b3c4d' };
    expect(versionLine(info)).toBe('slipway 0.1.0 (commit abc1234, build 1a2b3c4d)');
  });

  it('says so where no commit is known, and where nothing was built', () => {
    expect(versionLine({ version: '0.1.0', commit: null, build: null })).toBe(
      'slipway 0.1.0 (commit unknown, run from source)',
    );
  });
});
