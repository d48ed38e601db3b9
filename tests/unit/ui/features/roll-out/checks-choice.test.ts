import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import type { ProductCheck } from '../../../../../src/contracts/product-check.ts';
import { ChecksChoice } from '../../../../../src/ui/features/roll-out/checks-choice.svelte.ts';
import { happensText } from '../../../../../src/ui/features/roll-out/draft-words.ts';
import { FIRST_RULES } from '../../../../../src/ui/features/roll-out/draft-rules.ts';
import type { AddedFile } from '../../../../../src/ui/features/roll-out/roll-out-thread.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';
import { bundle } from '../../../../support/ui/fixtures.ts';
import { SUMMARY, fileNamed, setUp, settled } from '../../../../support/ui/roll-out-page-double.ts';

const check = (name: string): ProductCheck => ({
  ...{ name, method: 'Pump.Status', args: null, path: '/on', operator: '=', value: true },
});
const PUMP = check('Pump runs');
const fileOf = (own: Partial<AddedFile['bundle']>): AddedFile => ({
  file: fileNamed('fw.zip'),
  bundle: { ...bundle, ...own },
});

function choice(answers: Partial<Record<'kept' | 'file', Outcome<readonly ProductCheck[]>>> = {}) {
  const asked: string[] = [];
  let changes = 0;
  const none = { ok: true, value: [] } as const;
  const updater = {
    productChecks: (app: string) => {
      asked.push(`kept ${app}`);
      return Promise.resolve(answers.kept ?? none);
    },
    readChecksFile: (file: File) => {
      asked.push(`file ${file.name}`);
      return Promise.resolve(answers.file ?? none);
    },
  } as unknown as UpdaterClient; // nothing else is asked
  const checks = new ChecksChoice(
    (question) => question(updater),
    () => (changes += 1),
  );
  return { checks, asked, changes: () => changes };
}

describe('the checks of a roll-out', () => {
  it('are none, and then nothing lacks', () => {
    const { checks } = choice();
    expect([checks.rule, checks.lack]).toEqual([null, null]);
  });

  it('are those that this browser keeps for the application of the files', async () => {
    const { checks, asked, changes } = choice({ kept: { ok: true, value: [PUMP] } });
    await checks.take('kept');
    expect([checks.lack, asked]).toEqual(['kept', []]);
    await checks.follow([fileOf({ name: 'pump' })]);
    expect(asked).toEqual(['kept pump']);
    expect(checks.rule).toEqual({ checks: [PUMP], onRed: 'go-back' });
    checks.onRedDo('wait');
    expect(checks.rule).toEqual({ checks: [PUMP], onRed: 'wait' });
    expect(changes()).toBeGreaterThan(1);
    await checks.follow([fileOf({ name: 'pump' }), fileOf({ name: 'lamp' })]);
    expect([checks.rule, checks.lack]).toEqual([null, 'apps']);
  });

  it('lack where this browser keeps none', async () => {
    const { checks } = choice();
    await checks.follow([fileOf({ name: 'pump' })]);
    await checks.take('kept');
    expect([checks.rule, checks.lack]).toEqual([null, 'kept']);
  });

  it('are those of the packages, where all bring the same', async () => {
    const { checks } = choice();
    await checks.take('package');
    await checks.follow([fileOf({ brings: [PUMP] }), fileOf({ platform: 'c3', brings: [PUMP] })]);
    expect(checks.rule?.checks).toEqual([PUMP]);
    await checks.follow([fileOf({ brings: [PUMP] }), fileOf({ brings: [check('Other')] })]);
    expect([checks.rule, checks.lack]).toEqual([null, 'differ']);
    await checks.follow([fileOf({ brings: [PUMP] }), fileOf({})]);
    expect(checks.lack).toBe('package');
  });

  it('are those of a file, and a file that cannot be read changes nothing', async () => {
    const { checks } = choice({ file: { ok: true, value: [PUMP] } });
    await checks.take('file');
    expect(checks.lack).toBe('file');
    await checks.give(fileNamed('checks.json'));
    expect([checks.fileName, checks.rule?.checks]).toEqual(['checks.json', [PUMP]]);
    const failure = toFailure(new OtaError('file/no-checks', { file: 'x', place: 'checks' }));
    const bad = choice({ file: { ok: false, failure } });
    await bad.checks.take('file');
    await bad.checks.give(fileNamed('x'));
    expect([bad.checks.failure, bad.checks.lack]).toEqual([failure, 'file']);
  });

  it('are in the plan and in the sentence of what will happen', async () => {
    const { draft } = setUp();
    await draft.look();
    await draft.add(fileNamed('fw.zip'));
    await draft.checks.take('file');
    expect([draft.order, draft.lacks]).toEqual([null, 'checks']);
    await draft.checks.take('none');
    await settled();
    expect(draft.order?.plan).not.toHaveProperty('checks');
    expect(draft.lacks).toBeNull();
    const rule = { checks: [PUMP], onRed: 'wait' } as const;
    expect(happensText(SUMMARY, FIRST_RULES, rule)).toContain(
      'A device is kept when all checks pass, else it goes back when its trial is over.',
    );
  });
});
