import { slotName, timeOfDay, fileSize } from '../../messages/numbers.ts';
import { outside } from '../../messages/outside-text.ts';
import { screenWords } from '../../messages/screen-words.ts';
import type { MarkShape } from '../../messages/text-shapes.ts';
import { firmwareNamesOf } from './run-view.ts';
import type { FinishedRun, RunView, FilesBefore } from './run-view.ts';
import { moveOfRun } from './move.ts';
import { FILES_WORDS, FAILED_CHECKS, TRIAL_CHECKS as WORDS } from '../../messages/result-words.ts';
import type { DeviceReport, BundleReport } from '../../workers/api.ts';
import type { FailedWords } from '../../messages/result-words.ts';

export interface Check {
  readonly mark: MarkShape;
  readonly text: string;
  readonly quiet?: string;
  readonly value: string;
}

/** What the device itself said after the restart. */
export function healthChecks(run: RunView): readonly Check[] {
  if (run.after === null) return [];
  const { checks } = screenWords;
  const { info, boot } = run.after;
  const { toSlot } = moveOfRun(run);
  return [
    {
      mark: info.fw_version === run.order.to ? 'go' : 'stop',
      text: checks.version,
      value: outside(info.fw_version),
    },
    { mark: 'go', text: checks.build, quiet: outside(info.fw_id), value: '' },
    ...(boot === null
      ? []
      : [
          {
            mark: toSlot === null || boot.active_slot === toSlot ? 'go' : 'hold',
            text: checks.slot,
            value: slotName(boot.active_slot),
          } as const,
        ]),
  ];
}

/** Why we say that the device runs the new firmware. */
export function keptEvidence({ run, endedWallMs }: FinishedRun): readonly Check[] {
  const info = run.after?.info;
  if (info === undefined) return [];
  const { checks } = screenWords;
  return [
    { mark: 'go', text: checks.namesVersion, quiet: checks.asked, value: outside(info.fw_version) },
    { mark: 'go', text: checks.namesBuild, quiet: outside(info.fw_id), value: '' },
    { mark: 'go', text: checks.hashes, value: '' },
    { mark: 'go', text: checks.saysCommitted, value: timeOfDay(endedWallMs) },
  ];
}

/** What happened until the device was back on its old firmware. */
export function wentBackStory(finished: FinishedRun): readonly Check[] {
  const { run, result, endedWallMs } = finished;
  if (result.result !== 'reverted') return [];
  const { story } = screenWords;
  const names = firmwareNamesOf(run.order);
  return [
    ...(run.trial === null
      ? []
      : [{ mark: 'go', text: story.written(names.to), value: names.to } as const]),
    { mark: 'back', text: story.cause[result.cause], value: timeOfDay(endedWallMs) },
    { mark: 'go', text: story.answers, value: outside(result.running.version) },
  ];
}

// What became of a device's files, by the best that is known: its own report, its list, what was foretold.

/** Names, sorted. */
interface FilesAfter {
  readonly keeps: readonly string[];
  readonly overwrites: readonly string[];
  readonly adds: readonly string[];
  /** Should have been kept, and are not in the device's list. */
  readonly missing: readonly string[];
  /** `told`: OTA.Status says it, of a device with extensions. */
  readonly source: 'told' | 'listed' | 'foretold';
}

/** Written by the device for the time of the trial; nobody's file. */
const UPDATER_DAT = 'updater.dat';

/** null: nothing is known of them. `report`: as the device answers now; null = it does not. */
export function filesAfter(
  { run, result }: FinishedRun,
  report: DeviceReport | null,
): FilesAfter | null {
  // What was asked before the update says nothing about after it.
  const now = report?.info.fw_version === result.to ? report : null;
  return filesTold(now) ?? filesForetold(run.order.files ?? null, now);
}

function filesTold(report: DeviceReport | null): FilesAfter | null {
  const merge = report?.status?.merge ?? null;
  if (report === null || merge === null) return null;
  const others = (names: readonly string[]) => names.filter((name) => name !== UPDATER_DAT);
  const [keeps, overwrites] = [others(merge.copied), others(merge.kept)];
  const adds = namesOf(report.files).filter((name) => !isOneOf(name, keeps, overwrites));
  return { keeps, overwrites, adds, missing: [], source: 'told' };
}

function filesForetold(before: FilesBefore | null, report: DeviceReport | null): FilesAfter | null {
  if (before === null) return null;
  const { keeps, overwrites, adds } = before.merge;
  const files = report?.files ?? null;
  if (files === null) return { keeps, overwrites, adds, missing: [], source: 'foretold' };
  const there = namesOf(files);
  const missing = keeps.filter((name) => !there.includes(name));
  const kept = keeps.filter((name) => there.includes(name));
  return { keeps: kept, overwrites, adds, missing, source: 'listed' };
}

/** One line of how we know that the update is done. */
export function filesEvidence(files: FilesAfter | null): readonly Check[] {
  if (files === null) return [];
  const { keeps, missing, source } = files;
  if (missing.length > 0)
    return [
      {
        mark: 'hold',
        text: FILES_WORDS.after.missing(missing.length),
        quiet: missing.join(', '),
        value: '',
      },
    ];
  return [
    {
      mark: source === 'foretold' ? 'wait' : 'go',
      text: keeps.length === 0 ? FILES_WORDS.after.none : FILES_WORDS.after.kept,
      quiet: FILES_WORDS.after[source],
      value: FILES_WORDS.after.count(keeps.length),
    },
  ];
}

/** The same of a device that is back on its old firmware; nothing where its list does not show it. */
export function filesBackEvidence(
  { run }: FinishedRun,
  report: DeviceReport | null,
): readonly Check[] {
  const before = run.order.files ?? null;
  if (before === null || report?.info.fw_version !== run.order.from) return [];
  const there = namesOf(report.files);
  const had = namesOf(before.listed);
  const hasAll = had.length > 0 && had.every((name) => there.includes(name));
  return hasAll
    ? [{ mark: 'go', text: FILES_WORDS.after.back, quiet: FILES_WORDS.after.listed, value: '' }]
    : [];
}

const namesOf = (files: DeviceReport['files']): readonly string[] =>
  (files ?? []).map(({ name }) => name).filter((name) => name !== UPDATER_DAT);

const isOneOf = (name: string, ...lists: readonly (readonly string[])[]): boolean =>
  lists.some((names) => names.includes(name));

/** The built-in checks of a firmware on trial, from what the device said before and says now. */

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
