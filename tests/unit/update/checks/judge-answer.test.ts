import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  CheckOperator,
  CheckValue,
  ProductCheck,
} from '../../../../src/contracts/product-check.ts';
import { verdictOfChecks } from '../../../../src/contracts/product-check.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import {
  failedAnswer,
  judgeAnswer,
  needsBefore,
  waitingReport,
} from '../../../../src/update/checks/judge-answer.ts';

const check = (own: Partial<ProductCheck> = {}): ProductCheck => ({
  ...{ name: 'Pump', method: 'Pump.Status', args: null, path: '/v', operator: '=', value: 1 },
  ...own,
});
const result = (value: unknown) => ({ kind: 'result', result: { v: value } }) as const;
const stateOf = (operator: CheckOperator, found: unknown, value: CheckValue) =>
  judgeAnswer(check({ operator, value }), result(found), null).state;

describe('an answer of the device', () => {
  it.each<[CheckOperator, CheckValue, passes: unknown[], fails: unknown[]]>([
    ['=', 5, [5], [4, 6, '5', true, null]],
    ['=', 'on', ['on'], ['off', 'On', '']],
    ['=', true, [true], [false, 1, 'true']],
    ['=', null, [null], [0, false, '']],
    ['!=', 5, [4, 6, '5'], [5]],
    ['<', 5, [4, 4.9, -1], [5, 6]],
    ['<=', 5, [4, 5], [5.1, 6]],
    ['>', 5, [5.1, 6], [5, 4]],
    ['>=', 5, [5, 6], [4.9, 4]],
    ['contains', 'ab', ['ab', 'xaby'], ['a', 'ba', 5]],
    ['contains', 2, [[1, 2]], [[1, 3], [], 2]],
    ['exists', null, [0, false, null, ''], []],
    ['range', [2, 4], [2, 3, 4], [1.9, 4.1]],
  ])('to %s %j passes and fails by its value', (operator, value, passes, fails) => {
    for (const found of passes) expect(stateOf(operator, found, value)).toBe('passed');
    for (const found of fails) expect(stateOf(operator, found, value)).toBe('failed');
  });

  it('that is no number is not told where numbers are compared', () => {
    for (const operator of ['<', '<=', '>', '>='] as const)
      expect(judgeAnswer(check({ operator, value: 5 }), result('5'), null)).toMatchObject({
        state: 'not-told',
        why: 'no-number',
        found: '5',
      });
    expect(stateOf('range', 'x', [1, 2])).toBe('not-told');
  });

  it('that does not come, is a refusal, or lacks the value is not told, and never green', () => {
    const timeout = new OtaError('rpc/timeout', { method: 'Pump.Status', timeoutMs: 3_000 });
    const remote = { method: 'Pump.Status', remoteCode: 404, remoteMessage: 'No handler' };
    const reports = [
      judgeAnswer(check(), failedAnswer(timeout), null),
      judgeAnswer(check(), failedAnswer(new OtaError('rpc/remote', remote)), null),
      judgeAnswer(check({ path: '/w' }), result(1), null),
    ];
    expect(reports.map((report) => report.kind === 'product' && report.why)).toEqual([
      'no-answer',
      'refused',
      'no-value',
    ]);
    for (const report of reports) {
      expect(report.state).toBe('not-told');
      expect(verdictOfChecks([report])).toBe('red');
    }
  });

  it('that lacks what has to be there has failed', () => {
    const absent = judgeAnswer(check({ path: '/w', operator: 'exists' }), result(1), null);
    expect(absent.state).toBe('failed');
  });

  it('is held against what was there before the update', () => {
    const share = check({ operator: '>=', value: { before: 0.7 } });
    expect(needsBefore(share)).toBe(true);
    expect(judgeAnswer(share, result(70), result(100))).toMatchObject({
      state: 'passed',
      expected: '70',
      found: '70',
    });
    expect(judgeAnswer(share, result(69), result(100)).state).toBe('failed');
    const same = check({ operator: '=', value: { before: 1 } });
    expect(judgeAnswer(same, result('net'), result('net')).state).toBe('passed');
    expect(judgeAnswer(same, result('other'), result('net')).state).toBe('failed');
    for (const before of [null, { kind: 'failed', why: 'refused' } as const, result('x')])
      expect(judgeAnswer(share, result(70), before)).toMatchObject({
        state: 'not-told',
        why: 'not-before',
      });
  });

  it('is found by a pointer, and never in what objects inherit', () => {
    const nested = { kind: 'result', result: { 'a/b': [{ '~': 7 }] } } as const;
    expect(judgeAnswer(check({ path: '/a~1b/0/~0', value: 7 }), nested, null).state).toBe('passed');
    for (const path of ['/a~1b/00/~0', '/a~1b/1', '/constructor', '/a~1b/length', '/__proto__'])
      expect(judgeAnswer(check({ path, operator: 'exists' }), nested, null).state).toBe('failed');
    const whole = { kind: 'result', result: 7 } as const;
    expect(judgeAnswer(check({ path: '', value: 7 }), whole, null).state).toBe('passed');
  });

  it('shows no secret, nothing of what lists and objects hold, and no more than people compare', () => {
    const secret = check({ path: '/wifi_pass', value: 'hunter2' });
    const answer = { kind: 'result', result: { wifi_pass: 'hunter3' } } as const;
    expect(JSON.stringify(judgeAnswer(secret, answer, null))).not.toContain('hunter');
    expect(JSON.stringify(waitingReport(secret))).not.toContain('hunter');
    const byKey = check({ args: { key: 'wifi.sta.pass' }, path: '', value: 'hunter2' });
    const text = { kind: 'result', result: 'hunter3' } as const;
    expect(JSON.stringify(judgeAnswer(byKey, text, null))).not.toContain('hunter');
    const held = { kind: 'result', result: { v: { pass: 'hunter2' } } } as const;
    expect(JSON.stringify(judgeAnswer(check(), held, null))).not.toContain('hunter');
    const long = judgeAnswer(check(), result('x'.repeat(10_000)), null);
    expect(JSON.stringify(long).length).toBeLessThan(300);
  });

  it('of whatever kind gives one state, and passes by no operator and its opposite', () => {
    const opposites = [
      ['=', '!='],
      ['<', '>='],
      ['<=', '>'],
    ] as const;
    fc.assert(
      fc.property(fc.jsonValue(), fc.double({ noNaN: true }), (found, value) => {
        for (const [one, other] of opposites) {
          const states = [stateOf(one, found, value), stateOf(other, found, value)];
          expect(states.filter((state) => state === 'passed').length).toBe(
            states.includes('not-told') ? 0 : 1,
          );
        }
      }),
    );
  });

  it('is judged by what the pointer to it leads to, wherever that is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        (parts, value) => {
          const path = parts
            .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
            .join('');
          const held = parts.reduceRight<unknown>(
            (inner, part) => Object.fromEntries([[part, inner]]),
            value,
          );
          const answer = { kind: 'result', result: held } as const;
          expect(judgeAnswer(check({ path, value }), answer, null).state).toBe('passed');
        },
      ),
    );
  });
});

describe('all checks together', () => {
  const ofProduct = (state: 'waiting' | 'passed' | 'failed' | 'not-told') =>
    ({ ...waitingReport(check()), state }) as const;
  const memory = { kind: 'memory', state: 'not-told', expected: null, found: null } as const;

  it('are green when each has passed, open while one waits, and red as soon as none does and one did not pass', () => {
    expect(verdictOfChecks([])).toBe('open');
    expect(verdictOfChecks([ofProduct('passed')])).toBe('green');
    expect(verdictOfChecks([ofProduct('passed'), ofProduct('waiting')])).toBe('open');
    expect(verdictOfChecks([ofProduct('failed'), ofProduct('waiting')])).toBe('open');
    expect(verdictOfChecks([ofProduct('passed'), ofProduct('failed')])).toBe('red');
  });

  it('do not count what a device never reports, but where the product asks for it', () => {
    expect(verdictOfChecks([ofProduct('passed'), memory])).toBe('green');
    expect(verdictOfChecks([ofProduct('not-told'), memory])).toBe('red');
  });
});
