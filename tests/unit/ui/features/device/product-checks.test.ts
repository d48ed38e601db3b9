import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import type { ProductCheck, TriedCheck } from '../../../../../src/contracts/product-check.ts';
import { ProductCheckList } from '../../../../../src/ui/features/device/product-checks.svelte.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';

const check = (name: string): ProductCheck => ({
  ...{ name, method: 'Pump.Status', args: null, path: '/on', operator: '=', value: true },
});
const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const UNUSABLE = toFailure(
  OtaError.from(new OtaError('file/no-checks', { file: 'checks.json', place: 'checks.0.name' })),
);
const TRIED: TriedCheck = {
  report: {
    ...{ kind: 'product', name: 'Pump', operator: '=', state: 'passed' },
    ...{ expected: 'true', found: 'true', why: null },
  },
  answer: { result: { on: true } },
};

/** Of the application `pump`, which has so many. */
async function listOf(...names: readonly string[]) {
  let kept: readonly ProductCheck[] = names.map(check);
  let refusal: Outcome<never> | null = null;
  const updater = {
    productChecks: (app: string) => Promise.resolve(ok(app === 'pump' ? kept : [])),
    setProductChecks: (_: string, next: readonly ProductCheck[]) => {
      if (refusal === null) kept = next;
      return Promise.resolve(refusal ?? ok(next));
    },
    readChecksFile: (file: File) =>
      Promise.resolve(refusal ?? ok([check(file.name), check('second')])),
    checksFile: (app: string, checks: readonly ProductCheck[]) =>
      Promise.resolve(ok(new Blob([`${app} ${checks.length}`]))),
    tryCheck: () => Promise.resolve(refusal ?? ok(TRIED)),
  } as unknown as UpdaterClient; // the list asks for nothing else
  const list = new ProductCheckList((question) => question(updater));
  await list.read({ app: 'pump' });
  return {
    list,
    keptNames: () => kept.map(({ name }) => name),
    refuse: () => (refusal = { ok: false, failure: UNUSABLE }),
  };
}

describe('the checks of a product', () => {
  it('are added, changed in their place, and kept', async () => {
    const { list, keptNames } = await listOf('one', 'two');
    list.write(list.list[0]!);
    list.draft!.name = 'first';
    expect(await list.save()).toBe(true);
    expect(list.draft).toBeNull();
    list.write(null);
    Object.assign(list.draft!, { name: 'third', method: 'A.B', value: '1' });
    await list.save();
    expect(keptNames()).toEqual(['first', 'two', 'third']);
  });

  it('that are removed come back with a press, in their place', async () => {
    const { list, keptNames } = await listOf('one', 'two', 'three');
    await list.remove(list.list[1]!);
    expect(list.step).toEqual({ kind: 'removed', name: 'two' });
    expect(keptNames()).toEqual(['one', 'three']);
    await list.undo();
    expect(keptNames()).toEqual(['one', 'two', 'three']);
    await list.undo();
    expect(keptNames()).toHaveLength(3);
  });

  it('of a file take the place of all, and one that is none changes nothing', async () => {
    const { list, keptNames, refuse } = await listOf('one');
    await list.import(new File([], 'first'));
    expect(list.step).toEqual({ kind: 'imported', checks: 2 });
    expect(keptNames()).toEqual(['first', 'second']);
    expect(await (await list.export())!.text()).toBe('pump 2');
    refuse();
    await list.import(new File([], 'third'));
    expect(list.step).toEqual({ kind: 'failed', failure: UNUSABLE });
    expect(list.list.map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it('are tried on the device as it is, and a draft is asked for the values of its answer', async () => {
    const { list, refuse } = await listOf('one');
    const [one] = list.list;
    expect(list.triedOf(one!)).toBeNull();
    await list.try(one!);
    expect(list.triedOf(one!)).toEqual(TRIED.report);
    list.write(null);
    await list.askDraft();
    expect(list.answer).toBeNull();
    list.draft!.method = 'Pump.Status';
    await list.askDraft();
    expect(list.answer).toEqual(TRIED.answer);
    refuse();
    await list.try(one!);
    expect(list.step).toEqual({ kind: 'failed', failure: UNUSABLE });
  });

  it('that cannot be saved stay written, and nothing of another device is shown', async () => {
    const { list, refuse, keptNames } = await listOf('one');
    list.write(list.list[0]!);
    refuse();
    list.draft!.name = 'other';
    expect(await list.save()).toBe(false);
    expect([list.draft?.name, keptNames()]).toEqual(['other', ['one']]);
    const reading = list.read({ app: 'pump' });
    list.forget();
    await reading;
    expect([list.list, list.draft, list.step]).toEqual([[], null, { kind: 'none' }]);
  });
});
