import { slotName, timeOfDay } from '../../messages/numbers.ts';
import { outside } from '../../messages/outside-text.ts';
import { screenWords } from '../../messages/screen-words.ts';
import type { MarkShape } from '../../messages/state-shape.ts';
import { firmwareNamesOf } from './run-view.ts';
import type { FinishedRun, RunView } from './run-view.ts';
import { moveOfRun } from './move.ts';

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
