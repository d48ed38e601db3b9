/** The built-in checks of a firmware on trial, from what the device said before and says now. */
import { fileSize, slotName } from '../../messages/numbers.ts';
import { outside } from '../../messages/outside-text.ts';
import { FAILED_CHECKS, TRIAL_CHECKS as WORDS } from '../../messages/trial-words.ts';
import type { FailedWords } from '../../messages/trial-words.ts';
import type { BundleReport, DeviceReport } from '../../workers/api.ts';
import type { RunView } from './run-view.ts';
import type { Check } from './evidence.ts';
import { moveOfRun } from './move.ts';

export interface TrialCheck extends Check {
  /** Why it failed; null while it did not. */
  readonly failed: FailedWords | null;
  /** Its answer is still to come; a check the device says nothing about is not waited for. */
  readonly pending: boolean;
}

export interface CheckFacts {
  readonly run: RunView;
  /** As the device said before the update; null where that is not known any more. */
  readonly before: DeviceReport['info'] | null;
  readonly bundle: BundleReport | null;
}

/** A firmware that is well has at least this share of the memory that was free before. */
const MEMORY_SHARE = 0.7;
/** Longer than any link of a device that is well needs for one short answer. */
const SLOW_MS = 2_000;
/** So long a firmware has to run without a second restart. */
export const STEADY_S = 30;

/** What failed comes first. */
export function trialChecks(facts: CheckFacts): readonly TrialCheck[] {
  const { after } = facts.run;
  if (after === null) return [];
  const all = [
    versionCheck(facts, after),
    buildCheck(facts, after),
    ...slotCheck(facts, after),
    restartCheck(facts, after),
    memoryCheck(facts, after),
    answerCheck(facts),
  ];
  const failed = (check: TrialCheck): number => (check.failed === null ? 1 : 0);
  return all.sort((a, b) => failed(a) - failed(b));
}

type After = NonNullable<RunView['after']>;

function check(
  text: string,
  { value, quiet, failed }: { value: string; quiet?: string; failed: FailedWords | null },
): TrialCheck {
  const mark = failed === null ? 'go' : 'stop';
  return { mark, text, value, failed, pending: false, ...(quiet !== undefined && { quiet }) };
}

const open = (
  text: string,
  { value, pending }: { readonly value: string; readonly pending: boolean },
): TrialCheck => ({
  mark: 'wait',
  text,
  value,
  failed: null,
  pending,
});

function versionCheck({ run }: CheckFacts, { info }: After): TrialCheck {
  const { to } = run.order;
  const failed =
    info.fw_version === to ? null : FAILED_CHECKS.version(outside(to), outside(info.fw_version));
  return check(WORDS.version, { value: outside(info.fw_version), failed });
}

function buildCheck({ bundle }: CheckFacts, { info }: After): TrialCheck {
  const sent = bundle?.buildId ?? info.fw_id;
  const failed =
    info.fw_id === sent ? null : FAILED_CHECKS.build(outside(sent), outside(info.fw_id));
  return check(WORDS.build, { value: '', quiet: outside(info.fw_id), failed });
}

function slotCheck({ run }: CheckFacts, { boot }: After): readonly TrialCheck[] {
  const { toSlot } = moveOfRun(run);
  if (boot === null || toSlot === null) return [];
  const value = slotName(boot.active_slot);
  const isThere = boot.active_slot === toSlot;
  const failed = isThere ? null : FAILED_CHECKS.slot(slotName(toSlot), value);
  return [check(WORDS.slot, { value, failed })];
}

function restartCheck({ run }: CheckFacts, { info }: After): TrialCheck {
  const up = WORDS.up(Math.floor(info.uptime));
  if (run.health?.restarted === true)
    return check(WORDS.restart, { value: WORDS.restarted, failed: FAILED_CHECKS.restart(up) });
  if (info.uptime < STEADY_S)
    return open(WORDS.restart, { value: WORDS.waiting(STEADY_S), pending: true });
  return check(WORDS.restart, { value: up, failed: null });
}

function memoryCheck({ before }: CheckFacts, { info }: After): TrialCheck {
  const [now, was] = [info.ram_free, before?.ram_free];
  if (now === undefined || was === undefined)
    return open(WORDS.memory, { value: WORDS.notReported, pending: false });
  const failed =
    now >= MEMORY_SHARE * was ? null : FAILED_CHECKS.memory(fileSize(was), fileSize(now));
  return check(WORDS.memory, { value: WORDS.memoryOf(now, was), failed });
}

function answerCheck({ run }: CheckFacts): TrialCheck {
  if (run.health === null) return open(WORDS.answers, { value: WORDS.notAsked, pending: true });
  const { answeredInMs } = run.health;
  const value = WORDS.answered(answeredInMs);
  const failed =
    answeredInMs <= SLOW_MS ? null : FAILED_CHECKS.answers(`${SLOW_MS / 1_000} s`, value);
  return check(WORDS.answers, { value, failed });
}
