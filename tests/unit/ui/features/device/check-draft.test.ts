import { describe, expect, it } from 'vitest';
import type { ProductCheck } from '../../../../../src/contracts/product-check.ts';
import { answerValues } from '../../../../../src/ui/features/device/answer-values.ts';
import { CheckDraft } from '../../../../../src/ui/features/device/check-draft.svelte.ts';
import { parseChecks, checksFile } from '../../../../../src/update/checks/parse-checks.ts';

const PUMP: ProductCheck = {
  ...{ name: 'Pump', method: 'Pump.Status', args: { a: 1 }, path: '/on' },
  ...{ operator: '=', value: true },
};
const draft = (own: Partial<CheckDraft> = {}, of: ProductCheck | null = PUMP): CheckDraft =>
  Object.assign(new CheckDraft(of), own);
const bad = (place: string, detail: string) => new Error(`${place}: ${detail}`);

describe('a check as it is written', () => {
  it.each<Partial<ProductCheck>>([
    {},
    { value: 5 },
    { value: null },
    { value: 'on' },
    { value: 'true' },
    { value: '5' },
    { value: '' },
    { operator: 'range', value: [1, 2] },
    { operator: '>=', value: { before: 0.9 } },
    { operator: 'exists', value: null },
    { args: null, path: '' },
  ])('is the same again where nothing is changed: %j', (own) => {
    expect(draft({}, { ...PUMP, ...own }).check).toEqual({ ...PUMP, ...own });
  });

  it.each<[string | null, Partial<CheckDraft>]>([
    [null, {}],
    ['name', { name: ' ' }],
    ['name', { name: 'Other' }],
    ['method', { method: '' }],
    ['method', { method: 'a b' }],
    ['args', { args: '[1]' }],
    ['args', { args: '{' }],
    ['path', { path: 'on' }],
    ['value', { value: '' }],
    ['value', { operator: '<', value: 'x' }],
    ['value', { operator: 'range', value: '5' }],
    ['value', { operator: '=', value: '[1,2]' }],
    [null, { operator: 'exists', value: '' }],
    [null, { operator: 'range', value: '[1, 2]' }],
    [null, { operator: '<=', value: '{"before": 0.5}' }],
    [null, { operator: 'contains', value: 'x' }],
  ])('says that its %s is wrong: %j', (problem, own) => {
    const written = draft(own);
    expect(written.problem(['Pump', 'Other'])).toBe(problem);
    // What has no problem is taken by whoever reads it in the end.
    if (problem === null)
      expect(parseChecks(checksFile({ app: null, checks: [written.check] }), bad).checks).toEqual([
        written.check,
      ]);
  });

  it('asks as soon as there is a method, and takes the value of the answer that is chosen', () => {
    const fresh = draft({}, null);
    expect(fresh.question).toBeNull();
    fresh.method = 'Pump.Status';
    expect(fresh.question).toMatchObject({ method: 'Pump.Status', args: null, operator: 'exists' });
    fresh.pick('/on', false);
    expect([fresh.path, fresh.value, fresh.check.value]).toEqual(['/on', 'false', false]);
    fresh.pick('/name', 'true');
    expect([fresh.path, fresh.value]).toEqual(['/name', 'false']);
  });
});

describe('the values of an answer', () => {
  it('are all that can be compared, with the pointers to them, and no more than people look through', () => {
    expect(answerValues({ 'a/b': [1, { '~': null }], s: 'x', o: {} })).toEqual([
      { path: '/a~1b/0', value: 1 },
      { path: '/a~1b/1/~0', value: null },
      { path: '/s', value: 'x' },
    ]);
    expect(answerValues(7)).toEqual([{ path: '', value: 7 }]);
    expect(answerValues(Array.from({ length: 1_000 }, (_, index) => [index]))).toHaveLength(200);
  });
});
