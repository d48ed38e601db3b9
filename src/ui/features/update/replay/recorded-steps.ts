/** A recording that was opened, as the screen goes through it: one step for each state, with what was shown then. Pure. */
import type { OpenedRecording, ShownFrame } from '../../../../workers/api.ts';
import { beginRun, withEvent } from '../../../state/run-view.ts';
import type { FinishedRun, RunOrder, RunView } from '../../../state/run-view.ts';

/** `at`: milliseconds since the update began. */
export type RecordedStep = { readonly at: number; readonly state: string } & (
  | { readonly kind: 'running'; readonly run: RunView }
  | { readonly kind: 'finished'; readonly finished: FinishedRun }
);

/** Empty where the update was not run again. */
export function stepsOf(opened: OpenedRecording): readonly RecordedStep[] {
  const { replayed, startedAtMs } = opened;
  if (replayed === null) return [];
  const steps: RecordedStep[] = [];
  let run = beginRun(orderOf(opened), 0);
  for (const { at, event } of replayed.events) {
    run = withEvent(run, event, at);
    steps.push({ at, state: event.type, kind: 'running', run });
  }
  const { result } = replayed;
  if (result === null) return steps;
  const endedAt = Math.max(steps.at(-1)?.at ?? 0, opened.states.at(-1)?.at ?? 0);
  const finished = { run, result, endedAt, endedWallMs: startedAtMs + endedAt };
  return [...steps, { at: endedAt, state: 'end', kind: 'finished', finished }];
}

/** As the screen knew it when the update began: from what the device said first. */
function orderOf({ bundle, safety, commitTimeoutMs, replayed, link }: OpenedRecording): RunOrder {
  const before = replayed?.events
    .map(({ event }) => event)
    .find((event) => event.type === 'device');
  const found = replayed?.events
    .map(({ event }) => event)
    .find((event) => event.type === 'findings');
  const { version: to, buildId } = bundle;
  const from = before?.info.fw_version ?? '?';
  return {
    ...(link?.isEmulated !== true && { device: before?.info.id ?? '?' }),
    ...{ safety, from, to, commitTimeoutMs },
    builds: { from: before?.info.fw_id ?? '', to: buildId },
    ...{ bundleBytes: bundle.sizeBytes, parts: bundle.parts },
    fromSlot: before?.boot?.active_slot ?? null,
    expected: found?.expected ?? null,
  };
}

const BEFORE = 6;
const AFTER = 6;

/** The frames around a moment: some before it and some after. */
export function framesAround(
  frames: readonly ShownFrame[],
  at: number,
): readonly (ShownFrame & { readonly index: number; readonly isPast: boolean })[] {
  const next = frames.findIndex((frame) => frame.at > at);
  const here = next === -1 ? frames.length : next;
  const first = Math.max(0, here - BEFORE);
  return frames
    .slice(first, here + AFTER)
    .map((frame, index) => ({ ...frame, index: first + index, isPast: first + index < here }));
}
