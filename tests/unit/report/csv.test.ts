import { describe, expect, it } from 'vitest';
import { csvOf } from '../../../src/report/csv.ts';

const MARK = '\ufeff';
const cell = (text: string): string => csvOf([[text]]).slice(MARK.length, -2);

describe('a file for spreadsheets', () => {
  it('ends every line with CR LF, the last one too, and says that it is UTF-8', () => {
    expect(
      csvOf([
        ['a', 'b'],
        ['1', ''],
      ]),
    ).toBe(`${MARK}a,b\r\n1,\r\n`);
    const bytes = new TextEncoder().encode(csvOf([['Größe']]));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes)).toBe('Größe\r\n');
  });

  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
  ])('quotes %j where it must', (text, quoted) => {
    expect(cell(text)).toBe(quoted);
  });

  it.each(['=', '+', '-', '@', '\t', '\r', '\n'])(
    'makes no formula of what begins with %j',
    (sign) => {
      const shown = cell(`${sign}HYPERLINK("x")`);
      expect(shown.replace(/^"/, '').startsWith("'")).toBe(true);
      expect(cell(`${sign}1+1`).replaceAll('"', '')).toBe(`'${sign}1+1`);
      expect(cell(`a${sign}1`).replaceAll('"', '')).toBe(`a${sign}1`);
    },
  );
});
