import { afterEach, describe, expect, it } from 'vitest';
import type { CheckReport } from '../../../src/contracts/product-check.ts';
import { speakInCommand } from '../../../src/messages/command-languages.ts';
import { languageFor } from '../../../src/messages/languages.ts';
import { checkLines } from '../../../src/messages/push-check-words.ts';
import type { ToldChecks } from '../../../src/messages/push-check-words.ts';

const memory = (state: CheckReport['state']): CheckReport => ({
  ...{ kind: 'memory', state, expected: 200_000, found: 100_000 },
});
const pump = (state: CheckReport['state']): CheckReport => ({
  ...{ kind: 'product', name: 'Pump\u001b[2J', operator: '>=', state },
  ...{ expected: '5', found: state === 'not-told' ? null : '3' },
  why: state === 'not-told' ? 'no-answer' : null,
});
const told = (
  ifNobodyActs: ToldChecks['ifNobodyActs'],
  ...checks: readonly CheckReport[]
): ToldChecks => ({ checks, ifNobodyActs });

const begun = told('kept', memory('waiting'), pump('waiting'));

describe('what push tells of checks', () => {
  it('is how many there are, what has changed since, and that all have passed', () => {
    expect(checkLines(begun, null)).toEqual(['2 checks before it is kept, 1 of this product …']);
    expect(checkLines(begun, begun)).toEqual([]);
    const one = told('kept', memory('passed'), pump('waiting'));
    expect(checkLines(one, begun)).toEqual([]);
    expect(checkLines(told('kept', memory('passed'), pump('passed')), one)).toEqual([
      ...['Passed: Pump␛[2J (3).', 'All 2 checks passed.'],
    ]);
  });

  it('is what failed, what was expected, and what happens if nobody acts', () => {
    const red = told('told-back', memory('failed'), pump('not-told'));
    expect(checkLines(red, begun)).toEqual([
      'Not passed: Free memory. Expected: 200 kB free. Now: 100 kB free.',
      'Not passed: Pump␛[2J. Expected: at least 5. Now: no answer.',
      'Asked once more; if that stays, the device is told to go back.',
    ]);
    expect(checkLines(red, red)).toEqual([]);
  });
});

describe('the same in German', () => {
  afterEach(async () => {
    await speakInCommand(languageFor(['en']));
  });

  it('is whole sentences of its own', async () => {
    await speakInCommand(languageFor(['de']));
    const lines = checkLines(told('goes-back', memory('passed'), pump('failed')), null);
    expect(lines).toEqual([
      '2 Prüfungen vor dem Behalten, davon 1 dieses Produkts …',
      'Nicht bestanden: Pump␛[2J. Erwartet: mindestens 5. Jetzt: 3.',
      'Die Firmware wird nicht behalten. Das Gerät geht von selbst zurück.',
    ]);
  });
});
