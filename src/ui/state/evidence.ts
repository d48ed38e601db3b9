import { slotName, timeOfDay } from '../../messages/numbers.ts';
import { outside } from '../../messages/outside-text.ts';
import { screenWords } from '../../messages/screen-words.ts';
import { firmwareNamesOf } from './run-view.ts';
import type { FinishedRun, RunView, FilesBefore } from './run-view.ts';
import { moveOfRun } from './move.ts';
import { checkWords } from '../../messages/check-words.ts';
import type { Check, TrialCheck } from '../../messages/check-words.ts';
import { FILES_WORDS } from '../../messages/result-words.ts';
import type { DeviceReport } from '../../workers/api.ts';

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

/** How a firmware on trial does, in words; what failed comes first. */
export function trialChecks({ checks }: Pick<RunView, 'checks'>): readonly TrialCheck[] {
  const failed = (check: TrialCheck): number => (check.failed === null ? 1 : 0);
  return checks.map(checkWords).sort((a, b) => failed(a) - failed(b));
}
