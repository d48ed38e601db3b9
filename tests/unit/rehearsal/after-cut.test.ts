import { describe, expect, it } from 'vitest';
import { holdsSame } from '../../../src/rehearsal/after-cut.ts';
import type { Settled } from '../../../src/rehearsal/after-cut.ts';

const settled = (own: Partial<Settled> = {}): Settled => ({
  firmware: { version: '1.0.0', sha256: 'aa' },
  app: Uint8Array.of(1, 2, 3),
  files: new Map([
    ['conf9.json', '11'],
    ['app.js', '22'],
  ]),
  freeBytes: 4_096,
  ...own,
});

describe('what a device holds after a cut', () => {
  it('is the same whatever room the cut has taken, with the same firmware, bytes and files', () => {
    expect(holdsSame(settled(), settled({ freeBytes: 0 }))).toBe(true);
    expect(holdsSame(settled({ files: null }), settled({ files: null }))).toBe(true);
  });

  it.each([
    ['another firmware', { firmware: { version: '1.0.0', sha256: 'bb' } }],
    ['a changed byte', { app: Uint8Array.of(1, 2, 4) }],
    ['a file less', { files: new Map([['conf9.json', '11']]) }],
    [
      'another content',
      {
        files: new Map([
          ['conf9.json', '11'],
          ['app.js', '33'],
        ]),
      },
    ],
    [
      'another name',
      {
        files: new Map([
          ['conf9.json', '11'],
          ['app.mjs', '22'],
        ]),
      },
    ],
    ['no filesystem', { files: null }],
  ] satisfies readonly (readonly [string, Partial<Settled>])[])(
    'is not the same with %s',
    (_, own) => {
      expect(holdsSame(settled(), settled(own))).toBe(false);
      expect(holdsSame(settled(own), settled())).toBe(false);
    },
  );
});
